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
    /// Why anybody may pass for somebody else; nil where nothing shows it, and where no proxy is believed.
    public let doubt: Doubt?

    /// What a believed proxy does so that a client's own word on its address may reach this server.
    public enum Doubt: Sendable, Equatable {
        /// It writes who asks, but not in `X-Forwarded-For`, which comes first: a client's own is passed on.
        case writesOnly(_ header: String)
        /// Two headers name different clients: the proxy writes one, and passes the other on.
        case contradiction(realIP: String, forwardedFor: String)
    }

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
            (client, self.isSecure, authority, doubt) = (peer, isSecure, own, nil)
            return
        }
        let told = Told(request.headers)
        let hops: Int
        (client, hops) = Self.client(told.clients, peer, proxies)
        doubt = Self.doubt(told, hops)
        self.isSecure =
            Self.first(told.schemes, of: hops).map { ["https", "wss", "on"].contains($0.lowercased()) } ?? false
        if let host = Self.first(told.hosts, of: hops), SecurityMiddleware.host(of: host).map(knows) == true {
            authority = host
        } else {
            authority = own
        }
    }

    /// The first address from the right that is no proxy's own; what is no address ends the list, since nobody who is
    /// believed wrote it.
    /// - Returns: the address, and how many proxies wrote something on the way from it.
    private static func client(_ list: [String], _ peer: String, _ proxies: TrustedProxies) -> (String, hops: Int) {
        var (found, hops) = (peer, 0)
        for text in list.reversed() {
            guard let address = address(text) else { break }
            (found, hops) = (address, hops + 1)
            if !proxies.contains(address) { break }
        }
        return (found, max(hops, 1))
    }

    private static func doubt(_ told: Told, _ hops: Int) -> Doubt? {
        guard told.clientsHeader == "X-Forwarded-For" else { return told.clientsHeader.map(Doubt.writesOnly) }
        guard let real = told.realIP.flatMap(address) else { return nil }
        let believed = told.clients.suffix(hops)
        return believed.contains { address($0) == real }
            ? nil : .contradiction(realIP: real, forwardedFor: believed.first ?? "")
    }

    /// What the proxy next to the client wrote. Each that is believed adds a value on the right, or leaves what it finds;
    /// what stands left of theirs came from the client.
    private static func first(_ values: [String], of hops: Int) -> String? { values.suffix(hops).first }

    /// An address in its one form, without the port and the brackets that some proxies give with it.
    static func address(_ text: String) -> String? {
        let text = text.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: .init(charactersIn: "\""))
        if let address = IPAddress.canonical(text) { return address }
        if let match = text.wholeMatch(of: /\[([0-9A-Fa-f:.%]+)\](?::[0-9]{1,5})?/) {
            return IPAddress.canonical(String(match.output.1))
        }
        return text.wholeMatch(of: /([0-9.]+):[0-9]{1,5}/).flatMap { IPAddress.canonical(String($0.output.1)) }
    }

    /// What proxies say: in the headers that most of them write, or else in the standard's (RFC 7239). One that writes
    /// neither passes on whatever the client sent, so theirs are read before the standard's.
    struct Told {
        let clients: [String]
        /// Where they stand; nil where nowhere.
        let clientsHeader: String?
        let realIP: String?
        let schemes: [String], hosts: [String]

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
            realIP = list("x-real-ip").last
            let named = [
                ("X-Forwarded-For", list("x-forwarded-for")), ("Forwarded", standard.compactMap { $0["for"] }),
                ("X-Real-IP", realIP.map { [$0] } ?? []),
            ].first { !$0.1.isEmpty }
            (clientsHeader, clients) = (named?.0, named?.1 ?? [])
            schemes =
                ["x-forwarded-proto", "x-forwarded-scheme"].lazy.map(list).first { !$0.isEmpty }
                ?? Self.filled(standard.compactMap { $0["proto"] })
                ?? ["x-forwarded-ssl", "front-end-https"].lazy.map(list).first { !$0.isEmpty } ?? []
            hosts = Self.filled(list("x-forwarded-host")) ?? standard.compactMap { $0["host"] }
        }

        private static func filled(_ list: [String]) -> [String]? { list.isEmpty ? nil : list }
    }
}
