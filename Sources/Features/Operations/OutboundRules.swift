import Foundation
import GRDB
import Kernel
import Outbound
import Persistence
import Vault
import Web

/// What may leave, as it is stored: the proxy's password lies apart from its address, sealed.
struct OutboundRules: Sendable {
    /// The proxy's password, sealed. The trail holds no more of it than that it changed.
    static let password = Setting(
        "outbound-proxy-password", standard: Data?.none,
        notes: .these { ["password": $0.map { Hexadecimal.encode(blake2b256(Array($0)).prefix(8)) } ?? "none"] }
    ) { _ in }
    private static let place = "outbound.proxy.password"
    let sealer: Sealer

    /// - Throws: `Settings.Unreadable`, also for a password that another key sealed; database errors.
    func read(_ db: Database) throws -> OutboundPolicy {
        var policy = try OutboundPolicy.setting.value(db)
        guard let sealed = try Self.password.value(db), var parts = policy.proxy.flatMap({ URLComponents(string: $0) })
        else { return policy }
        guard let bytes = try? sealer.open(sealed, for: Self.place) else {
            throw Settings.Unreadable(name: Self.password.name, reason: "it was sealed with another key")
        }
        parts.password = String(decoding: bytes, as: UTF8.self)
        policy.proxy = parts.string
        return policy
    }

    /// Stores a policy and notes each field that it changes.
    func write(_ policy: OutboundPolicy, by origin: RequestOrigin, _ db: Database) throws {
        let (stored, password) = Self.parted(policy)
        let old = Self.parted(try read(db)).password
        try OutboundPolicy.setting.set(stored, at: nil, by: origin, db)
        // Sealed anew each time: unchanged, it would look changed.
        guard password != old else { return }
        try Self.password.set(password.map(seal), at: nil, by: origin, db)
    }

    /// Takes a password that an earlier release stored in the clear out of sight.
    func sealStored(_ db: Database) throws {
        let (stored, password) = Self.parted(try OutboundPolicy.setting.value(db))
        guard let password else { return }
        try OutboundPolicy.setting.store(stored, db)
        try Self.password.store(seal(password), db)
    }

    /// A policy without its proxy's password, and that.
    private static func parted(_ policy: OutboundPolicy) -> (policy: OutboundPolicy, password: String?) {
        guard var parts = policy.proxy.flatMap({ URLComponents(string: $0) }) else { return (policy, nil) }
        let password = parts.password
        parts.password = nil
        var stored = policy
        stored.proxy = parts.string
        return (stored, password)
    }

    private func seal(_ password: String) -> Data { Data(sealer.seal(Array(password.utf8), for: Self.place)) }

    /// What decides whom this machine takes a server outside for, as a hash.
    static func route(_ policy: OutboundPolicy) throws -> String {
        let names = policy.insideNames.sorted()
        let bytes = try JSONEncoder().encode([[policy.proxy ?? "", policy.authorities ?? ""], names])
        return Hexadecimal.encode(blake2b256(Array(bytes)).prefix(16))
    }

    /// A proxy's password is not given back.
    static func withoutPassword(_ proxy: String) -> String {
        guard var parts = URLComponents(string: proxy) else { return "" }
        if parts.password != nil { parts.password = "…" }
        return parts.string ?? ""
    }
}

extension OutboundPolicy {
    /// What may leave. Its proxy stands here without its password; certificates are noted by their hash.
    static let setting = Setting(
        "outbound", standard: OutboundPolicy(),
        notes: .these { policy in
            [
                "nothing leaves": "\(policy.nothingLeaves)",
                "proxy": policy.proxy.map(OutboundRules.withoutPassword) ?? "none",
                "authorities": policy.authorities.map { Hexadecimal.encode(blake2b256(Array($0.utf8)).prefix(8)) }
                    ?? "none",
                "inside names": policy.insideNames.joined(separator: ", "),
            ]
        },
        check: { policy in
            guard policy.insideNames.count <= 100,
                policy.insideNames.allSatisfy({ (1...253).contains($0.count) && !$0.contains(/[,\s]/) })
            else { throw RequestFailure.invalid("Name at most 100 servers, each by its host name.") }
            do { try OutboundGate.check(policy) } catch let failure as OutboundHTTP.Failure {
                throw RequestFailure.invalid(failure.decision("") ?? "The rules cannot be used.")
            }
        })
}
