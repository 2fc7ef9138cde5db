import Foundation
import Synchronization

/// A server of a mailbox on this machine, for tests (IMAP4rev1, RFC 3501): as much of it as fetching what is unread takes.
public final class MailboxServer: Sendable {
    private struct State {
        /// By their unique identifiers.
        var messages: [Int: String] = [:]
        var seen: Set<Int> = []
        var commands: [String] = []
    }

    private final class Box: Sendable { let state = Mutex(State()) }

    public static let password = "open-sesame"
    public let port: Int
    private let listener: Int32
    private let box = Box()

    public init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread { [listener, box] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { break }
                Thread.detachNewThread {
                    Self.serve(client, box)
                    close(client)
                }
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Puts a message into the mailbox.
    public func add(_ message: String) {
        box.state.withLock { $0.messages[$0.messages.count + 11] = message.replacing("\n", with: "\r\n") }
    }

    /// What it was asked, without tags.
    public var commands: [String] { box.state.withLock { $0.commands } }

    private static func serve(_ client: Int32, _ box: Box) {
        func say(_ line: String) { _ = send(client, line + "\r\n", line.utf8.count + 2, Int32(MSG_NOSIGNAL)) }
        func line() -> String? {
            var (bytes, byte) = ([UInt8](), UInt8(0))
            while read(client, &byte, 1) == 1 {
                bytes.append(byte)
                if byte == 10 { return String(decoding: bytes.dropLast(2), as: UTF8.self) }
            }
            return nil
        }
        say("* OK test")
        while let asked = line() {
            let parts = asked.split(separator: " ", maxSplits: 1).map(String.init)
            guard let tag = parts.first, let command = parts.last, parts.count == 2 else { return }
            box.state.withLock { $0.commands.append(command) }
            let words = command.split(separator: " ").map { $0.uppercased() }
            switch words.first {
            case "CAPABILITY": say("* CAPABILITY IMAP4rev1")
            case "LOGIN" where !command.contains(password):
                say("\(tag) NO [AUTHENTICATIONFAILED] wrong password")
                continue
            case "SELECT": say("* OK [UIDVALIDITY 7] test")
            case "UID" where words.contains("SEARCH"):
                let unseen = box.state.withLock { state in state.messages.keys.filter { !state.seen.contains($0) } }
                say((["* SEARCH"] + unseen.sorted().map(String.init)).joined(separator: " "))
            case "UID" where words.count > 2:
                let number = Int(words[2]) ?? 0
                let message = box.state.withLock { state in
                    state.seen.insert(number)
                    return state.messages[number] ?? ""
                }
                say("* 1 FETCH (UID \(number) BODY[]<0> {\(message.utf8.count)}\r\n\(message))")
            case "LOGOUT":
                say("* BYE test")
                return say("\(tag) OK test")
            default: break
            }
            say("\(tag) OK test")
        }
    }
}
