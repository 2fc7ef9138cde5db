import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// Where the audit trail is sent on to, and how far it came.
struct ForwardingRoutes: Sendable {
    let database: any DatabaseWriter
    let forwarder: AuditForwarder
    /// The appliance's own folder, where no such file lies.
    let folder: String

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("audit-forwarding", use: status)
            .put("audit-forwarding", use: set)
    }

    private static func status(_ db: Database) throws -> ForwardingResponse {
        let (setting, progress) = (try AuditForwarding.setting.value(db), try AuditForwarder.progress(db))
        return ForwardingResponse(
            form: setting.form.rawValue, path: setting.path, host: setting.host, port: setting.port,
            forwarded: progress.number, forwardedAt: progress.at, newest: progress.newest,
            failedAt: progress.failedAt, problem: progress.problem)
    }

    func status(_ request: Request, context: SignedInContext) async throws -> ForwardingResponse {
        try await database.read { db in try Self.status(db) }
    }

    struct Wish: Decodable, Sendable {
        let form: AuditForwarding.Form, path: String?, host: String?, port: Int?
        /// Whether a new target gets the trail from its first entry.
        let fromStart: Bool?
    }

    func set(_ request: Request, context: SignedInContext) async throws -> ForwardingResponse {
        let (wish, origin) = (try await request.decode(as: Wish.self, context: context), context.origin)
        let standardPort = wish.form.standardPort
        let new = AuditForwarding(
            form: wish.form, path: wish.form == .file ? wish.path : nil, host: standardPort == nil ? nil : wish.host,
            port: standardPort.map { wish.port ?? $0 })
        let isConsole = context.user == .operator
        return try await database.write(isTrial: request.uri.queryParameters.isTrial) { [forwarder, folder] db in
            // A file that grows with what happens is named at the console only, where whoever owns the machine sits:
            // whoever may sign in to the page must not make the server write where they like.
            if new.form == .file, try new != AuditForwarding.setting.value(db) {
                guard isConsole else { throw OperationsFailure.forwardingFile }
                guard !DataFolder.holds(new.path ?? "", folder: folder) else {
                    throw OperationsFailure.forwardingUnfit("This file lies in the data folder. Name another place.")
                }
            }
            try forwarder.set(new, fromStart: wish.fromStart ?? false, by: origin, db)
            return try Self.status(db)
        }
    }
}
