public import GRDB
public import Outbound
public import Persistence
public import Web

/// What keeps the appliance in order: for now, what may leave the building and the account of what did.
public struct Operations: Feature {
    public static var migrations: [SchemaMigration] { [] }
    private let database: any DatabaseWriter
    private let gate: OutboundGate

    public init(database: any DatabaseWriter, gate: OutboundGate) { (self.database, self.gate) = (database, gate) }

    public func addRoutes(to api: SignedInRoutes) {
        OutboundRoutes(database: database, gate: gate, ledger: OutboundLedger(database: database)).add(to: api)
    }
}
