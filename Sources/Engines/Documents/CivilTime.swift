import Foundation

/// A moment's day and time of day, in UTC, without a calendar's costs: a table has a hundred thousand of them.
/// (`civil_from_days` of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".)
struct CivilTime {
    private let year: Int, month: Int, dayOfMonth: Int, second: Int

    init(_ date: Date) {
        // A moment beyond any calendar is the nearest that has a day.
        let limit = 253_402_300_799.0
        let seconds = Int(min(max(date.timeIntervalSince1970.rounded(.down), -62_135_596_800), limit))
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        second = seconds - days * 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        dayOfMonth = dayOfYear - (153 * part + 2) / 5 + 1
        month = part < 10 ? part + 3 : part - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Numbers with leading zeros, each behind what stands before it.
    private static func digits(_ parts: [(before: Character?, value: Int, width: Int)]) -> String {
        String(unsafeUninitializedCapacity: 24) { bytes in
            var count = 0
            for part in parts {
                if let before = part.before?.asciiValue {
                    bytes[count] = before
                    count += 1
                }
                var rest = part.value
                for place in (0..<part.width).reversed() {
                    bytes[count + place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                count += part.width
            }
            return count
        }
    }

    /// 2026-11-27
    var day: String { Self.digits([(nil, year, 4), ("-", month, 2), ("-", dayOfMonth, 2)]) }

    private func time(behind mark: Character) -> String {
        Self.digits([(mark, second / 3600, 2), (":", second / 60 % 60, 2), (":", second % 60, 2)])
    }

    /// 2026-11-27 07:12:21
    var moment: String { day + time(behind: " ") }

    /// As XML Schema's `dateTime` has it.
    var timestamp: String { day + time(behind: "T") + "Z" }
}
