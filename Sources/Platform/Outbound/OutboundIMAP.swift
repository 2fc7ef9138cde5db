public import Foundation

/// Messages fetched from a mailbox (IMAP4rev1, RFC 3501). The questions leave this machine as requests do: judged, and
/// noted.
public struct OutboundIMAP: Sendable {
    public typealias Server = OutboundSMTP.Server

    /// Why nothing was fetched although the server answered. Words are its own, at most 500 characters.
    public enum Refusal: Error, Equatable, Sendable {
        case loginRefused(words: String)
        /// It offers no STARTTLS.
        case notSecured
        case refused(words: String)
    }

    private let gate: OutboundGate
    private let purpose: String
    private static let timeout: Duration = .seconds(120), patience: Duration = .seconds(30)
    /// Bytes of a list of messages that are read.
    private static let longestList = 1 << 18

    /// - Parameter purpose: what the messages are for, for those who keep account.
    public init(_ gate: OutboundGate, purpose: String) { (self.gate, self.purpose) = (gate, purpose) }

    /// The messages of the inbox that nobody has read, by their unique identifiers (RFC 3501, 2.3.1.1).
    /// - Throws: `Refusal`, `OutboundHTTP.Failure`, or `CancellationError`.
    public func unseen(at server: Server) async throws -> [UInt32] {
        let answer = try await ask("INBOX", "UID SEARCH UNSEEN", at: server, maxBytes: Self.longestList)
        return Self.identifiers(String(decoding: answer, as: UTF8.self))
    }

    /// `* SEARCH 4 8 15`, on as many lines as it likes.
    static func identifiers(_ answer: String) -> [UInt32] {
        answer.split(whereSeparator: \.isNewline).flatMap { line in
            let words = line.split(separator: " ")
            guard words.count > 2, words[0] == "*", words[1].uppercased() == "SEARCH" else { return [UInt32]() }
            return words.dropFirst(2).compactMap { UInt32($0) }.filter { $0 > 0 }
        }
    }

    /// The beginning of a message, which then counts as read.
    /// - Throws: `Refusal`, `OutboundHTTP.Failure`, or `CancellationError`.
    public func message(_ identifier: UInt32, at server: Server, bytes: Int) async throws -> Data {
        try await ask("INBOX;UID=\(identifier);PARTIAL=0.\(bytes)", nil, at: server, maxBytes: bytes)
    }

    private func ask(_ path: String, _ command: String?, at server: Server, maxBytes: Int) async throws -> Data {
        let route = try await gate.route(
            to: server.host, mayBeInside: server.mayBeInside, isInside: server.mayBeInside, staysInside: false)
        guard server.security != .plain || !route.leavesBuilding else {
            throw OutboundHTTP.Failure.badPolicy(
                "\(server.host) is outside your network, and mail there must be encrypted. Choose STARTTLS or TLS.")
        }
        let host = server.host.contains(":") ? "[\(server.host)]" : server.host
        let url = "\(server.security == .tls ? "imaps" : "imap")://\(host):\(server.port)/\(path)"
        let called = OutboundCalled(purpose: purpose, host: server.host, classes: ["mail"], body: Data())
        let (answer, head) = try await gate.noting(called, leavesBuilding: route.leavesBuilding) {
            try await route.transfer(
                url, server.host, server.port,
                .mailbox(
                    .init(
                        command: command, user: server.user, password: server.password,
                        mustSecure: server.security != .plain)),
                timeout: Self.timeout, patience: Self.patience
            ).run { transfer in
                var answer = Data()
                while let piece = try await transfer.next() {
                    answer += piece
                    guard answer.count <= maxBytes + 1024 else { throw OutboundHTTP.Failure.tooLarge }
                }
                return (answer, try await transfer.head())
            }
        } telling: { _, head in
            head.first("end") ?? ""
        }
        // `B002 NO words`: the tag is ours.
        let reply = head.first("reply")?.split(separator: " ", maxSplits: 2).last.map(String.init) ?? ""
        let words = String(reply.prefix(500))
        switch head.first("end") {
        case "accepted": return answer
        case "login": throw Refusal.loginRefused(words: words)
        case "plain": throw Refusal.notSecured
        default: throw Refusal.refused(words: words)
        }
    }
}
