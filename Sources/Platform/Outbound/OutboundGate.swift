import Foundation
import Kernel
import Synchronization

/// The one way out: decides whether a host may be spoken to, and tells whoever keeps account of it.
///
/// A name is looked up here, and the connection goes to an address that was judged, so that a name cannot be judged as
/// one address and reached as another.
public final class OutboundGate: Sendable {
    private struct State {
        var policy: OutboundPolicy
        /// Begins with the first request; a change of the policy lets go of it, with the connections that it keeps.
        var driver: TransferDriver?
    }

    private let state: Mutex<State>
    private let keep: @Sendable (OutboundCall) async -> Void
    private let lookUp: @Sendable (_ host: String) -> [String]
    private let offload = Offload("homeroom.names", width: 4)
    /// Addresses of a name that are tried: somebody may be waiting.
    private static let mostAddresses = 4

    /// - Parameter keep: keeps account of each request once it has ended.
    public convenience init(
        policy: OutboundPolicy = .init(), keep: @escaping @Sendable (OutboundCall) async -> Void = { _ in }
    ) {
        self.init(policy: policy, lookUp: NetworkAddress.lookUp, keep: keep)
    }

    /// - Parameter lookUp: the addresses of a name, in figures; may block.
    init(
        policy: OutboundPolicy, lookUp: @escaping @Sendable (_ host: String) -> [String],
        keep: @escaping @Sendable (OutboundCall) async -> Void = { _ in }
    ) {
        state = Mutex(State(policy: policy))
        (self.lookUp, self.keep) = (lookUp, keep)
    }

    deinit { state.withLock { $0.driver }?.close() }

    /// What is decided; a change holds from the next request on.
    public var policy: OutboundPolicy {
        get { state.withLock { $0.policy } }
        set {
            let old = state.withLock { state in
                defer { (state.policy, state.driver) = (newValue, nil) }
                return state.driver
            }
            // Requests under way come to their end.
            old?.close()
        }
    }

    /// - Parameters:
    ///   - mayBeInside: an administrator has allowed this host inside the building.
    ///   - isInside: an administrator has said that it is there: its name may be looked up although nothing leaves.
    ///   - staysInside: this request must not leave, whatever others may.
    /// - Throws: `OutboundHTTP.Failure.mustNotLeave`, `.isInside`, `.unreachable`, `.badPolicy`.
    func route(
        to host: String, mayBeInside: Bool, isInside isSaidInside: Bool, staysInside: Bool
    ) async throws -> OutboundRoute {
        let policy = self.policy
        let nothingLeaves = policy.nothingLeaves || staysInside
        let figures = NetworkAddress.reach(host)
        // With nothing to leave, not even the question for a name's address does, but for names that are said to be inside.
        let isNamed = isSaidInside || policy.insideNames.contains(host.lowercased())
        guard !nothingLeaves || figures == .inside || figures == nil && isNamed else {
            throw OutboundHTTP.Failure.mustNotLeave
        }
        let addresses = figures == nil ? try await offload { [lookUp] in lookUp(host) } : [host]
        let reaches = Set(addresses.compactMap(NetworkAddress.reach))
        let isInside = reaches.contains(.inside)
        guard !reaches.contains(.never), !isInside || mayBeInside else { throw OutboundHTTP.Failure.isInside }
        guard !nothingLeaves || reaches == [.inside] else { throw OutboundHTTP.Failure.mustNotLeave }
        // A proxy looks names up itself.
        let proxy = isInside ? nil : try await proxy(policy)
        guard proxy != nil || !addresses.isEmpty else { throw OutboundHTTP.Failure.unreachable }
        let tried = Array(addresses.prefix(Self.mostAddresses))
        let judged = Set((proxy.map { [$0.address] } ?? tried).compactMap(IPAddress.bytes))
        return OutboundRoute(
            driver: try driver(policy), leavesBuilding: !isInside,
            addresses: proxy != nil || figures != nil ? [] : tried, proxy: proxy
        ) { address in
            // Whatever libcurl makes of the host's name: only what was judged is connected to.
            guard let bytes = IPAddress.bytes(address), judged.contains(bytes) else { return .isInside }
            return nil
        }
    }

    private func driver(_ policy: OutboundPolicy) throws -> TransferDriver {
        try state.withLock { state in
            // What was judged by rules that another has changed meanwhile is judged anew.
            guard state.policy == policy else { throw OutboundHTTP.Failure.unreachable }
            if let driver = state.driver { return driver }
            let driver = TransferDriver(authorities: policy.authorities)
            state.driver = driver
            return driver
        }
    }

    /// The proxy, its address judged as others are; it may be inside.
    /// - Returns: nil where there is no proxy.
    private func proxy(_ policy: OutboundPolicy) async throws -> TransferRequest.Proxy? {
        guard let url = policy.proxy.flatMap(URL.init(string:)), let host = url.host() else { return nil }
        let addresses = NetworkAddress.reach(host) == nil ? try await offload { [lookUp] in lookUp(host) } : [host]
        guard !addresses.contains(where: { NetworkAddress.reach($0) == .never }) else {
            throw OutboundHTTP.Failure.badPolicy(Self.neverProxy)
        }
        guard let address = addresses.first else { throw OutboundHTTP.Failure.unreachable }
        return .init(
            address: address, port: url.port ?? 3128, user: url.user(percentEncoded: false),
            password: url.password(percentEncoded: false))
    }

    private static let neverProxy = "The proxy's address is kept for special purposes; no proxy has one."

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
        if let pem = policy.authorities, !TrustRoots.areCertificates(pem) {
            throw OutboundHTTP.Failure.badPolicy("The authorities must be certificates in PEM form.")
        }
    }

    func note(_ call: OutboundCall) async { await keep(call) }
}
