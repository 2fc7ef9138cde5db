/// Reads a calendar that a program exported (iCalendar, RFC 5545): each event a line with its day, its hours, its place
/// and what is said of it, in the order of days.
enum CalendarReading {
    static let extensions = ["ics", "ical", "icalendar"]

    static func isOne(_ text: String) -> Bool {
        text.prefix(200).trimmed.uppercased().hasPrefix("BEGIN:VCALENDAR")
    }

    static func read(_ text: String, limit: Int) -> ExtractedDocument {
        var name = ""
        var events: [Event] = []
        var open: Event?
        var depth = 0
        for line in unfolded(text) {
            guard let property = Property(line) else { continue }
            switch (property.name, property.value.uppercased()) {
            case ("BEGIN", "VEVENT") where open == nil, ("BEGIN", "VTODO") where open == nil: open = Event()
            // An alarm in an event says nothing to a reader.
            case ("BEGIN", _) where open != nil: depth += 1
            case ("END", _) where depth > 0: depth -= 1
            case ("END", "VEVENT"), ("END", "VTODO"):
                if let event = open, events.count < most { events.append(event) }
                open = nil
            case ("X-WR-CALNAME", _) where open == nil, ("NAME", _) where open == nil: name = property.text
            default: if depth == 0 { open?.take(property) }
            }
        }
        var builder = FlowBuilder(limit: limit)
        if !name.isEmpty { builder.add(name, .heading(level: 0)) }
        // Stable: events of one moment keep their order.
        let order = events.indices.sorted { (events[$0].start?.key ?? "", $0) < (events[$1].start?.key ?? "", $1) }
        var month = ""
        for index in order {
            if let own = events[index].start?.monthName, own != month {
                month = own
                builder.add(own, .heading(level: 1))
            }
            builder.add(events[index].sentence, .listItem)
        }
        return builder.document(.text, title: name.isEmpty ? nil : name)
    }

    private static let most = 20_000

    /// Lines of the file; one that begins with a blank goes on from the one before.
    private static func unfolded(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty {
                lines[lines.count - 1] += line.dropFirst()
            } else {
                lines.append(String(line))
            }
        }
        return lines
    }

    /// "DTSTART;VALUE=DATE:20251009".
    struct Property {
        let name: String
        let value: String

        init?(_ line: String) {
            var isQuoted = false
            guard
                let colon = line.firstIndex(where: { character in
                    if character == "\"" { isQuoted.toggle() }
                    return character == ":" && !isQuoted
                })
            else { return nil }
            name = line[..<colon].prefix { $0 != ";" }.uppercased()
            value = String(line[line.index(after: colon)...]).trimmed
        }

        /// The value with its escapes written out.
        var text: String {
            var result = ""
            var isEscaped = false
            for character in value {
                if isEscaped {
                    result.append(character == "n" || character == "N" ? " " : character)
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else {
                    result.append(character)
                }
            }
            return CharacterCleaning.clean(Self.withoutTags(result))
        }

        /// Some programs write descriptions as HTML.
        private static func withoutTags(_ text: String) -> String {
            guard text.contains("<"), text.contains(">") else { return text }
            return text.replacing(/<\/?[a-zA-Z][^<>]{0,300}>/, with: " ")
        }
    }

    /// A day, with its hour where it has one.
    struct Moment {
        var (year, month, day) = (0, 0, 0)
        var clock: String?
        /// In the order of time.
        let key: String

        init?(_ value: String) {
            guard let found = value.prefixMatch(of: /(\d{4})(\d{2})(\d{2})(T(\d{2})(\d{2})\d{2}(Z?))?/),
                let year = Int(found.1), let month = Int(found.2), let day = Int(found.3), (1...12).contains(month),
                (1...31).contains(day), (1600...9999).contains(year)
            else { return nil }
            (self.year, self.month, self.day) = (year, month, day)
            key = String(found.0)
            if let hour = found.5.flatMap({ Int($0) }), let minute = found.6, hour < 24 {
                let isMorning = hour < 12
                let shown = hour % 12 == 0 ? 12 : hour % 12
                clock = "\(shown):\(minute) \(isMorning ? "a.m." : "p.m.")" + (found.7 == "Z" ? " UTC" : "")
            }
        }

        private static let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

        var monthName: String { "\(Self.months[month - 1]) \(year)" }

        /// Days since a Monday (Howard Hinnant's days_from_civil).
        private var number: Int {
            let shifted = month <= 2 ? year - 1 : year
            let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
            return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear
        }

        /// "Thursday, October 9, 2025".
        var name: String { "\(Self.days[(number + 2) % 7]), \(Self.months[month - 1]) \(day), \(year)" }

        /// The day before, for ends of whole days, which are written as the morning after.
        var dayBefore: Moment {
            var result = self
            if day > 1 {
                result.day -= 1
            } else {
                (result.year, result.month) = month > 1 ? (year, month - 1) : (year - 1, 12)
                let isLeap = result.year % 4 == 0 && (result.year % 100 != 0 || result.year % 400 == 0)
                result.day = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][result.month - 1]
            }
            return result
        }

        func isSameDay(as other: Moment) -> Bool { (year, month, day) == (other.year, other.month, other.day) }
    }

    struct Event {
        var start: Moment?
        private var end: Moment?
        private var (summary, place, details, repeats) = ("", "", "", "")
        private var isCancelled = false

        init() {}

        mutating func take(_ property: Property) {
            switch property.name {
            case "DTSTART": start = Moment(property.value)
            case "DTEND", "DUE": end = Moment(property.value)
            case "SUMMARY": summary = property.text
            case "LOCATION": place = property.text
            case "DESCRIPTION": details = String(property.text.prefix(2000))
            case "RRULE": repeats = Self.repetition(property.value.uppercased())
            case "STATUS": isCancelled = property.value.uppercased() == "CANCELLED"
            default: break
            }
        }

        /// "Thursday, October 9, 2025, 1:30 p.m. to 3:00 p.m.: Half day. Place: Gym."; who asks when a concert is must
        /// hear that it was cancelled.
        var sentence: String {
            var result = (isCancelled ? "Cancelled: " : "") + when
            if !repeats.isEmpty { result += result.isEmpty ? repeats : ", " + repeats }
            result += (result.isEmpty ? "" : ": ") + summary
            func add(_ text: String) {
                guard !text.isEmpty else { return }
                if let last = result.last, !".!?".contains(last) { result += "." }
                result += (result.isEmpty ? "" : " ") + text
            }
            if !place.isEmpty { add("Place: \(place)") }
            add(details)
            return result
        }

        private var when: String {
            guard let start else { return "" }
            var result = start.name + (start.clock.map { ", \($0)" } ?? "")
            guard let end else { return result }
            let last = end.clock == nil && start.clock == nil && end.key > start.key ? end.dayBefore : end
            if !last.isSameDay(as: start) {
                result += " to \(last.name)" + (last.clock.map { ", \($0)" } ?? "")
            } else if let clock = last.clock, clock != start.clock {
                result += " to \(clock)"
            }
            return result
        }

        private static let units = ["DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"]
        private static let days = [
            "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
            "SU": "Sunday",
        ]

        /// "every 2 weeks on Monday, Wednesday until June 5, 2026".
        private static func repetition(_ rule: String) -> String {
            var parts: [Substring: Substring] = [:]
            for part in rule.split(separator: ";").prefix(20) {
                let pair = part.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { parts[pair[0]] = pair[1] }
            }
            guard let unit = parts["FREQ"].flatMap({ units[String($0)] }) else { return "" }
            let step = parts["INTERVAL"].flatMap { Int($0) } ?? 1
            var result = step > 1 ? "every \(step) \(unit)s" : "every \(unit)"
            let names = (parts["BYDAY"] ?? "").split(separator: ",").prefix(7).compactMap { days[String($0.suffix(2))] }
            if !names.isEmpty { result += " on " + names.joined(separator: ", ") }
            if let until = parts["UNTIL"].flatMap({ Moment(String($0)) }) { result += " until \(until.name)" }
            return result
        }
    }
}
