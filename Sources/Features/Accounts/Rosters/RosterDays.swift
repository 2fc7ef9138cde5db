import Foundation

/// Reads the days of a delivery's table: ISO 8601, the forms of spreadsheets and of databases, with or without a time.
/// A day that could be two days is not read.
struct RosterDays {
    /// Whether the month or the day comes first, where a separator has both forms; known from the table's other days.
    private enum Order { case monthFirst, dayFirst, unknown }

    private let orders: [Character: Order]
    private var known: [String: String?] = [:]

    /// - Parameter texts: all days of the table, so that one that can be read one way only tells about the others.
    init(_ texts: some Sequence<String>) {
        var (monthFirst, dayFirst): (Set<Character>, Set<Character>) = ([], [])
        for text in Set(texts) {
            guard let numbers = Self.numbers(Self.withoutTime(text)) else { continue }
            if numbers.first > 12, numbers.second <= 12 { dayFirst.insert(numbers.separator) }
            if numbers.second > 12, numbers.first <= 12 { monthFirst.insert(numbers.separator) }
        }
        var orders: [Character: Order] = [:]
        for separator in ["/", ".", "-"] as [Character] {
            switch (monthFirst.contains(separator), dayFirst.contains(separator)) {
            case (true, true): orders[separator] = .unknown
            case (true, false): orders[separator] = .monthFirst
            case (false, true): orders[separator] = .dayFirst
            // With slashes it is the form of the United States unless the table says otherwise.
            case (false, false): orders[separator] = separator == "/" ? .monthFirst : .unknown
            }
        }
        self.orders = orders
    }

    /// A day such as `2026-11-21`; nil where the text is none, or could be two.
    mutating func day(_ text: String) -> String? {
        if let found = known[text] { return found }
        let day = read(Self.withoutTime(text))
        known[text] = .some(day)
        return day
    }

    private func read(_ text: String) -> String? {
        if let match = text.wholeMatch(of: /(\d{4})([-\/.])(\d{1,2})\2(\d{1,2})Z?/) {
            return Self.day(match.1, match.3, match.4)
        }
        if let match = text.wholeMatch(of: /(\d{4})(\d{2})(\d{2})/) { return Self.day(match.1, match.2, match.3) }
        if let match = text.wholeMatch(of: /(\d{1,2})[-\/. ]*([A-Za-z]{3,9})[-\/., ]*(\d{4}|\d{2})/) {
            return Self.month(match.2).flatMap { Self.day(match.3, $0, match.1) }
        }
        if let match = text.wholeMatch(of: /([A-Za-z]{3,9})\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})/) {
            return Self.month(match.1).flatMap { Self.day(match.3, $0, match.2) }
        }
        guard let numbers = Self.numbers(text) else { return nil }
        let (first, second) = ("\(numbers.first)", "\(numbers.second)")
        if numbers.first > 12 || numbers.first == numbers.second { return Self.day(numbers.year, second, first) }
        if numbers.second > 12 { return Self.day(numbers.year, first, second) }
        switch orders[numbers.separator] ?? .unknown {
        case .monthFirst: return Self.day(numbers.year, first, second)
        case .dayFirst: return Self.day(numbers.year, second, first)
        case .unknown: return nil
        }
    }

    private static func withoutTime(_ text: String) -> String {
        let time = /[T ] *\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? *([AaPp]\.?[Mm]\.?)? *(Z|UTC|GMT|[-+]\d{2}:?(\d{2})?)?$/
        return text.replacing(time, with: "").trimmingCharacters(in: .whitespaces)
    }

    private static func numbers(_ text: String) -> (first: Int, second: Int, separator: Character, year: Substring)? {
        guard let match = text.wholeMatch(of: /(\d{1,2})([-\/.])(\d{1,2})\2(\d{4}|\d{2})/),
            let (first, second) = Int(match.1).flatMap({ one in Int(match.3).map { (one, $0) } }),
            let separator = match.2.first
        else { return nil }
        return (first, second, separator, match.4)
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static func month(_ name: Substring) -> Substring? {
        let name = name.lowercased()
        let index = months.firstIndex { $0.hasPrefix(name) } ?? (name == "sept" ? 8 : nil)
        return index.map { Substring("\($0 + 1)") }
    }

    /// nil where the calendar has no such day. Years of two digits are of this century.
    private static func day(
        _ year: some StringProtocol, _ month: some StringProtocol, _ day: some StringProtocol
    ) -> String? {
        guard let number = Int(year), let month = Int(month), let day = Int(day), (1...12).contains(month) else {
            return nil
        }
        let year = year.count == 2 ? 2000 + number : number
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard year > 0, (1...length).contains(day) else { return nil }
        func padded(_ value: Int, _ width: Int) -> String {
            let text = "\(value)"
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

/// The days on which something holds, both included; open where nil.
struct RosterWindow: Sendable, Equatable {
    var begins: String?, ends: String?

    func holds(on day: String) -> Bool { (begins ?? "") <= day && day <= (ends ?? "9999-12-31") }
    func hasEnded(on day: String) -> Bool { ends.map { $0 < day } ?? false }

    /// Of two windows for the same role: both together where they overlap, or else the one that matters on a day.
    func merged(with other: Self, on day: String) -> Self {
        if (begins ?? "") <= (other.ends ?? "9999-12-31"), (other.begins ?? "") <= (ends ?? "9999-12-31") {
            return Self(
                begins: begins.flatMap { one in other.begins.map { min(one, $0) } },
                ends: ends.flatMap { one in other.ends.map { max(one, $0) } })
        }
        let (early, late) = (begins ?? "") < (other.begins ?? "") ? (self, other) : (other, self)
        return early.hasEnded(on: day) ? late : early
    }
}
