public import GRDB
import LanguageModel
public import Outbound
public import Persistence
public import Vault
public import Web

/// What keeps the appliance in order: for now, what may leave the building and the account of what did.
public struct Operations: Feature {
    public static var migrations: [SchemaMigration] { [] }
    private let database: any DatabaseWriter
    private let gate: OutboundGate
    private let rules: OutboundRules

    /// - Parameter sealer: seals the proxy's password.
    public init(database: any DatabaseWriter, gate: OutboundGate, sealer: Sealer) {
        (self.database, self.gate, rules) = (database, gate, OutboundRules(sealer: sealer))
    }

    /// What may leave, for the gate, before anything runs.
    /// - Throws: `Settings.Unreadable`; database errors.
    public static func policy(_ database: any DatabaseWriter, sealer: Sealer) throws -> OutboundPolicy {
        try database.write { db in
            let rules = OutboundRules(sealer: sealer)
            try rules.sealStored(db)
            return try rules.read(db)
        }
    }

    public func checkSettings(_ db: Database) throws {
        _ = try rules.read(db)
        _ = try Settings.value(PersonalDataRules.setting, default: PersonalDataRules(), db)
    }

    public func addRoutes(to api: SignedInRoutes) {
        OutboundRoutes(database: database, gate: gate, ledger: OutboundLedger(database: database), stored: rules).add(
            to: api)
    }
}
