import Foundation

/// How many files and connections this process may hold open, and how they are shared out.
public enum Descriptors {
    /// Raises the soft limit to what the system allows, within reason: 1,024 is the usual standard, and few.
    /// - Returns: the limit from now on.
    @discardableResult
    public static func raise() -> Int {
        var limits = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return 1024 }
        let wanted = min(limits.rlim_max, 65_536)
        if limits.rlim_cur < wanted {
            limits.rlim_cur = wanted
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        }
        return Int(min(limits.rlim_cur, 65_536))
    }

    /// With fewer the database, workers and the console alone would not do.
    public static let least = 128

    /// Connections of browsers at most: the rest is for the database, files, workers, models' servers and the console.
    public static func connections(of limit: Int) -> Int { max(8, limit - min(512, limit / 2)) }
}
