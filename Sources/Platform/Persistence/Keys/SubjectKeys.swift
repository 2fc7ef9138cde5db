public import Foundation
public import GRDB
public import Kernel
import Logging
import Synchronization
public import Vault

/// The keys of people and of other subjects, in a database of their own beside homeroom.db: so that a copy of homeroom.db
/// opens nothing that they seal, and a key that was destroyed is gone from all but the few, short-lived copies of
/// `keys.db`.
///
/// Two databases are never one transaction. A key is on the disk in `keys.db` before anything in homeroom.db is sealed
/// with it; and an erasure is on the disk in homeroom.db, with the wish to destroy the key, before the key is destroyed.
/// Whatever a crash leaves between the two, the next start ends it.
///
/// All calls block; they belong on threads of the database, inside reads and writes of homeroom.db.
public final class SubjectKeys: Sendable {
    /// How `keys.db` was found at the start.
    public enum Standing: Sendable, Equatable {
        /// As homeroom.db knew it.
        case known
        /// It has seen more than homeroom.db has: an older one was put back, or a transaction had no end.
        case ahead
        /// It was older, or gone, and somebody has said that there is none newer.
        case accepted
    }

    /// How many subjects' keys are kept in memory.
    private static let mostCached = 2000

    let queue: DatabaseQueue
    let store: KeyStore
    /// Where the file lies; nil in memory.
    let path: String?
    public let standing: Standing
    private let logger = Logger(label: "homeroom.keys")
    /// Filled and emptied on `queue` only, where keys are destroyed too: a key that is destroyed never comes back here.
    private let cache = Mutex<[Subject: Sealer]>([:])

    init(queue: DatabaseQueue, store: KeyStore, path: String?, standing: Standing) {
        (self.queue, self.store, self.path, self.standing) = (queue, store, path, standing)
    }

    /// Whether what is sealed in homeroom.db has to be held against the keys: an older one of the two was put back, and
    /// that has not been done since.
    /// - Throws: database errors.
    public func needCheck(_ db: Database) throws -> Bool { try standing != .known || KeyLedger.isUnchecked(db) }

    /// Notes that it was done.
    /// - Throws: database errors.
    public func noteChecked(_ db: Database) throws { try KeyLedger.setUnchecked(false, db) }

    /// The key of a subject; nil where nothing was ever sealed for it, or where it was erased.
    /// - Throws: database errors; `Sealer.Forged` where the key is damaged.
    public func sealer(of subject: Subject) throws -> Sealer? {
        if let known = cache.withLock({ $0[subject] }) { return known }
        return try queue.read { keys in
            guard let found = try store.find(subject, keys) else { return nil }
            cache.withLock { cache in
                if cache.count >= Self.mostCached { cache = [:] }
                cache[subject] = found
            }
            return found
        }
    }

    /// The keys of many subjects at once, for lists of everybody and the like: they are read past what is kept in memory
    /// for single ones, which they would push out. The trail has no entry of it: this is how the server itself finds
    /// people, and shows nothing to anybody that a route would not.
    /// - Returns: a sealer for each subject that has a key which can be opened.
    /// - Throws: database errors; `Sealer.Forged` where the key of an epoch is damaged.
    public func sealers(of subjects: some Collection<Subject>) throws -> [Subject: Sealer] {
        guard !subjects.isEmpty else { return [:] }
        return try queue.read { keys in try store.find(subjects, keys) }
    }

    /// Which subjects of a kind have keys; none is opened for it.
    /// - Throws: database errors.
    public func subjects(_ kind: Subject.Kind) throws -> Set<UUID> {
        try queue.read { keys in
            try UUID.fetchSet(keys, sql: "SELECT subject FROM subjectKey WHERE kind = ?", arguments: [kind.rawValue])
        }
    }

    /// Which subjects of a kind had their keys destroyed: where homeroom.db still knows them, it is an older one.
    /// - Throws: database errors.
    public func destroyed(_ kind: Subject.Kind) throws -> Set<UUID> {
        try queue.read { keys in try store.destroyed(kind, keys) }
    }

    /// The key of a subject, made where there is none: it is on the disk before this returns. Where the transaction of
    /// homeroom.db fails after that, the key goes again; only a crash leaves one, which seals nothing.
    ///
    /// A caller first sees, in the same transaction, that the subject is still there: who was erased a moment ago, while
    /// the caller was on its way here, must not begin anew.
    /// - Parameter db: homeroom.db, in a write.
    /// - Throws: `KeysFailure.destroyed` where the subject was erased; database errors.
    public func sealer(toWriteFor subject: Subject, in db: Database) throws -> Sealer {
        guard try !KeyLedger.isDestroyed(subject, db) else { throw KeysFailure.destroyed }
        if let known = try sealer(of: subject) { return known }
        let (sealer, generation) = try queue.write { keys in
            let epoch = try store.epoch(keys)
            let made = epoch.sealer.makeKey(for: subject.place)
            try store.insert(made.sealed, of: subject, epoch: epoch.number, keys)
            return (made.sealer, try store.count(least: 0, keys))
        }
        try KeyLedger.note(generation, db)
        removeIfTakenBack([subject], db)
        return sealer
    }

    /// The keys of many subjects, made where there are none, in one transaction of `keys.db`: for rosters and the like.
    ///
    /// A caller first sees, in the same transaction, that the subjects are still there.
    /// - Parameter db: homeroom.db, in a write.
    /// - Returns: a sealer for each subject but those that were erased.
    /// - Throws: database errors.
    public func sealers(toWriteFor subjects: some Collection<Subject>, in db: Database) throws -> [Subject: Sealer] {
        let destroyed = try KeyLedger.destroyed(db)
        let wanted = Set(subjects).subtracting(destroyed)
        let found = try sealers(of: wanted)
        let missing = wanted.subtracting(found.keys)
        guard !missing.isEmpty else { return found }
        let (made, generation) = try queue.write { keys in
            let epoch = try store.epoch(keys)
            var made: [Subject: Sealer] = [:]
            // In the order of their identifiers, in which the table lies.
            for subject in missing.sorted(by: { $0.id.uuidString < $1.id.uuidString }) {
                let key = epoch.sealer.makeKey(for: subject.place)
                try store.insert(key.sealed, of: subject, epoch: epoch.number, keys)
                made[subject] = key.sealer
            }
            return (made, try store.count(least: 0, keys))
        }
        try KeyLedger.note(generation, db)
        removeIfTakenBack(Array(missing), db)
        return found.merging(made) { $1 }
    }

    /// A transaction that is taken back, such as a trial's, leaves no keys that it made: they seal nothing.
    private func removeIfTakenBack(_ made: [Subject], _ db: Database) {
        db.afterNextTransaction(onCommit: { _ in }) { [self] _ in
            do {
                try queue.write { keys in
                    cache.withLock { cache in for subject in made { cache[subject] = nil } }
                    for subject in made { try store.remove(subject, keys) }
                    _ = try store.count(least: 0, keys)
                }
            } catch { logger.error("unused keys were left", metadata: ["error": "\(error)"]) }
        }
    }

    /// Takes keys over that homeroom.db held itself, as releases before `keys.db` did; those that are here already, or
    /// were destroyed here, stay as they are. They are on the disk before this returns.
    /// - Parameters:
    ///   - found: the keys' own bytes.
    ///   - db: homeroom.db, in a write.
    /// - Returns: how many were new.
    /// - Throws: database errors.
    public func adopt(_ found: [Subject: [UInt8]], in db: Database) throws -> Int {
        let (count, generation) = try queue.write { keys in
            let epoch = try store.epoch(keys)
            var count = 0
            for (subject, key) in found {
                let isHere = try store.has(subject, in: "subjectKey", keys)
                guard try !isHere && !store.has(subject, in: "destroyedKey", keys) else { continue }
                try store.insert(epoch.sealer.seal(key, for: subject.place), of: subject, epoch: epoch.number, keys)
                count += 1
            }
            return (count, count == 0 ? try store.generation(keys) : try store.count(least: 0, keys))
        }
        try KeyLedger.note(generation, db)
        return count
    }

    // MARK: Destruction

    /// Destroys a subject's key once the transaction at hand is committed. Until that is done, and after it, the subject
    /// gets no new key.
    /// - Parameter db: homeroom.db, in the write that erases the subject.
    /// - Throws: database errors.
    public func destroy(_ subject: Subject, in db: Database) throws {
        try KeyLedger.ask(subject, db)
        db.afterNextTransaction { [self] db in
            // What cannot be done now is done within the hour, or at the next start; until then health tells of it.
            do { _ = try carryOut(db) } catch {
                logger.error("a key could not be destroyed yet", metadata: ["error": "\(error)"])
            }
        }
    }

    /// Destroys the keys that are to be destroyed.
    /// - Parameter db: homeroom.db's writer, outside a transaction.
    /// - Returns: how many keys there were to destroy.
    /// - Throws: database errors.
    func carryOut(_ db: Database) throws -> Int {
        let subjects = try KeyLedger.asked(db)
        guard !subjects.isEmpty else { return 0 }
        let done = try removeKeys(of: subjects)
        try db.inTransaction {
            try KeyLedger.finish(subjects, db)
            if let done {
                try KeyLedger.note(done.generation, db)
                let details = ["destroyed": "\(done.destroyed)", "epoch": "\(done.epoch)", "keys": "\(done.keys)"]
                try AuditTrail.append(.init(.subjectKeysDestroyed, "keys", "", details: details), by: .appliance, db)
            }
            return .commit
        }
        return done?.destroyed ?? 0
    }

    /// The part of a destruction that happens in `keys.db`: the keys go, and what is left is sealed anew. Keys that are not
    /// there are remembered as destroyed too: a homeroom.db from before `keys.db` may still hold them.
    /// - Returns: nil where there was none of the keys.
    func removeKeys(of subjects: [Subject]) throws -> (destroyed: Int, epoch: Int64, keys: Int, generation: Int64)? {
        try queue.write { keys in
            let found = try subjects.filter { try store.has($0, in: "subjectKey", keys) }
            cache.withLock { cache in for subject in found { cache[subject] = nil } }
            for subject in subjects { try store.destroy(subject, keys) }
            guard !found.isEmpty else { return nil }
            let epoch = try store.beginEpoch(keys)
            return (found.count, epoch.number, epoch.keys, try store.count(least: 0, keys))
        }
    }

    // MARK: Epochs

    /// Begins a new epoch: every key is sealed anew, and what sealed them before is destroyed.
    /// - Parameter db: homeroom.db's writer, outside a transaction.
    /// - Returns: how many keys there are.
    /// - Throws: database errors.
    public func rotate(by origin: RequestOrigin, in db: Database) throws -> Int {
        let (epoch, generation) = try queue.write { keys in
            (try store.beginEpoch(keys), try store.count(least: 0, keys))
        }
        try db.inTransaction {
            try KeyLedger.note(generation, db)
            let details = ["epoch": "\(epoch.number)", "keys": "\(epoch.keys)"]
            try AuditTrail.append(.init(.subjectKeysRotated, "keys", "", details: details), by: origin, db)
            return .commit
        }
        return epoch.keys
    }
}
