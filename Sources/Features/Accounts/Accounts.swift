public import GRDB
public import Hummingbird
public import Persistence
public import Web

/// Who may come in. Until sign-in proper, that is whoever holds the set-up link of this start.
public struct Accounts: Feature {
    public static var migrations: [SchemaMigration] { AccountsSchema.migrations }
    let entry: SetupEntry

    public init(database: any DatabaseWriter) { entry = SetupEntry(database: database) }

    /// Recognises sessions by their tokens.
    public var sessions: any SessionAuthority { entry }

    /// Makes a link's token; it lets in once, within a day. Earlier ones no longer do.
    /// - Throws: database errors.
    public func makeSetupToken() async throws -> String { try await entry.makeToken() }

    public func addRoutes(to api: RouterGroup<SignedInContext>) {}

    public func addPublicRoutes(to router: Router<AppContext>) {
        SetupRoutes(entry: entry).add(to: router)
    }
}
