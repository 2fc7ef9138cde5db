public import Foundation
public import GRDB
public import Kernel
import Synchronization

/// Says in words what entries of the audit trail are about. The trail holds identifiers only; features know what these
/// are called now, and who may know.
public final class AuditNames: Sendable {
    /// Who is told.
    public enum Reader: Sendable {
        /// Somebody who looks through the trail, and is told what things are called that they may see elsewhere too.
        case user(Principal)
        /// Somebody who looks into what staff do, and wrote down why: this is told to those whom it concerns.
        case inquiry
    }

    /// What things of one kind are called, of those that there still are and that the reader may see.
    public typealias Lookup = @Sendable (_ ids: Set<UUID>, _ reader: Reader, _ db: Database) throws -> [UUID: String]
    private let lookups = Mutex<[String: Lookup]>([:])
    /// All that is noted, each action once.
    public let actions: [AuditAction]

    /// - Parameter actions: what the platform and all features note; entries of others stay hidden from supervisors.
    public init(actions: [AuditAction] = AuditAction.shared) {
        var seen: Set<AuditAction> = []
        self.actions = actions.filter { seen.insert($0).inserted }
    }

    /// A feature says how its things are called.
    public func add(_ kind: String, _ lookup: @escaping Lookup) { lookups.withLock { $0[kind] = lookup } }

    /// The kind of thing that a detail of an entry holds the identifier of.
    public static let detailKinds = [
        "at": "place", "place": "place", "owner": "person", "person": "person", "collection": "collection",
        "from": "collection", "to": "collection",
    ]

    /// What things of one kind are called, of those that there still are and that the reader may see.
    /// - Throws: database errors.
    public func names(of kind: String, _ ids: Set<UUID>, for reader: Reader, _ db: Database) throws -> [UUID: String] {
        guard !ids.isEmpty, let lookup = lookups.withLock({ $0[kind] }) else { return [:] }
        return try lookup(ids, reader, db)
    }

    /// What the subjects of entries, and what their details are about, are called, by kind and identifier.
    public func names(of entries: some Sequence<AuditEntry>, for reader: Reader, _ db: Database) throws
        -> [String: [String: String]]
    {
        let known = lookups.withLock { $0 }
        var wanted: [String: Set<UUID>] = [:]
        for entry in entries {
            if let id = UUID(uuidString: entry.subject) { wanted[entry.subjectKind, default: []].insert(id) }
            for (key, value) in entry.read {
                if let kind = Self.detailKinds[key], let id = UUID(uuidString: value) {
                    wanted[kind, default: []].insert(id)
                }
            }
        }
        return try wanted.reduce(into: [:]) { names, kind in
            guard let lookup = known[kind.key] else { return }
            names[kind.key] = Dictionary(
                try lookup(kind.value, reader, db).map { ($0.key.uuidString.lowercased(), $0.value) },
                uniquingKeysWith: { $1 })
        }
    }
}
