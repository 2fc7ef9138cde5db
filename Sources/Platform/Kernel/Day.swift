public import Foundation
import Synchronization

/// Days as `2026-11-21`, in the district's time zone.
public enum Day {
    private static let chosen = Mutex<TimeZone?>(nil)

    /// The zone in which days begin and end: the one that the district chose, or the machine's own.
    public static var zone: TimeZone {
        get { chosen.withLock { $0 } ?? .current }
        set { chosen.withLock { $0 = newValue } }
    }

    /// Takes the zone of a name such as `America/Los_Angeles`; the machine's own for nil.
    public static func setZone(_ name: String?) { chosen.withLock { $0 = name.flatMap(TimeZone.init(identifier:)) } }

    public static var today: String { of(Date(), in: zone) }

    /// The day that it is in a zone at a moment.
    public static func of(_ moment: Date, in zone: TimeZone) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let parts = calendar.dateComponents([.year, .month, .day], from: moment)
        return String(format: "%04d-%02d-%02d", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
    }

    /// When today began.
    public static var start: Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar.startOfDay(for: Date())
    }

    /// When the month of today began.
    public static var monthStart: Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar.dateInterval(of: .month, for: Date())?.start ?? start
    }

    /// nil unless the text begins with a day that there is, as `2026-11-27`: days are compared as texts.
    public static func parse(_ text: String) -> String? {
        let day = String(text.prefix(10))
        guard let date = try? Date(day, strategy: .iso8601.year().month().day()), let zone = TimeZone(secondsFromGMT: 0)
        else { return nil }
        return of(date, in: zone) == day ? day : nil
    }
}
