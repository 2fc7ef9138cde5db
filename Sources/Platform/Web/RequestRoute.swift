import Foundation
import HTTPTypes
import Hummingbird
import Kernel

/// The way a request came: who made it, and at what address the browser found this server. Told by the connection, and by
/// the proxies in front whose word is taken.
public struct RequestRoute: Sendable, Equatable {
    /// The other end of the connection.
    public let peer: String
    /// Whether that is a proxy whose word is taken.
    public let isProxied: Bool
    /// Who made the request.
    public let client: String
    /// Whether it was made over TLS, as far as that is known.
    public let isSecure: Bool
    /// Host and port that it was made to.
    public let authority: String

    /// - Parameters:
    ///   - isSecure: this server's own connections are over TLS.
    ///   - knows: whether a host is a name of this server.
    init(
        _ request: Request, peer: String, isSecure: Bool, proxies: TrustedProxies, knows: (_ host: String) -> Bool
    ) {
        self.peer = peer
        isProxied = proxies.contains(peer)
        let own = request.head.authority ?? ""
        guard isProxied else {
            (client, self.isSecure, authority) = (peer, isSecure, own)
            return
        }
        let told = Told(request.headers)
        client = Self.client(told.clients, peer, proxies)
        self.isSecure = told.scheme.map { $0 == "https" || $0 == "wss" } ?? false
        if let host = told.host, SecurityMiddleware.host(of: host).map(knows) == true {
            authority = host
        } else {
            authority = own
        }
    }

    /// The first address from the right that is no proxy's own; what is no address ends the list, since nobody who is
    /// believed wrote it.
    private static func client(_ list: [String], _ peer: String, _ proxies: TrustedProxies) -> String {
        var found = peer
        for text in list.reversed() {
            guard let address = address(text) else { break }
            found = address
            if !proxies.contains(address) { break }
        }
        return found
    }

    /// An address without the port and the brackets that some proxies give with it.
    static func address(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: .init(charactersIn: "\""))
        if IPAddress.bytes(text) != nil { return text }
        if let match = text.wholeMatch(of: /\[([0-9A-Fa-f:.%]+)\](?::[0-9]{1,5})?/) {
            return IPAddress.bytes(String(match.output.1)) == nil ? nil : String(match.output.1)
        }
        guard let match = text.wholeMatch(of: /([0-9.]+):[0-9]{1,5}/), IPAddress.bytes(String(match.output.1)) != nil
        else { return nil }
        return String(match.output.1)
    }

    /// What proxies say: in the headers that most of them write, or else in the standard's (RFC 7239). One that writes
    /// neither passes on whatever the client sent, so theirs are read before the standard's.
    struct Told {
        var clients: [String]
        let scheme: String?
        let host: String?

        init(_ headers: HTTPFields) {
            func list(_ name: String) -> [String] {
                guard let name = HTTPField.Name(name) else { return [] }
                return headers[values: name].flatMap {
                    $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                }
                .filter { !$0.isEmpty }
            }
            let standard = list("forwarded").map { element in
                Dictionary(
                    element.split(separator: ";").compactMap { pair -> (String, String)? in
                        let parts = pair.split(separator: "=", maxSplits: 1)
                        guard parts.count == 2 else { return nil }
                        let quotes = Character("\"")
                        return (
                            parts[0].trimmingCharacters(in: .whitespaces).lowercased(),
                            String(
                                parts[1].trimmingCharacters(in: .whitespaces).drop { $0 == quotes }.reversed().drop {
                                    $0 == quotes
                                }.reversed())
                        )
                    }, uniquingKeysWith: { first, _ in first })
            }
            clients = list("x-forwarded-for")
            if clients.isEmpty { clients = standard.compactMap { $0["for"] } }
            if clients.isEmpty { clients = list("x-real-ip").suffix(1) }
            var scheme = list("x-forwarded-proto").last ?? list("x-forwarded-scheme").last ?? standard.last?["proto"]
            if scheme == nil, list("x-forwarded-ssl").last == "on" || list("front-end-https").last == "on" {
                scheme = "https"
            }
            self.scheme = scheme?.lowercased()
            host = list("x-forwarded-host").last ?? standard.last?["host"]
        }
    }
}
