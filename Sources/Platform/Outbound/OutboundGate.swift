import AsyncHTTPClient
import Foundation
import Kernel
import NIOCore
import NIOHTTPCompression
import NIOPosix
import NIOSSL
import Synchronization

/// The one way out: decides whether a host may be spoken to, and tells whoever keeps account of it.
///
/// A name is looked up here, and the connection goes to the address that was judged, so that a name cannot be judged as
/// one address and reached as another.
public final class OutboundGate: Sendable {
    private struct Route: Hashable {
        let patience: Duration, host: String, address: String?
        /// The proxy's address, where it is taken.
        let proxy: String?
    }
    private struct State {
        var policy: OutboundPolicy
        var clients: [Route: HTTPClient] = [:]
    }

    private let state: Mutex<State>
    private let keep: @Sendable (OutboundCall) async -> Void
    private let offload = Offload("homeroom.names", width: 4)
    /// Clients kept; beyond, all are let go.
    private static let capacity = 64

    /// - Parameter keep: keeps account of each request once it has ended.
    public init(policy: OutboundPolicy = .init(), keep: @escaping @Sendable (OutboundCall) async -> Void = { _ in }) {
        state = Mutex(State(policy: policy))
        self.keep = keep
    }

    deinit { for client in state.withLock({ $0.clients.values }) { Self.end(client) } }

    private static func end(_ client: HTTPClient, after wait: Duration = .zero) {
        Task {
            try? await Task.sleep(for: wait)
            try? await client.shutdown()
        }
    }

    /// What is decided; a change holds from the next request on.
    public var policy: OutboundPolicy {
        get { state.withLock { $0.policy } }
        set {
            let old = state.withLock { state in
                defer { (state.policy, state.clients) = (newValue, [:]) }
                return state.clients.values
            }
            for client in old { Self.end(client) }
        }
    }

    /// A way to a host that may be spoken to.
    struct Way: Sendable {
        let client: HTTPClient
        let leavesBuilding: Bool
        /// Whether the host has other addresses, of which another may answer.
        let hasOthers: Bool
    }

    /// - Parameters:
    ///   - patience: how long to wait for each next part of an answer.
    ///   - mayBeInside: an administrator has allowed this host inside the building.
    ///   - isInside: an administrator has said that it is there: its name may be looked up although nothing leaves.
    ///   - staysInside: this request must not leave, whatever others may.
    /// - Throws: `OutboundHTTP.Failure.mustNotLeave`, `.isInside`, `.unreachable`.
    func way(
        to url: URL, patience: Duration, mayBeInside: Bool, isInside isSaidInside: Bool, staysInside: Bool
    ) async throws -> Way {
        guard let host = url.host(), !host.isEmpty else { throw OutboundHTTP.Failure.badAddress }
        let policy = self.policy
        let nothingLeaves = policy.nothingLeaves || staysInside
        let figures = NetworkAddress.reach(host)
        // With nothing to leave, not even the question for a name's address does, but for names that are said to be inside.
        let isNamed = isSaidInside || policy.insideNames.contains(host.lowercased())
        guard !nothingLeaves || figures == .inside || figures == nil && isNamed else {
            throw OutboundHTTP.Failure.mustNotLeave
        }
        let addresses = figures == nil ? try await offload { NetworkAddress.lookUp(host) } : [host]
        let reaches = Set(addresses.compactMap(NetworkAddress.reach))
        let isInside = reaches.contains(.inside)
        guard !reaches.contains(.never), !isInside || mayBeInside else { throw OutboundHTTP.Failure.isInside }
        guard !nothingLeaves || reaches == [.inside] else { throw OutboundHTTP.Failure.mustNotLeave }
        // A proxy looks names up itself.
        let proxy = isInside ? nil : try await proxyAddress(policy)
        guard proxy != nil || !addresses.isEmpty else { throw OutboundHTTP.Failure.unreachable }
        var candidates = proxy != nil || figures != nil ? nil : addresses
        if let several = candidates, several.count > 1, !isKnown(host, several, patience),
            let answering = await Self.answering(
                several, port: url.port ?? (url.scheme?.lowercased() == "http" ? 80 : 443))
        {
            candidates = [answering]
        }
        let client = try client(host, candidates, patience: patience, proxy: proxy, policy)
        return Way(client: client, leavesBuilding: !isInside, hasOthers: proxy == nil && addresses.count > 1)
    }

    private func isKnown(_ host: String, _ addresses: [String], _ patience: Duration) -> Bool {
        state.withLock { state in
            addresses.contains {
                state.clients[Route(patience: patience, host: host, address: $0, proxy: nil)] != nil
            }
        }
    }

    /// The first of a host's addresses at which something listens; nil where nothing does. Most names have one of each
    /// family, and many servers hear on one alone: "localhost" is `::1` first on most machines, and Ollama listens on
    /// 127.0.0.1.
    static func answering(_ addresses: [String], port: Int) async -> String? {
        // Somebody may be waiting: a name with many addresses is not tried to its end.
        for address in addresses.prefix(4) {
            guard let target = try? SocketAddress(ipAddress: address, port: port) else { continue }
            let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(.seconds(1))
            guard let channel = try? await bootstrap.connect(to: target).get() else { continue }
            try? await channel.close()
            return address
        }
        return nil
    }

    /// Lets go of what is known of a host that did not answer: the next request looks which of its addresses does.
    func forget(_ host: String) {
        let gone = state.withLock { state in
            let routes = state.clients.keys.filter { $0.host == host }
            return routes.compactMap { state.clients.removeValue(forKey: $0) }
        }
        for client in gone { Self.end(client, after: .seconds(900)) }
    }

    /// The proxy's address, judged as others are; it may be inside.
    /// - Returns: nil where there is no proxy.
    private func proxyAddress(_ policy: OutboundPolicy) async throws -> String? {
        guard let host = policy.proxy.flatMap({ URL(string: $0)?.host() }) else { return nil }
        let addresses =
            NetworkAddress.reach(host) == nil ? try await offload { NetworkAddress.lookUp(host) } : [host]
        guard !addresses.contains(where: { NetworkAddress.reach($0) == .never }) else {
            throw OutboundHTTP.Failure.badPolicy(Self.neverProxy)
        }
        guard let address = addresses.first else { throw OutboundHTTP.Failure.unreachable }
        return address
    }

    private static let neverProxy = "The proxy's address is kept for special purposes; no proxy has one."

    private func client(
        _ host: String, _ addresses: [String]?, patience: Duration, proxy: String?, _ policy: OutboundPolicy
    ) throws
        -> HTTPClient
    {
        try state.withLock { state in
            // What was judged by rules that another has changed meanwhile is judged anew.
            guard state.policy == policy else { throw OutboundHTTP.Failure.unreachable }
            let routes = (addresses ?? []).map {
                Route(patience: patience, host: host, address: $0, proxy: proxy)
            }
            let route =
                routes.first { state.clients[$0] != nil } ?? routes.first
                ?? Route(patience: patience, host: "", address: nil, proxy: proxy)
            if let client = state.clients[route] { return client }
            if state.clients.count >= Self.capacity {
                // Requests under way come to their end first.
                for client in state.clients.values { Self.end(client, after: .seconds(900)) }
                state.clients = [:]
            }
            let client = HTTPClient(
                eventLoopGroupProvider: .singleton, configuration: try Self.configuration(route, state.policy))
            state.clients[route] = client
            return client
        }
    }

    private static func configuration(_ route: Route, _ policy: OutboundPolicy) throws -> HTTPClient.Configuration {
        // Redirects are not followed: what answers is what an administrator named.
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // Gateways pack what nobody asked them to pack. What comes out is bounded as the largest answer is.
        configuration.decompression = .enabled(limit: .size(OutboundHTTP.largest))
        configuration.timeout = .init(
            connect: .seconds(5), read: .nanoseconds(Int64(route.patience / .nanoseconds(1))))
        // As many conversations as people; the default of eight would let the ninth wait.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        // A server that refuses is told of at once; whoever asks decides whether to try again.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let address = route.address { configuration.dnsOverride = [route.host: address] }
        if let pem = policy.authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))]
            configuration.tlsConfiguration = tls
        }
        if let host = route.proxy, let proxy = policy.proxy.flatMap(URL.init(string:)) {
            let authorization = proxy.user().map {
                HTTPClient.Authorization.basic(username: $0, password: proxy.password() ?? "")
            }
            configuration.proxy = .server(host: host, port: proxy.port ?? 3128, authorization: authorization)
        }
        return configuration
    }

    /// - Throws: `OutboundHTTP.Failure.badPolicy` where certificates or the proxy cannot be used.
    public static func check(_ policy: OutboundPolicy) throws {
        if let proxy = policy.proxy {
            guard let url = URL(string: proxy), url.scheme == "http", url.host()?.isEmpty == false else {
                throw OutboundHTTP.Failure.badPolicy(
                    "The proxy's address must be like http://proxy.district.example:3128.")
            }
            guard url.host().flatMap(NetworkAddress.reach) != .never else {
                throw OutboundHTTP.Failure.badPolicy(neverProxy)
            }
        }
        if let pem = policy.authorities {
            guard let found = try? NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)), !found.isEmpty else {
                throw OutboundHTTP.Failure.badPolicy("The authorities must be certificates in PEM form.")
            }
        }
    }

    func note(_ call: OutboundCall) async { await keep(call) }
}
