public import Foundation

/// Messages handed to the district's mail server (RFC 5321). They leave this machine as requests do: judged, and noted.
public struct OutboundSMTP: Sendable {
    /// How the connection is kept from others' eyes.
    public enum Security: String, Codable, Sendable, CaseIterable {
        /// It becomes TLS before anything is said, or nothing is (STARTTLS, RFC 3207).
        case startTLS
        /// It is TLS from the start (RFC 8314).
        case tls
        /// Not at all: inside the district's own network only.
        case plain
    }

    public struct Server: Sendable {
        public let host: String, port: Int, security: Security
        /// An administrator has allowed it to be inside the building.
        public let mayBeInside: Bool
        public let user: String?, password: String?

        public init(
            host: String, port: Int, security: Security, mayBeInside: Bool, user: String?, password: String?
        ) {
            (self.host, self.port, self.security, self.mayBeInside) = (host, port, security, mayBeInside)
            (self.user, self.password) = (user, password)
        }
    }

    /// What the server made of a message. Words are its own, at most 500 characters.
    public enum Outcome: Sendable, Equatable {
        case accepted(words: String)
        /// It does not take this message; for good where the code is 500 or more (RFC 5321, 4.2.1).
        case refused(code: Int, words: String)
        /// It takes no message now, or not from us.
        case unwilling(code: Int, words: String)
        /// It does not accept the user or the password, or wants one.
        case loginRefused(words: String)
        /// It offers no STARTTLS.
        case notSecured
    }

    private let gate: OutboundGate
    private let purpose: String
    private static let timeout: Duration = .seconds(180), patience: Duration = .seconds(60)

    /// - Parameter purpose: what the messages are for, for those who keep account.
    public init(_ gate: OutboundGate, purpose: String) { (self.gate, self.purpose) = (gate, purpose) }

    /// Hands a message over.
    /// - Parameters:
    ///   - message: header and body, lines ended by CRLF (RFC 5322).
    ///   - sender: the address that it comes from, which gets what comes back; also the domain that we greet with.
    /// - Throws: `OutboundHTTP.Failure`, or `CancellationError`.
    public func send(
        _ message: Data, from sender: String, to recipient: String, by server: Server
    ) async throws -> Outcome {
        let route = try await gate.route(
            to: server.host, mayBeInside: server.mayBeInside, isInside: server.mayBeInside, staysInside: false)
        guard server.security != .plain || !route.leavesBuilding else {
            throw OutboundHTTP.Failure.badPolicy(
                "\(server.host) is outside your network, and mail there must be encrypted. Choose STARTTLS or TLS.")
        }
        let greeting = sender.split(separator: "@").last.map(String.init) ?? "localhost"
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        let url = "\(server.security == .tls ? "smtps" : "smtp")://\(host):\(server.port)/\(greeting)"
        let called = OutboundCalled(purpose: purpose, host: server.host, classes: ["mail"], body: message)
        return try await gate.noting(called, leavesBuilding: route.leavesBuilding) {
            try await route.transfer(
                url, server.host, server.port,
                .mail(
                    .init(
                        sender: sender, recipients: [recipient], message: message, user: server.user,
                        password: server.password, mustSecure: server.security != .plain)),
                timeout: Self.timeout, patience: Self.patience
            ).run { transfer in
                let head = try await transfer.head()
                return Self.outcome(head)
            }
        } telling: { outcome in
            switch outcome {
            case .accepted: "250"
            case .refused(let code, _), .unwilling(let code, _): "\(code)"
            case .loginRefused: "login refused"
            case .notSecured: "no STARTTLS"
            }
        }
    }

    private static func outcome(_ head: TransferHead) -> Outcome {
        let words = String((head.headers["reply"] ?? []).joined(separator: " ").prefix(500))
        return switch head.first("end") {
        case "accepted": .accepted(words: words)
        case "login": .loginRefused(words: words)
        case "plain": .notSecured
        // Authentication is wanted, too weak, or refused (RFC 4954, 6).
        case "refused" where [530, 534, 535, 538].contains(head.status): .loginRefused(words: words)
        // It hangs up, whatever was asked.
        case "refused" where head.status != 421: .refused(code: head.status, words: words)
        default: .unwilling(code: head.status, words: words)
        }
    }
}
