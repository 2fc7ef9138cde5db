public import Foundation
import Kernel

/// Messages for a server that speaks no HTTP, such as one that collects logs.
///
/// In the open nothing outside the building is spoken to, whatever the rules allow; over TLS the rules decide. Every
/// address of the host is judged as the gate judges others, and the connection goes to the address that was judged.
public struct OutboundDelivery: Sendable {
    public enum Transport: String, Codable, Sendable {
        /// A message a datagram (RFC 5426 for syslog). Nothing tells whether it arrives.
        case udp
        /// Messages one after the other. They count as delivered when the other machine has acknowledged every byte.
        case tcp
        /// The same, encrypted, to a server that proves who it is (RFC 5425 for syslog).
        case tls
    }

    /// Why messages were not delivered, in words for whoever runs the appliance.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public let description: String
    }

    private let gate: OutboundGate
    private let host: String, port: Int, transport: Transport
    private let offload = Offload("homeroom.delivery", width: 1)
    /// How long to wait for a connection, for each write and for the last acknowledgement, in seconds.
    private static let patience = 5

    public init(to host: String, port: Int, over transport: Transport, by gate: OutboundGate) {
        (self.host, self.port, self.transport, self.gate) = (host, port, transport, gate)
    }

    /// Delivers messages, in order, and notes that something was sent.
    /// - Parameters:
    ///   - purpose: for the account of what was sent.
    ///   - classes: of data that the messages carry.
    /// - Throws: `Failure`; then any of the messages may have arrived, or none.
    public func send(_ messages: [Data], purpose: String, classes: [String]) async throws {
        let begun = Date()
        let (leaves, deliver) = try await way()
        do {
            try await offload { try deliver(messages) }
        } catch {
            await note(messages, purpose, classes, "failed", leaves, begun)
            throw error
        }
        await note(messages, purpose, classes, "delivered", leaves, begun)
    }

    private typealias Deliver = @Sendable (_ messages: [Data]) throws -> Void

    /// How to deliver messages, which blocks, and whether they leave the building.
    private func way() async throws -> (leaves: Bool, Deliver) {
        guard transport == .tls else {
            let addresses = try await gate.addressesInside(of: host)
            return (false, { [port, transport] in try Self.send($0, to: addresses, port: port, over: transport) })
        }
        let authorities = gate.policy.authorities
        let route: OutboundRoute
        do {
            route = try await gate.route(to: host, mayBeInside: true, isInside: true, staysInside: false)
        } catch let failure as OutboundHTTP.Failure {
            throw Failure(
                description: failure.decision(host)
                    ?? "“\(host)” has no address, or its proxy none: see whether the name is right"
            )
        }
        return (
            route.leavesBuilding,
            { [host, port] in
                let connection = try TLSConnection(to: host, port, by: route, authorities: authorities)
                for message in $0 { try connection.send(message) }
                try connection.finish()
            }
        )
    }

    private func note(
        _ messages: [Data], _ purpose: String, _ classes: [String], _ outcome: String, _ leaves: Bool, _ begun: Date
    ) async {
        await gate.note(
            .init(
                at: begun, purpose: purpose, host: host, leftBuilding: leaves, classes: classes,
                body: messages.reduce(into: Data()) { $0 += $1 }, outcome: outcome,
                milliseconds: Int(Date().timeIntervalSince(begun) * 1000)))
    }

    // MARK: Sockets. All of these block, each for a bounded time.

    private static func send(_ messages: [Data], to addresses: [String], port: Int, over transport: Transport) throws {
        var last = Failure(description: "the host has no address")
        for address in addresses {
            do {
                let socket = try connect(to: address, port, transport)
                defer { close(socket) }
                for message in messages { try write(message, to: socket, transport) }
                return try transport == .tcp ? awaitAcknowledgement(of: socket) : checkRefusal(by: socket)
            } catch let failure as Failure { last = failure }
        }
        throw last
    }

    private static func connect(to address: String, _ port: Int, _ transport: Transport) throws -> Int32 {
        var hints = addrinfo()
        hints.ai_socktype = Int32(transport == .tcp ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue)
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(address, "\(port)", &hints, &found) == 0, let target = found else {
            throw Failure(description: "“\(address)” is no address")
        }
        defer { freeaddrinfo(found) }
        let entry = target.pointee
        let socket = Foundation.socket(entry.ai_family, entry.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw failure("no socket could be opened") }
        // Also bounds how long connecting takes (socket(7)).
        var patience = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_SNDTIMEO, SO_RCVTIMEO] {
            setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        guard Foundation.connect(socket, entry.ai_addr, entry.ai_addrlen) == 0 else {
            defer { close(socket) }
            throw failure("\(address) port \(port) does not answer")
        }
        return socket
    }

    private static func write(_ message: Data, to socket: Int32, _ transport: Transport) throws {
        try message.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = bytes.count - sent
                let count = Foundation.send(
                    socket, bytes.baseAddress?.advanced(by: sent), rest, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure("the other side takes no more") }
                sent += count
            }
        }
        // A receiver of datagrams that is not asked drops what comes too fast.
        if transport == .udp { usleep(500) }
    }

    /// Waits until the other machine has acknowledged every byte, and looks whether it hung up.
    private static func awaitAcknowledgement(of socket: Int32) throws {
        // Says that no more comes; the other side may still read.
        shutdown(socket, Int32(SHUT_WR))
        let deadline = ContinuousClock.now + .seconds(patience)
        while true {
            var unsent: Int32 = 0
            guard ioctl(socket, UInt(TIOCOUTQ), &unsent) == 0 else { throw failure("the connection broke off") }
            try checkRefusal(by: socket)
            // The end that was said counts as one (tcp(7)).
            if unsent <= 0 { return }
            guard ContinuousClock.now < deadline else {
                throw Failure(description: "the other side did not acknowledge what was sent")
            }
            usleep(2000)
        }
    }

    /// A refusal, or a reset, that came back meanwhile.
    private static func checkRefusal(by socket: Int32) throws {
        var (code, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0, code == 0 else {
            throw Failure(description: "the other side refuses: \(String(cString: strerror(code)))")
        }
    }

    private static func failure(_ text: String) -> Failure {
        Failure(description: "\(text): \(String(cString: strerror(errno)))")
    }
}

extension OutboundGate {
    /// The addresses of a host, in figures, every one of which lies inside the building. An administrator has said that
    /// it is there, so its name may be looked up although nothing leaves.
    /// - Throws: `OutboundDelivery.Failure`.
    public func addressesInside(of host: String) async throws -> [String] {
        let isFigures = NetworkAddress.reach(host) != nil
        let addresses = isFigures ? [host] : try await Self.names { NetworkAddress.lookUp(host) }
        guard !addresses.isEmpty else {
            throw OutboundDelivery.Failure(description: "“\(host)” has no address: see whether the name is right")
        }
        guard addresses.allSatisfy({ NetworkAddress.reach($0) == .inside }) else {
            throw OutboundDelivery.Failure(
                description: "“\(host)” lies outside the building, and this would travel in the open. "
                    + "Name a server in the district’s network")
        }
        return addresses
    }

    private static let names = Offload("homeroom.delivery.names", width: 1)
}
