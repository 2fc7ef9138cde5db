import Foundation
import GRDB
import Library
import Persistence
import Vault
import Web

/// What is in a data folder: the database and the keys, found to belong together before anything is made or removed.
struct ApplianceStore {
    let database: DatabasePool
    let key: MasterKey
    let keys: SubjectKeys

    /// - Parameters:
    ///   - migrations: those of all features.
    ///   - reason: why an older `keys.db`, or none, is to be taken for the newest there is; nil refuses these.
    /// - Throws: `DataFolder.Failure` and `KeysFailure` where something is missing, foreign or damaged, with the cure;
    ///   `MasterKey.Failure`.
    init(_ folder: DataFolder, migrations: [SchemaMigration], acceptingKeys reason: String?) throws {
        try folder.checkWhole()
        do {
            database = try DatabaseFile.open(path: folder.database, migrations: migrations)
        } catch let error as DatabaseError where StorageFailure(error) == .damaged {
            // Pages carry sums: what another program writes has none.
            let reason =
                error.extendedResultCode == .SQLITE_IOERR_DATA
                ? "pages of it do not hold what Homeroom wrote: the disk fails, or another program changed them"
                : error.message ?? "\(error.resultCode)"
            throw DataFolder.Failure.databaseDamaged(path: folder.database, reason: reason)
        } catch let error as DatabaseError {
            if let failure = StorageMonitor.cause(of: error, in: folder.path) { throw failure }
            throw error
        }
        // The database comes first: one that was made and never used may still be given its key.
        let isUnused = try ApplianceIdentity.isUnused(database)
        guard isUnused || FileManager.default.fileExists(atPath: folder.masterKey) else {
            throw DataFolder.Failure.keyMissing(path: folder.masterKey)
        }
        let key = try MasterKey(path: folder.masterKey, create: isUnused)
        self.key = key
        try ApplianceIdentity.check(database, key, folder) { db in try Self.fits(key, folder, db) }
        keys = try SubjectKeys.open(
            path: folder.keys, sealer: key.sealer(context: "subjects"), database: database, accepting: reason)
    }

    /// Takes an older `keys.db`, or none, for the newest there is. Nothing runs meanwhile: a server refuses to start.
    /// - Parameter reason: is kept in the audit trail.
    /// - Returns: false where nothing is lacking.
    /// - Throws: as `init` does.
    static func acceptKeys(in folder: DataFolder, because reason: String) throws -> Bool {
        let store = try Self(
            folder, migrations: Appliance.features.flatMap { $0.migrations }, acceptingKeys: reason)
        _ = try? store.database.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        return store.keys.standing == .accepted
    }

    /// Whether what a release before this one sealed or signed can be opened with the key.
    private static func fits(_ key: MasterKey, _ folder: DataFolder, _ db: Database) throws -> Bool {
        let own = key.signingKey(context: "audit").publicKey
        let heads = AuditKeeper.checkpoints(in: folder.auditHead)
        if let head = heads.last { return AuditTrail.isGenuine(head, by: own) }
        return try Library.isReadable(files: folder.files, sealer: key.sealer(context: "files"), db) ?? true
    }
}
