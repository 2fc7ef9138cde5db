public import Foundation
public import GRDB
public import Hummingbird
public import Jobs
public import Kernel
public import Outbound
public import Persistence
public import Sandbox
public import ServiceLifecycle
public import Vault
public import Web

/// Who may come in, and what they may do: people, schools, teams and classes, roles, sign-in, keys and rosters; and the
/// trail of it all.
public struct Accounts: Feature {
    public static var migrations: [SchemaMigration] { AccountsSchema.migrations + AccountsSchema.sealing }
    public var services: [any Service] { [SessionTimes(sessions: signedIn), keeper] }
    public var jobs: [JobHandler] { [] }
    public var schedules: [Schedule] {
        [
            Schedule("accounts.sessions", .every(30, .seconds)) { [signedIn] in
                try await SessionTimes(sessions: signedIn).store()
            },
            Schedule("accounts.roster", .every(30, .seconds)) { [rosterWatch] in try await rosterWatch.look() },
            Schedule("accounts.leavers", .every(6, .hours)) { [rosters] in try await rosters.eraseLeavers() },
            Schedule("accounts.permissions", .every(1, .hours)) { [store] in try await store.dropEndedPermissions() },
        ]
    }

    let store: AccountStore
    let signedIn: Sessions
    let keeper: AuditKeeper
    let rosters: Rosters
    private let rosterWatch: RosterWatch
    private let local: LocalSignIn
    private let links: AccountLinks
    private let factors: SecondFactors
    private let passkeys: Passkeys
    private let providers: Providers
    private let limiter: RateLimiter
    private let confirmation: Confirmation
    private let exports: PersonExports
    /// Exports are made one after the other, in turns by who asks.
    private let exporting = FairQueue(.init(width: 1, perGroup: 1, waitingPerGroup: 2, waiting: 100, waitingKnown: 0))
    /// Where the appliance keeps its data.
    private let folder: String

    /// - Parameters:
    ///   - keys: people's own, which their names are sealed with.
    ///   - heads: the files that keep the audit trail's checkpoints.
    ///   - worker: takes roster deliveries apart.
    ///   - erasure: what other features do when a person is erased.
    ///   - exports: what all features tell of a person.
    ///   - names: says in words what entries of the trail are about.
    ///   - permissions: all there are, of whichever feature.
    /// - Throws: database errors.
    public init(
        database: any DatabaseWriter, key: MasterKey, keys: SubjectKeys, heads: AuditKeeper.Files, worker: Worker,
        limiter: RateLimiter, passwords: PasswordHash, gate: OutboundGate, erasure: PersonErasure,
        exports: PersonExports, names: AuditNames, permissions: PermissionList
    ) throws {
        let store = try AccountStore(
            database: database, key: key, keys: keys, gate: gate, erasure: erasure, names: names,
            permissions: permissions)
        self.store = store
        (self.limiter, self.exports) = (limiter, exports)
        signedIn = Sessions(store: store)
        local = LocalSignIn(store: store, passwords: passwords)
        links = AccountLinks(store: store, local: local)
        factors = SecondFactors(store: store)
        passkeys = Passkeys(store: store, factors: factors)
        providers = Providers(store: store)
        confirmation = Confirmation(store: store, local: local, factors: factors, passkeys: passkeys)
        folder = (heads.newest as NSString).deletingLastPathComponent
        rosters = Rosters(store: store, reader: RosterReader(worker: worker))
        rosterWatch = RosterWatch(rosters: rosters)
        keeper = AuditKeeper(
            database: database, key: key.signingKey(context: "audit"), files: heads,
            second: { store.access.policy.auditCopy })
        limiter.limits = store.access.policy.limits
    }

    /// Recognises sessions and keys.
    public var sessions: any SessionAuthority { signedIn }

    /// How places lie in each other.
    public var places: any DistrictDirectory { store.access }

    /// The address that browsers use, where an administrator named one.
    public var publicURL: String? { store.access.policy.publicURL }

    /// A set-up link's token for the first administrator; nil once there is one.
    /// - Throws: database errors.
    public func makeSetUpToken() async throws -> String? { try await links.makeSetUpToken() }

    /// Deeply, it is also told who cannot sign in on this machine.
    public func findings(deep: Bool) async throws -> [HealthFinding] {
        var found = [keeper.fault, keeper.copyFault].compactMap { $0 }.map { HealthFinding.fault("accounts.trail", $0) }
        let ending = try await store.database.read { db in
            try APIKeyRecord.filter(
                Column("replacedBy") == nil && Column("expiresAt") > Date()
                    && Column("expiresAt") < Date().addingTimeInterval(APIKeys.warning)
            ).fetchCount(db)
        }
        if ending > 0 {
            found.append(
                .note(
                    "accounts.keysEnding",
                    "API keys that end within two weeks: \(ending). Their owners renew them under Your account"))
        }
        return deep ? try await found + passwordFindings() : found
    }

    /// What follows when somebody changes by which rules this machine reaches providers, inside a transaction.
    public var routeChanged: @Sendable (Database, Principal, String) throws -> Void {
        { [access = store.access] db, user, route in
            let tree = try access.tree(db)
            try ProviderRecord.routeChanged(
                by: user, to: route, district: tree.district.flatMap(tree.place), access.permissions, db)
        }
    }

    /// Keeps the audit trail's end, at the end of a run.
    public func close() { keeper.close() }

    /// Who cannot sign in because the machine has too little memory, and the cure; empty when all can.
    private func passwordFindings() async throws -> [HealthFinding] {
        let people = try await local.needingLinks()
        guard !people.isEmpty else { return [] }
        let named = people.prefix(5).joined(separator: ", ") + (people.count > 5 ? ", …" : "")
        return [
            .fault(
                "accounts.passwordNeedsLink",
                "people who cannot sign in with their passwords: \(people.count) (\(named)). These were set on a machine "
                    + "with more memory than this one has. Give it more, or make each a new link, under People or here: "
                    + "homeroom people link ADDRESS")
        ]
    }

    public static var settings: [any AnySetting] { [AccountsPolicy.setting] }
    /// The person's own row, with all that goes with it, is removed by whoever erases them.
    public func erase(_ person: UUID, _ db: Database) throws {}

    public func export(into export: PersonExport, _ db: Database) throws {
        try AccountExport(store: store, sessions: signedIn).add(to: export, db)
    }

    public static var prompts: [PromptFile] { [] }
    public var tools: [Tool] { [] }

    public func addMachineRoutes(to root: SignedInRoutes, tools: [Tool]) {}

    public func addRoutes(to api: SignedInRoutes) {
        let keys = APIKeys(store: store)
        AccountRoutes(
            store: store, local: local, links: links, sessions: signedIn, keys: keys, confirmation: confirmation
        ).add(to: api)
        let people = People(store: store, links: links, factors: factors)
        PeopleRoutes(store: store, people: people, keys: keys).add(to: api)
        PersonExportRoutes(store: store, people: people, exports: exports, folder: folder, turns: exporting)
            .add(to: api)
        PlaceRoutes(places: Places(store: store)).add(to: api)
        PolicyRoutes(
            store: store, folder: folder,
            changed: { [limiter] in limiter.limits = $0.limits }
        ).add(to: api)
        ProviderRoutes(
            store: store,
            administration: ProviderAdministration(
                store: store, metadata: providers.metadata, trials: providers.trials)
        ).add(to: api)
        IdentityRoutes(store: store, providers: providers, confirmation: confirmation).add(to: api)
        RosterRoutes(rosters: rosters).add(to: api)
        AuditRoutes(store: store, keeper: keeper).add(to: api)
        ActivityRoutes(store: store).add(to: api)
    }

    public func addPublicRoutes(to router: Router<AppContext>) {
        SignInRoutes(
            store: store, local: local, links: links, sessions: signedIn, factors: factors, passkeys: passkeys,
            providers: providers, limiter: limiter
        ).add(to: router)
        SecondFactorRoutes(store: store, factors: factors, passkeys: passkeys, confirmation: confirmation)
            .add(to: router)
        ProviderSignInRoutes(store: store, providers: providers, limiter: limiter).add(to: router)
    }
}
