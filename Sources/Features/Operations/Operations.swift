public import GRDB
public import Kernel
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
    private let routeChanged: RouteChange

    /// What else follows, in the same transaction, when somebody changes whom this machine takes servers outside for:
    /// the authorities it trusts, its proxy, or the names that are inside. It is given a hash of these rules.
    public typealias RouteChange = @Sendable (Database, _ by: Principal, _ rules: String) throws -> Void

    /// - Parameter sealer: seals the proxy's password.
    public init(
        database: any DatabaseWriter, gate: OutboundGate, sealer: Sealer,
        routeChanged: @escaping RouteChange = { _, _, _ in }
    ) {
        (self.database, self.gate, rules) = (database, gate, OutboundRules(sealer: sealer))
        self.routeChanged = routeChanged
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

    public static var settings: [any AnySetting] {
        [OutboundPolicy.setting, OutboundRules.password, PersonalDataRules.setting]
    }

    public func addRoutes(to api: SignedInRoutes) {
        OutboundRoutes(
            database: database, gate: gate, ledger: OutboundLedger(database: database), stored: rules,
            routeChanged: routeChanged
        ).add(to: api)
    }
}
