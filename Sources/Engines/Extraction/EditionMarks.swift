/// Dates, school years and versions in a title, a file's name or a text.
struct EditionMarks {
    /// The first date, year or school year.
    private(set) var date: String?
    private(set) var schoolYear: String?
    /// All years and school years.
    private(set) var years: [String] = []
    private(set) var version: Int?
    /// The latest date behind a word such as "effective" or "revised".
    private(set) var said: String?
    private(set) var replaces = false
    /// The words that tell no edition, in small letters.
    private(set) var rest: [String] = []

    private let tokens: [Substring]

    init(_ text: String) {
        tokens = Self.tokens(text)
        var index = 0
        // So many tokens ago a word that announces a date.
        var announced = Int.max
        var isOfOther = false
        while index < tokens.count {
            let token = tokens[index]
            if let (found, next) = readDate(index) {
                date = date ?? found
                if found.contains("/") { schoolYear = schoolYear ?? found }
                if found.count == 4 || found.contains("/") { years.append(found) }
                if !isOfOther, announced <= Self.reach { said = max(said ?? "", found) }
                (index, announced) = (next, Int.max)
                continue
            }
            if let (found, next) = readVersion(index) {
                version = version ?? found
                index = next
                continue
            }
            if Self.announcing.contains(token) { announced = 0 } else if announced < Int.max { announced += 1 }
            if Self.replacing.contains(token) { (replaces, isOfOther) = (replaces || isOfOlder(index), true) }
            if token == "." || token == "\n" || token == ";" { isOfOther = false }
            if token.first?.isLetter ?? false, !Self.marks.contains(token) { rest.append(String(token)) }
            if Int(token) != nil { rest.append(String(token)) }
            index += 1
        }
    }

    /// A date stands so near behind its word: "revised by the board on March 3".
    private static let reach = 8
    private static let announcing: Set<Substring> = [
        "effective", "revised", "rev", "revision", "updated", "amended", "adopted", "approved", "reviewed", "edition",
        "version", "dated", "date", "issued", "vigente", "revisado", "revisada", "actualizado", "actualizada",
        "aprobado",
        "aprobada", "edicion", "edición",
    ]
    private static let replacing: Set<Substring> = [
        "replaces", "supersedes", "replacing", "superseding", "sustituye", "reemplaza",
    ]
    private static let older: Set<Substring> = [
        "edition", "editions", "version", "versions", "policy", "policies", "handbook", "handbooks", "previous",
        "prior",
        "earlier", "all", "older", "former", "guide", "rules", "plan", "schedule", "anterior", "one", "ones",
    ]
    private static let marks: Set<Substring> = [
        "rev", "revised", "revision", "version", "ver", "v", "draft", "final", "edition", "updated", "update", "new",
        "old",
        "copy", "sy", "effective", "dated", "current", "latest", "archived", "superseded", "the", "of", "for", "a",
        "an",
        "el", "la", "de", "del", "year", "school", "approved", "adopted", "amended", "signed", "clean", "redline",
        "borrador",
        "and",
    ]

    private func isOfOlder(_ index: Int) -> Bool {
        tokens[index...].prefix(10).contains { Self.older.contains($0) || ($0.count == 4 && Int($0) != nil) }
    }

    // MARK: Reading

    private func number(_ index: Int, _ digits: ClosedRange<Int>) -> Int? {
        guard tokens.indices.contains(index), digits.contains(tokens[index].utf8.count) else { return nil }
        return Int(tokens[index])
    }

    private func year(_ index: Int) -> Int? { number(index, 4...4).flatMap { (1950...2099).contains($0) ? $0 : nil } }

    private func isDash(_ index: Int) -> Bool { tokens.indices.contains(index) && "-–—/_‑".contains(tokens[index]) }

    private func month(_ index: Int) -> Int? {
        guard tokens.indices.contains(index), tokens[index].count >= 3 else { return nil }
        return Self.months.firstIndex { names in names.contains { $0 == tokens[index] } }.map { $0 + 1 }
    }

    private static let months: [[Substring]] = [
        ["january", "jan", "enero"], ["february", "feb", "febrero"], ["march", "mar", "marzo"],
        ["april", "apr", "abril"],
        ["may", "mayo"], ["june", "jun", "junio"], ["july", "jul", "julio"], ["august", "aug", "agosto"],
        ["september", "sept", "sep", "septiembre"], ["october", "oct", "octubre"], ["november", "nov", "noviembre"],
        ["december", "dec", "diciembre"],
    ]

    /// A date, a month of a year, a year or a school year that begins at a token.
    private func readDate(_ index: Int) -> (String, Int)? {
        if let year = year(index) {
            if isDash(index + 1) {
                if let next = number(index + 2, 2...2), next == (year + 1) % 100 {
                    return (schoolYear(year), index + 3)
                }
                if let next = self.year(index + 2), next == year + 1 { return (schoolYear(year), index + 3) }
                if let month = number(index + 2, 1...2), (1...12).contains(month) {
                    guard isDash(index + 3), let day = number(index + 4, 1...2), (1...31).contains(day) else {
                        return (iso(year, month), index + 3)
                    }
                    return (iso(year, month, day), index + 5)
                }
            }
            return ("\(year)", index + 1)
        }
        if let whole = number(index, 8...8), (1950...2099).contains(whole / 10_000),
            (1...12).contains(whole / 100 % 100),
            (1...31).contains(whole % 100)
        {
            return (iso(whole / 10_000, whole / 100 % 100, whole % 100), index + 1)
        }
        if let month = month(index) { return readMonth(month, index + 1) }
        guard let first = number(index, 1...2), first > 0 else { return nil }
        var next = index + 1
        if tokens.indices.contains(next), tokens[next] == "de" || tokens[next] == "th" || tokens[next] == "st" {
            next += 1
        }
        if first <= 31, let month = month(next), let (date, end) = readMonth(month, next + 1), date.count == 7 {
            return (date + (first < 10 ? "-0\(first)" : "-\(first)"), end)
        }
        guard isDash(index + 1) else { return nil }
        if first <= 12, let year = year(index + 2) { return (iso(year, first), index + 3) }
        if first <= 12, let day = number(index + 2, 1...2), (1...31).contains(day), isDash(index + 3) {
            if let year = year(index + 4) { return (iso(year, first, day), index + 5) }
            if let short = number(index + 4, 2...2) { return (iso(2000 + short, first, day), index + 5) }
        }
        // "SY 25-26"
        if let second = number(index + 2, 2...2), second == first + 1, index > 0,
            tokens[index - 1] == "sy" || tokens[index - 1] == "year"
        {
            return (schoolYear(2000 + first), index + 3)
        }
        return nil
    }

    /// What follows a month's name: "3, 2024", "2024", "de 2024".
    private func readMonth(_ month: Int, _ index: Int) -> (String, Int)? {
        var next = index
        func skip(_ words: Set<Substring>) {
            while tokens.indices.contains(next), words.contains(tokens[next]) { next += 1 }
        }
        skip([".", "de", "del", "-", "_", ","])
        if let year = year(next) { return (iso(year, month), next + 1) }
        guard let day = number(next, 1...2), (1...31).contains(day) else { return nil }
        next += 1
        skip([",", "st", "nd", "rd", "th", "de", "-", "_", "."])
        return year(next).map { (iso($0, month, day), next + 1) }
    }

    private func schoolYear(_ year: Int) -> String { "\(year)/\((year + 1) % 100 < 10 ? "0" : "")\((year + 1) % 100)" }

    private func iso(_ year: Int, _ month: Int, _ day: Int? = nil) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))" + (day.map { "-" + two($0) } ?? "")
    }

    /// "v2", "version 3", "rev. 4", "2nd edition".
    private func readVersion(_ index: Int) -> (Int, Int)? {
        let token = tokens[index]
        if ["v", "version", "ver", "rev", "revision", "draft", "edition", "versión"].contains(token) {
            var next = index + 1
            while tokens.indices.contains(next), [".", "-", "_", "#"].contains(tokens[next]) { next += 1 }
            // "rev. 3/2026" is a date.
            guard let number = number(next, 1...2), readDate(next) == nil else { return nil }
            return (number, next + 1)
        }
        if let number = number(index, 1...2), index + 2 < tokens.count,
            ["st", "nd", "rd", "th"].contains(tokens[index + 1]),
            tokens[index + 2] == "edition" || tokens[index + 2] == "ed"
        {
            return (number, index + 3)
        }
        return nil
    }

    /// Runs of letters and runs of figures in small letters, marks one by one, no blanks.
    private static func tokens(_ text: String) -> [Substring] {
        let small = text.lowercased()
        var result: [Substring] = []
        var start: String.Index?
        var isNumber = false
        for index in small.indices {
            let character = small[index]
            let kind: Bool? = character.isASCII && character.isNumber ? true : character.isLetter ? false : nil
            if let begin = start, kind != isNumber {
                result.append(small[begin..<index])
                start = nil
            }
            if let kind {
                if start == nil { (start, isNumber) = (index, kind) }
            } else if character == "\n" || !character.isWhitespace {
                result.append(small[index...index])
            }
        }
        if let start { result.append(small[start...]) }
        return result
    }
}
