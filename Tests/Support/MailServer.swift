import Foundation
import Synchronization

/// A mail server on this machine, for tests (RFC 5321): it takes what it is sent, unless it is told to refuse.
public final class MailServer: Sendable {
    private struct State {
        var messages: [String] = []
        /// What it answers a recipient, by a word in the address.
        var refusals: [String: String] = [:]
        /// Hangs up when a message was sent, instead of saying that it has it.
        var dropsAfterMessage = false
    }

    private final class Box: Sendable { let state = Mutex(State()) }

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

    /// The messages that were taken, each with its header.
    public var messages: [String] { box.state.withLock { $0.messages } }

    /// Answers recipients whose address holds a word with a line such as `550 5.1.1 nobody`; nil takes them again.
    public func refuse(_ word: String, with line: String?) { box.state.withLock { $0.refusals[word] = line } }

    public func dropAfterMessage(_ drops: Bool) { box.state.withLock { $0.dropsAfterMessage = drops } }

    private static func serve(_ client: Int32, _ box: Box) {
        func say(_ line: String) { _ = send(client, line + "\r\n", line.utf8.count + 2, Int32(MSG_NOSIGNAL)) }
        func line() -> String? {
            var (bytes, byte) = ([UInt8](), UInt8(0))
            while read(client, &byte, 1) == 1 {
                bytes.append(byte)
                if byte == 10 {
                    return String(decoding: bytes.dropLast(bytes.suffix(2).first == 13 ? 2 : 1), as: UTF8.self)
                }
            }
            return nil
        }
        say("220 test")
        while let command = line() {
            switch command.prefix(4).uppercased() {
            case "EHLO": say("250 test")
            case "RCPT":
                let refusal = box.state.withLock { $0.refusals.first { command.contains($0.key) }?.value }
                say(refusal ?? "250 ok")
            case "DATA":
                say("354 go on")
                var message = ""
                while let next = line(), next != "." { message += next + "\n" }
                let drops = box.state.withLock { state in
                    state.messages.append(message)
                    return state.dropsAfterMessage
                }
                if drops { return }
                say("250 taken")
            case "QUIT": return say("221 bye")
            default: say("250 ok")
            }
        }
    }
}
