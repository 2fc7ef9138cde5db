/// What files say of themselves, in the forms that are stored.
enum FlowMetadata {
    /// "en-US" as "en".
    static func language(_ tag: String) -> String? {
        let code = tag.prefix { $0.isLetter }.lowercased()
        return (2...3).contains(code.count) ? String(code.prefix(2)) : nil
    }

    /// A date as ISO 8601: a day, or a day with its time; nil where it is no date.
    static func date(_ text: String) -> String? {
        let text = text.trimmed
        if let found = text.prefixMatch(
            of: /(\d{4})-(\d{2})-(\d{2})(T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?/)
        {
            guard let month = Int(found.2), let day = Int(found.3), (1...12).contains(month), (1...31).contains(day)
            else { return nil }
            return String(found.0)
        }
        // LibreOffice: "20240501;93000000000000", "20240501T093000".
        if let found = text.prefixMatch(of: /(\d{4})(0[1-9]|1[0-2])([0-2]\d|3[01])([;T].*)?$/) {
            return "\(found.1)-\(found.2)-\(found.3)"
        }
        // HTTP: "Wed, 01 May 2024 09:30:00 GMT".
        if let found = text.firstMatch(of: /(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4})/) {
            return named(day: found.1, month: found.2, year: found.3)
        }
        if let found = text.firstMatch(of: /([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4})/) {
            return named(day: found.2, month: found.1, year: found.3)
        }
        return text.wholeMatch(of: /(19|20)\d{2}(-(0[1-9]|1[0-2]))?/) != nil ? text : nil
    }

    private static func named(day: Substring, month: Substring, year: Substring) -> String? {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard let index = months.firstIndex(of: String(month)), let day = Int(day), (1...31).contains(day) else {
            return nil
        }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(year)-\(two(index + 1))-\(two(day))"
    }
}
