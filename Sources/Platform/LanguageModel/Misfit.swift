import Foundation
import Kernel
import Outbound

/// What answers at an address in place of a model, so that whoever set it up knows what to mend.
public enum Misfit: Sendable, Equatable {
    /// It sends whoever asks elsewhere. Nobody here follows: which addresses are spoken to, an administrator decides.
    /// - to: the address to give in its place, where it can be told.
    case moved(to: String?, status: Int)
    /// A page for people, such as a network's that wants a sign-in first.
    case page
    /// It packs its answers in a way that is not unpacked here.
    case packed

    private static let endings = ["/chat/completions", "/v1/messages", "/embeddings", "/audio/transcriptions"]

    /// - Parameter asked: the address that was asked.
    /// - Returns: nil for an answer that sends nobody elsewhere.
    init?(_ answer: OutboundHTTP.Answer, at asked: URL) {
        guard [301, 302, 303, 307, 308].contains(answer.status) else { return nil }
        self = .moved(to: answer.location.flatMap { Self.address($0, from: asked) }, status: answer.status)
    }

    /// Scheme, host and path, up to what was asked there: the rest may hold a ticket, or a name and a password.
    private static func address(_ location: String, from asked: URL) -> String? {
        guard location.utf8.count <= 2000, let url = URL(string: location, relativeTo: asked)?.absoluteURL,
            let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), let host = url.host(),
            !host.isEmpty
        else { return nil }
        var path = url.path(percentEncoded: true)
        for ending in endings where path.hasSuffix(ending) { path.removeLast(ending.count) }
        while path.hasSuffix("/") { path.removeLast() }
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme)://\(name)\(url.port.map { ":\($0)" } ?? "")\(path)".beginning(300)
    }

    /// Whether an answer begins as a page does.
    static func isPage(_ bytes: Data) -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
        return text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "<")
    }

    /// What a problem's code ends in.
    var code: String {
        switch self {
        case .moved: "moved"
        case .page: "page"
        case .packed: "packed"
        }
    }

    func message(_ host: String) -> String {
        switch self {
        case .moved(let address?, let status): "\(host) has moved to \(address) (status \(status)). Give that address."
        case .moved(nil, let status):
            "\(host) sends whoever asks to another address (status \(status)). Give the one where it answers."
        case .page:
            "A web page answered at \(host), not a model. Check the address; a network may want a sign-in first."
        case .packed: "\(host) compresses its answers, although it is asked not to. Switch that off there."
        }
    }
}
