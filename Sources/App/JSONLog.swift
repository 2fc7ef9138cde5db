import Foundation
import Logging
import Synchronization

/// Writes each log entry as one line of JSON to standard error.
struct JSONLog: LogHandler {
    private let label: String
    var metadata: Logger.Metadata = [:]
    /// One logger's own; else all have the one that is in force.
    private var ownLevel: Logger.Level?
    var logLevel: Logger.Level {
        get { ownLevel ?? Self.shared.withLock { $0 } }
        set { ownLevel = newValue }
    }

    // Until the command knows its configuration. What is no level there is refused by the command.
    private static let shared = Mutex(
        ProcessInfo.processInfo.environment["HOMEROOM_LOG_LEVEL"].flatMap { level(named: $0) } ?? .notice)

    init(label: String) { self.label = label }

    /// All that loggers may log from, with commas between.
    static let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")

    /// Sets the level of all that have none of their own.
    static func use(_ level: Logger.Level) { shared.withLock { $0 = level } }

    /// Takes the level from a file that holds its name, or the one that the program started with where there is no such
    /// file.
    /// - Returns: the level that is in force; nil where the file holds none, and nothing changes.
    static func readLevel(_ path: String, otherwise started: Logger.Level) -> Logger.Level? {
        var found: Logger.Level? = started
        if let text = try? String(contentsOfFile: path, encoding: .utf8) { found = level(named: text) }
        if let found { use(found) }
        return found
    }

    /// A level by its name, in small or capital letters.
    static func level(named text: String) -> Logger.Level? {
        Logger.Level(rawValue: text.trimmingCharacters(in: .whitespacesAndNewlines).lowercased())
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["time"] = LogTime.text(Date())
        fields["level"] = event.level.rawValue
        fields["label"] = label
        fields["message"] = "\(event.message)"
        StandardError.write(Self.line(fields))
    }

    /// An object of strings, its keys in order, and a line feed. Written by hand, since a line is written for every
    /// request, and an encoder takes fifty times as long.
    static func line(_ fields: [String: String]) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: line.isEmpty ? "{" : ","))
            append(key, to: &line)
            line.append(UInt8(ascii: ":"))
            append(value, to: &line)
        }
        if line.isEmpty { line.append(UInt8(ascii: "{")) }
        line.append(UInt8(ascii: "}"))
        line.append(0x0A)
        return line
    }

    /// A string of JSON (RFC 8259, 7): the quotation mark, the backslash and control characters are escaped.
    private static func append(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): line += [UInt8(ascii: "\\"), byte]
            case 0x0A: line += Array("\\n".utf8)
            case 0x0D: line += Array("\\r".utf8)
            case 0x09: line += Array("\\t".utf8)
            case 0..<0x20: line += Array("\\u00".utf8) + [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
            default: line.append(byte)
            }
        }
        line.append(UInt8(ascii: "\""))
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
}

/// A time in UTC as ISO 8601 with milliseconds, such as `2026-11-27T09:05:00.250Z`.
enum LogTime {
    static func text(_ date: Date) -> String {
        let milliseconds = Int64((date.timeIntervalSince1970 * 1000).rounded(.down))
        let (seconds, rest) = floored(milliseconds, by: 1000)
        let (days, second) = floored(seconds, by: 86400)
        let day = civil(days)
        func padded(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))T\(padded(second / 3600, 2))"
            + ":\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)).\(padded(rest, 3))Z"
    }

    private static func floored(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// The day of the Gregorian calendar, so many days after 1 January 1970 (Hinnant, "chrono-Compatible Low-Level Date
    /// Algorithms", `civil_from_days`): years begin in March, so that the leap day ends one.
    private static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}
