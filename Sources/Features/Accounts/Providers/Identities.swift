import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import Persistence
import Vault
import Web

/// The accounts elsewhere by which one comes in here: seen, connected and let go of by their owner.
struct IdentityRoutes: Sendable {
    let store: AccountStore
    let providers: Providers
    let confirmation: Confirmation

    /// So long one is told of an account that was connected without one's own word.
    private static let told: TimeInterval = 30 * 86_400

    func add(to api: SignedInRoutes) {
        api.requiring(.manageOwnAccount)
            .get("account/identities", use: list)
            .post("account/identities", use: connect)
            .delete("account/identities/:identity", use: remove)
    }

    private func mark(_ context: SignedInContext) throws -> SessionMark {
        guard let mark = context.session else { throw AccountsFailure.needsBrowser }
        return mark
    }

    struct IdentityResponse: Encodable {
        let id: String, provider: String, linkedAt: Date
        /// It was connected a short time ago, and not by oneself.
        let isNew: Bool
    }
    struct ListResponse: ResponseEncodable {
        struct Provider: Encodable { let id: UUID, name: String }
        let identities: [IdentityResponse], providers: [Provider]
    }

    private static func name(_ subjectHash: Data) -> String { Hexadecimal.encode(subjectHash.prefix(16)) }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        let person = try mark(context).person
        return try await store.database.read { db in
            let providers = try ProviderRecord.fetchAll(db)
            let names = Dictionary(
                try providers.map { (try $0.decodedSettings().issuer, $0.name) },
                uniquingKeysWith: { first, _ in first })
            let rows = try Row.fetchAll(
                db, sql: "SELECT issuer, subjectHash, linkedAt, confirmedAt FROM identity WHERE personID = ?",
                arguments: [person])
            return ListResponse(
                identities: rows.map { row in
                    let (issuer, linkedAt): (String, Date) = (row["issuer"], row["linkedAt"])
                    let isOwn = (row["confirmedAt"] as Date?) != nil
                    return IdentityResponse(
                        id: Self.name(row["subjectHash"]), provider: names[issuer] ?? issuer, linkedAt: linkedAt,
                        isNew: !isOwn && -linkedAt.timeIntervalSinceNow < Self.told)
                }, providers: providers.filter(\.isEnabled).map { .init(id: $0.id, name: $0.name) })
        }
    }

    struct ConnectRequest: Decodable { let provider: UUID }
    struct ConnectResponse: ResponseEncodable {
        /// Where the browser goes next.
        let next: String
    }

    func connect(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ConnectResponse> {
        let mark = try mark(context)
        try await confirmation.require(mark)
        let provider = try await request.decode(as: ConnectRequest.self, context: context).provider
        let site = Visitor.site(context.site, store.access.policy.publicURL)
        let (url, ticket) = try await providers.start(
            provider, next: "/#account", connecting: mark.person, site: site)
        let cookie = SessionCookie.value(
            FlowTicket.cookie, try ticket.sealed(store.sealer), seconds: Int(FlowTicket.life))
        return EditedResponse(
            status: .ok, headers: [.setCookie: cookie], response: ConnectResponse(next: url.absoluteString))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let mark = try mark(context)
        try await confirmation.require(mark)
        let (wanted, person, origin) = (try context.parameters.require("identity"), mark.person, context.origin)
        try await store.database.write { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT issuer, subjectHash FROM identity WHERE personID = ?", arguments: [person])
            guard let row = rows.first(where: { Self.name($0["subjectHash"]) == wanted }) else {
                throw AccountsFailure.identityNotFound
            }
            try db.execute(
                sql: "DELETE FROM identity WHERE issuer = ? AND subjectHash = ?",
                arguments: [row["issuer"] as String, row["subjectHash"] as Data])
            try AuditTrail.append(
                .init(
                    .personChanged, "person", person.auditName, place: try store.school(of: person, db),
                    details: ["unlinked": row["issuer"] as String]), by: origin, db)
        }
        return .noContent
    }
}
