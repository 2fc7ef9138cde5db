import Foundation
import GRDB
import Kernel
import Outbound
import Persistence
import Vault

/// What may leave, as it is stored: the proxy's password lies apart from its address, sealed.
struct OutboundRules: Sendable {
    private static let password = "outbound-proxy-password"
    private static let place = "outbound.proxy.password"
    let sealer: Sealer

    /// - Throws: `Settings.Unreadable`, also for a password that another key sealed; database errors.
    func read(_ db: Database) throws -> OutboundPolicy {
        var policy = try Settings.value(OutboundPolicy.setting, default: OutboundPolicy(), db)
        let sealed = try Settings.value(Self.password, default: Data?.none, db)
        guard let sealed, var parts = policy.proxy.flatMap({ URLComponents(string: $0) }) else { return policy }
        guard let bytes = try? sealer.open(sealed, for: Self.place) else {
            throw Settings.Unreadable(name: Self.password, reason: "it was sealed with another key")
        }
        parts.password = String(decoding: bytes, as: UTF8.self)
        policy.proxy = parts.string
        return policy
    }

    /// Stores a policy and notes each field that it changes.
    func write(_ policy: OutboundPolicy, by origin: RequestOrigin, _ db: Database) throws {
        let changes = Self.changes(from: try read(db), to: policy)
        try store(policy, db)
        guard !changes.isEmpty else { return }
        try AuditTrail.append(
            .init(.settingsChanged, "setting", OutboundPolicy.setting, details: changes), by: origin, db)
    }

    /// Takes a password that an earlier release stored in the clear out of sight.
    func sealStored(_ db: Database) throws {
        let policy = try Settings.value(OutboundPolicy.setting, default: OutboundPolicy(), db)
        guard policy.proxy.flatMap({ URLComponents(string: $0) })?.password != nil else { return }
        try store(policy, db)
    }

    private func store(_ policy: OutboundPolicy, _ db: Database) throws {
        var stored = policy
        var parts = policy.proxy.flatMap { URLComponents(string: $0) }
        let sealed = parts?.password.map { Data(sealer.seal(Array($0.utf8), for: Self.place)) }
        parts?.password = nil
        stored.proxy = parts?.string
        try Settings.set(OutboundPolicy.setting, stored, db)
        try Settings.set(Self.password, sealed, db)
    }

    /// What decides whom this machine takes a server outside for, as a hash.
    static func route(_ policy: OutboundPolicy) throws -> String {
        let names = policy.insideNames.sorted()
        let bytes = try JSONEncoder().encode([[policy.proxy ?? "", policy.authorities ?? ""], names])
        return Hexadecimal.encode(blake2b256(Array(bytes)).prefix(16))
    }

    /// What changed, by field, without secrets: certificates by their hash, the proxy without its password.
    private static func changes(from old: OutboundPolicy, to new: OutboundPolicy) -> [String: String] {
        func hash(_ text: String?) -> String {
            text.map { Hexadecimal.encode(blake2b256(Array($0.utf8)).prefix(8)) } ?? "none"
        }
        let fields: [(name: String, text: (OutboundPolicy) -> String)] = [
            ("nothing leaves", { "\($0.nothingLeaves)" }),
            ("proxy", { $0.proxy.map(withoutPassword) ?? "none" }),
            ("proxy's password", { hash($0.proxy.flatMap { URLComponents(string: $0) }?.password) }),
            ("authorities", { hash($0.authorities) }),
            ("inside names", { $0.insideNames.joined(separator: ", ") }),
        ]
        return Dictionary(
            uniqueKeysWithValues: fields.compactMap { field in
                let (before, after) = (field.text(old), field.text(new))
                return before == after ? nil : (field.name, "\(before) -> \(after)")
            })
    }

    /// A proxy's password is not given back.
    static func withoutPassword(_ proxy: String) -> String {
        guard var parts = URLComponents(string: proxy) else { return "" }
        if parts.password != nil { parts.password = "…" }
        return parts.string ?? ""
    }
}
