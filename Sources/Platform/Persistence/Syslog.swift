public import Foundation

/// The system's log, where there is one: datagrams over /dev/log.
public enum Syslog {
    /// Why the log took nothing, in words for whoever runs the appliance.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Where the system's log listens.
    public static let path = "/dev/log"

    /// A line in the older form (RFC 3164), where there is a log.
    static func send(_ text: String) {
        // Facility 10 (security), severity 5 (notice).
        try? send([Data("<85>\(text)".utf8)])
    }

    /// Hands messages over, in order. Blocks, a second at most for each.
    /// - Parameter messages: each as syslog writes it (RFC 5424 or 3164).
    /// - Throws: `Failure`; some of the messages may have been taken.
    public static func send(_ messages: [Data], to path: String = Syslog.path) throws {
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw Failure(description: "the path of the log’s socket is too long")
        }
        let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("no socket could be opened") }
        defer { close(socket) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard isConnected else { throw failure("\(path) does not answer") }
        for message in messages {
            let sent = message.withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            }
            guard sent == message.count else { throw failure("\(path) takes no more") }
        }
    }

    private static func failure(_ text: String) -> Failure {
        Failure(description: "\(text): \(String(cString: strerror(errno)))")
    }
}
