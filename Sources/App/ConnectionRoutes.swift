import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// How this server sees whoever asks: for administrators who put a proxy in front of it.
struct ConnectionRoutes: Sendable {
    let network: NetworkSettings
    let publicURL: @Sendable () -> String?

    func add(to api: SignedInRoutes) { api.requiring(.writeSettings).get("connection", use: show) }

    struct Finding: Encodable { let isGood: Bool, text: String }
    struct Sent: Encodable { let name: String, value: String }
    struct ConnectionResponse: ResponseEncodable {
        /// The other end of the connection, and whether it is a proxy whose word is taken.
        let peer: String, isTrustedProxy: Bool
        /// Who made the request, and the address that the browser is taken to have this server at.
        let client: String, site: String
        /// Host as it came, and the public address that is set.
        let host: String, publicURL: String?
        /// What proxies wrote.
        let forwarded: [Sent]
        let findings: [Finding]
    }

    private static let headers = [
        "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-forwarded-port", "x-real-ip",
        "x-forwarded-prefix", "via",
    ]

    func show(_ request: Request, context: SignedInContext) async throws -> ConnectionResponse {
        let forwarded = Self.headers.flatMap { name -> [Sent] in
            guard let field = HTTPField.Name(name) else { return [] }
            return request.headers[values: field].map { Sent(name: name, value: $0.beginning(300)) }
        }
        let (route, own) = (context.route, publicURL())
        let host = request.head.authority ?? ""
        return ConnectionResponse(
            peer: route?.peer ?? "console", isTrustedProxy: route?.isProxied ?? false,
            client: context.origin.address, site: context.site, host: host, publicURL: own, forwarded: forwarded,
            findings: findings(route, host: host, site: context.site, own, forwarded))
    }

    private func findings(
        _ route: RequestRoute?, host: String, site: String, _ publicURL: String?, _ forwarded: [Sent]
    ) -> [Finding] {
        guard let route else {
            return [.init(isGood: true, text: "You speak to the server at its own console, not through a proxy.")]
        }
        let names = Set(forwarded.map(\.name))
        let isForwarded = !names.isDisjoint(with: [
            "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-real-ip", "via",
        ])
        var found: [Finding] = []
        if route.isProxied {
            found.append(.init(isGood: true, text: "\(route.peer) is a proxy whose word is taken (--trusted-proxy)."))
            found.append(
                route.client == route.peer
                    ? .init(
                        isGood: false,
                        text:
                            "The proxy does not say who asks, so everybody counts as \(route.peer): let it send X-Forwarded-For."
                    )
                    : .init(isGood: true, text: "The proxy says that \(route.client) asks."))
            if let doubt = route.doubt { found.append(.init(isGood: false, text: Self.text(doubt))) }
            if !route.isSecure, publicURL?.hasPrefix("https:") != true {
                found.append(
                    .init(
                        isGood: false,
                        text:
                            "The proxy does not say that the browser speaks TLS: let it send X-Forwarded-Proto, or set the public address."
                    ))
            }
            if let publicURL, SecurityMiddleware.host(of: host) != URL(string: publicURL)?.host()?.lowercased() {
                found.append(
                    .init(
                        isGood: true,
                        text:
                            "The proxy asks for “\(host.beginning(100))” in place of the browser's Host; the public address is used."
                    ))
            }
        } else if isForwarded {
            found.append(
                .init(
                    isGood: false,
                    text:
                        "A proxy at \(route.peer) forwards this, and its word is not taken. Start the server with --trusted-proxy \(route.peer)."
                ))
        } else {
            found.append(.init(isGood: true, text: "No proxy is in front of this server, or none that says so."))
        }
        if publicURL == nil, isForwarded {
            found.append(.init(isGood: false, text: "No public address is set: set it under the rules of accounts."))
        }
        found.append(
            .init(
                isGood: site.hasPrefix("https:")
                    || SecurityMiddleware.loopback.contains(SecurityMiddleware.host(of: route.authority) ?? ""),
                text: "Links and sign-in providers are given the address \(site)."))
        return found
    }

    private static func text(_ doubt: RequestRoute.Doubt) -> String {
        switch doubt {
        case .writesOnly(let header):
            "The proxy writes \(header) and no X-Forwarded-For: whoever sends one of their own is believed. Let it write "
                + "X-Forwarded-For as well."
        case .contradiction(let realIP, let forwardedFor):
            "X-Real-IP says that \(realIP) asks, and X-Forwarded-For \(forwardedFor.beginning(100)): the proxy writes one "
                + "and passes the other on as the browser sent it. Let it write X-Forwarded-For."
        }
    }
}
