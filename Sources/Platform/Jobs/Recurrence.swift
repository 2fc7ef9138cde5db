public import Foundation

/// When something is done again and again.
///
/// Written as `every 30 s`, `every 5 min`, `every 6 h`, `daily 02:00`, `weekly monday 02:00`, `monthly 02:00` (on the
/// first), `quarterly 02:00` (on the first of January, April, July and October), or as the five fields of cron.
public struct Recurrence: Sendable, Equatable, CustomStringConvertible {
    private enum Rule: Equatable {
        case interval(TimeInterval)
        case calendar(CronExpression)
    }

    public let description: String
    private let rule: Rule

    /// - Returns: nil for what is written in none of these ways.
    public init?(_ text: String) {
        let words = text.lowercased().split(separator: " ").map(String.init)
        guard let rule = Self.rule(words) else { return nil }
        (description, self.rule) = (words.joined(separator: " "), rule)
    }

    /// What intervals are counted in.
    public enum Unit: String, Sendable { case seconds = "s", minutes = "min", hours = "h" }

    private init(_ description: String, _ rule: Rule) { (self.description, self.rule) = (description, rule) }

    /// Again and again, so long after each beginning.
    public static func every(_ count: Int, _ unit: Unit) -> Recurrence {
        Recurrence("every \(count) \(unit.rawValue)", .interval(Double(count) * (units[unit.rawValue] ?? 1)))
    }

    /// At a time of each day.
    public static func daily(hour: Int, minute: Int) -> Recurrence {
        Recurrence(
            String(format: "daily %02d:%02d", hour, minute), .calendar(CronExpression(hour: hour, minute: minute)))
    }

    private static let units: [String: TimeInterval] = ["s": 1, "min": 60, "h": 3600]
    private static let days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    private static func rule(_ words: [String]) -> Rule? {
        func at(_ time: String, _ rest: String) -> Rule? {
            let parts = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
            guard parts.count == 2, let hour = parts[0], let minute = parts[1] else { return nil }
            return CronExpression("\(minute) \(hour) \(rest)").map(Rule.calendar)
        }
        switch (words.first, words.count) {
        case ("every", 3):
            guard let count = Int(words[1]), let unit = units[words[2]], (1...10_000).contains(count) else {
                return nil
            }
            return .interval(Double(count) * unit)
        case ("daily", 2): return at(words[1], "* * *")
        case ("weekly", 3): return days.firstIndex(of: words[1]).flatMap { at(words[2], "* * \($0)") }
        case ("monthly", 2): return at(words[1], "1 * *")
        case ("quarterly", 2): return at(words[1], "1 1,4,7,10 *")
        case (_, 5): return CronExpression(words.joined(separator: " ")).map(Rule.calendar)
        default: return nil
        }
    }

    /// Whether it goes by the time of day.
    public var isByCalendar: Bool { if case .calendar = rule { true } else { false } }

    /// The first time after a moment.
    /// - Parameter zone: whose clock counts, where it goes by the time of day.
    /// - Returns: nil where there is none in the next five years, as for the 30th of February.
    public func next(after moment: Date, in zone: TimeZone) -> Date? {
        switch rule {
        case .interval(let seconds): moment.addingTimeInterval(seconds)
        case .calendar(let expression): expression.next(after: moment, in: zone)
        }
    }
}

/// Minute, hour, day of the month, month and day of the week, as cron(5) writes them: `*`, numbers, ranges, lists, steps.
/// Where both days are named, either will do, as POSIX has it.
public struct CronExpression: Sendable, Equatable {
    private let minutes: Set<Int>, hours: Set<Int>, days: Set<Int>, months: Set<Int>, weekdays: Set<Int>
    private let eitherDay: Bool

    /// - Returns: nil where a field cannot be read, or holds what there is not, such as minute 60.
    public init?(_ text: String) {
        let fields = text.split(separator: " ").map(String.init)
        guard fields.count == 5, let minutes = Self.values(fields[0], in: 0...59),
            let hours = Self.values(fields[1], in: 0...23), let days = Self.values(fields[2], in: 1...31),
            let months = Self.values(fields[3], in: 1...12), let weekdays = Self.values(fields[4], in: 0...7)
        else { return nil }
        (self.minutes, self.hours, self.days, self.months) = (minutes, hours, days, months)
        // Sunday is 0 and 7.
        self.weekdays = Set(weekdays.map { $0 % 7 })
        eitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
    }

    /// Every day at a time.
    init(hour: Int, minute: Int) {
        (minutes, hours, days, months, weekdays) = ([minute], [hour], Set(1...31), Set(1...12), Set(0...6))
        eitherDay = false
    }

    private static func values(_ field: String, in range: ClosedRange<Int>) -> Set<Int>? {
        var found: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let halves = part.split(separator: "/", omittingEmptySubsequences: false)
            guard let first = halves.first, halves.count <= 2 else { return nil }
            let step = halves.count == 2 ? Int(halves[1]) : 1
            guard let step, step > 0 else { return nil }
            var span = range
            if first != "*" {
                let ends = first.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
                guard let low = ends.first ?? nil, let high = ends.last ?? nil, ends.count <= 2, low <= high,
                    range.contains(low), range.contains(high)
                else { return nil }
                // "5/15" goes on to the end of the range.
                span = low...(ends.count == 1 && halves.count == 2 ? range.upperBound : high)
            }
            found.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return found.isEmpty ? nil : found
    }

    /// The first minute after a moment that it names. An hour that a change of the clock leaves out is taken an hour
    /// later; one that comes twice counts once.
    func next(after moment: Date, in zone: TimeZone) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var day = calendar.startOfDay(for: moment)
        for _ in 0..<(5 * 366) {
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: day)
            if names(parts) {
                for hour in hours.sorted() {
                    for minute in minutes.sorted() {
                        let wanted = DateComponents(
                            year: parts.year, month: parts.month, day: parts.day, hour: hour, minute: minute)
                        if let date = calendar.date(from: wanted), date > moment { return date }
                    }
                }
            }
            guard let following = calendar.date(byAdding: .day, value: 1, to: day) else { return nil }
            day = calendar.startOfDay(for: following)
        }
        return nil
    }

    private func names(_ day: DateComponents) -> Bool {
        guard let month = day.month, let number = day.day, let weekday = day.weekday, months.contains(month) else {
            return false
        }
        let (byNumber, byWeekday) = (days.contains(number), weekdays.contains(weekday - 1))
        return eitherDay ? byNumber || byWeekday : byNumber && byWeekday
    }
}
