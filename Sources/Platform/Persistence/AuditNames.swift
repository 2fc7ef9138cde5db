public import Foundation
public import GRDB
import Synchronization

/// Says in words what entries of the audit trail are about. The trail holds identifiers only; features know what these
/// are called now.
public final class AuditNames: Sendable {
    /// What things of one kind are called, of those that there still are.
    public typealias Lookup = @Sendable (_ ids: Set<UUID>, _ db: Database) throws -> [UUID: String]
    private let lookups = Mutex<[String: Lookup]>([:])

    public init() {}

    /// A feature says how its things are called.
    public func add(_ kind: String, _ lookup: @escaping Lookup) { lookups.withLock { $0[kind] = lookup } }

    /// What the subjects of entries are called, by kind and identifier.
    public func names(of entries: some Sequence<AuditEntry>, _ db: Database) throws -> [String: [String: String]] {
        let known = lookups.withLock { $0 }
        var wanted: [String: Set<UUID>] = [:]
        for entry in entries {
            if let id = UUID(uuidString: entry.subject) { wanted[entry.subjectKind, default: []].insert(id) }
        }
        return try wanted.reduce(into: [:]) { names, kind in
            guard let lookup = known[kind.key] else { return }
            names[kind.key] = Dictionary(
                try lookup(kind.value, db).map { ($0.key.uuidString.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        }
    }
}
