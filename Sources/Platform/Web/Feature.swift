public import Foundation
public import GRDB
public import Hummingbird
public import Jobs
public import Kernel
public import Persistence
public import ServiceLifecycle

/// What every feature hands to the composition root, and all that another module sees of it.
public protocol Feature: Sendable {
    /// The feature's steps of the database's history.
    static var migrations: [SchemaMigration] { get }
    /// Every column of its tables that names a person, what becomes of it when they are erased, and where their export
    /// tells it.
    static var people: [PersonColumn] { get }
    /// Every table of its own, and how long what is in it is kept.
    static var retention: [RetentionClass] { get }
    /// The permissions that it declares; no other feature declares one of the same name.
    static var permissions: [Permission] { get }
    /// What it notes in the audit trail, beyond what the platform does.
    static var auditActions: [AuditAction] { get }
    /// What runs as long as the server does.
    var services: [any Service] { get }
    /// What does the work of its jobs.
    var jobs: [JobHandler] { get }
    /// What it does again and again.
    var schedules: [Schedule] { get }
    /// Everything that an administrator can set in it. Each is read at the start, which fails where one is unreadable.
    static var settings: [any AnySetting] { get }
    /// What is amiss in it, or worth knowing; empty when all is well. `/health` and `homeroom doctor` tell it.
    /// - Parameter deep: looks at everything, however long that takes.
    /// - Throws: database errors.
    func findings(deep: Bool) async throws -> [HealthFinding]
    /// What monitoring reads of it.
    var metrics: [Metric] { get }
    /// The rules that it gives models.
    static var prompts: [PromptFile] { get }
    /// What models may call of it.
    var tools: [Tool] { get }
    /// Removes all that it keeps of a person, in the transaction that erases them.
    func erase(_ person: UUID, _ db: Database) throws
    /// Adds all that it keeps of a person to their export, but no passwords, keys, tokens or hashes of these. Each section
    /// that `people` names is added, also where it holds nothing.
    /// - Throws: database errors; errors of the file system.
    func export(into export: PersonExport, _ db: Database) throws
    /// Routes below `/api/v1` for people who are signed in.
    func addRoutes(to api: SignedInRoutes)
    /// Routes for programs that speak protocols of others, at paths that those name.
    /// - Parameter tools: those of all features.
    func addMachineRoutes(to root: SignedInRoutes, tools: [Tool])
    /// Routes that strangers may use.
    func addPublicRoutes(to router: Router<AppContext>)
}
