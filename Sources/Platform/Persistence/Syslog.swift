import Foundation

/// The system's log (RFC 3164 over /dev/log), where there is one.
enum Syslog {
    static func send(_ text: String) {
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return }
        defer { close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array("/dev/log".utf8)) }
        // Facility 10 (security), severity 5 (notice).
        let line = Array("<85>\(text)".utf8)
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(
                    socket, line, line.count, Int32(truncatingIfNeeded: MSG_DONTWAIT), $0,
                    socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
