import Foundation
public import GRDB
public import Hummingbird
import Kernel
public import Outbound
public import Persistence
public import Sandbox
public import ServiceLifecycle
public import Vault
public import Web

/// Who may come in, and what they may do: people, schools, teams and classes, roles, sign-in, keys and rosters; and the
/// trail of it all.
public struct Accounts: Feature {
    public static var migrations: [SchemaMigration] { AccountsSchema.migrations }
    public var services: [any Service] { [AccountsUpkeep(sessions: signedIn, rosters: rosters), keeper] }

    let store: AccountStore
    let signedIn: Sessions
    let keeper: AuditKeeper
    let rosters: Rosters
    private let local: LocalSignIn
    private let links: AccountLinks
    private let factors: SecondFactors
    private let passkeys: Passkeys
    private let providers: Providers
    private let limiter: RateLimiter

    /// - Parameters:
    ///   - head: the file that keeps the audit trail's newest checkpoint.
    ///   - worker: takes roster deliveries apart.
    ///   - erasure: what other features do when a person is erased.
    /// - Throws: database errors.
    public init(
        database: any DatabaseWriter, key: MasterKey, head: String, worker: Worker, limiter: RateLimiter,
        passwords: PasswordHash, gate: OutboundGate = .init(), erasure: PersonErasure = .init()
    ) throws {
        let store = try AccountStore(database: database, key: key, gate: gate, erasure: erasure)
        self.store = store
        self.limiter = limiter
        signedIn = Sessions(store: store)
        local = LocalSignIn(store: store, passwords: passwords)
        links = AccountLinks(store: store, local: local)
        factors = SecondFactors(store: store)
        passkeys = Passkeys(store: store, factors: factors)
        providers = Providers(store: store)
        rosters = Rosters(store: store, reader: RosterReader(worker: worker))
        keeper = AuditKeeper(
            database: database, key: key.signingKey(context: "audit"), file: head,
            second: { (try? store.access.policy())?.auditCopy })
        limiter.limits = try store.access.policy().limits
    }

    /// Recognises sessions and keys.
    public var sessions: any SessionAuthority { signedIn }

    /// How places lie in each other.
    public var places: any DistrictDirectory { store.access }

    /// The address that browsers use, where an administrator named one.
    public var publicURL: String? { try? store.access.policy().publicURL }

    /// A set-up link's token for the first administrator; nil once there is one.
    /// - Throws: database errors.
    public func makeSetUpToken() async throws -> String? { try await links.makeSetUpToken() }

    /// How many API keys end within two weeks and have no successor yet.
    /// - Throws: database errors.
    public func keysEndingSoon() throws -> Int {
        try store.database.read { db in
            try APIKeyRecord.filter(
                Column("replacedBy") == nil && Column("expiresAt") > Date()
                    && Column("expiresAt") < Date().addingTimeInterval(APIKeys.warning)
            ).fetchCount(db)
        }
    }

    /// Keeps the audit trail's end, at the end of a run.
    public func close() { try? keeper.keep() }

    public func addRoutes(to api: SignedInRoutes) {
        AccountRoutes(store: store, local: local, links: links, sessions: signedIn, keys: APIKeys(store: store))
            .add(to: api)
        PeopleRoutes(store: store, people: People(store: store, links: links, factors: factors)).add(to: api)
        PlaceRoutes(places: Places(store: store)).add(to: api)
        PolicyRoutes(store: store, changed: { [limiter] in limiter.limits = $0.limits }).add(to: api)
        ProviderRoutes(
            store: store, administration: ProviderAdministration(store: store, metadata: providers.metadata)
        ).add(to: api)
        RosterRoutes(rosters: rosters).add(to: api)
        AuditRoutes(store: store, keeper: keeper).add(to: api)
    }

    public func addPublicRoutes(to router: Router<AppContext>) {
        SignInRoutes(
            store: store, local: local, links: links, sessions: signedIn, factors: factors, passkeys: passkeys,
            providers: providers, limiter: limiter
        ).add(to: router)
        SecondFactorRoutes(store: store, factors: factors, passkeys: passkeys, local: local).add(to: router)
        ProviderSignInRoutes(store: store, providers: providers, limiter: limiter).add(to: router)
    }
}
