import Foundation
import Hummingbird
import Kernel
import Web

/// Roster deliveries by upload.
struct RosterRoutes: Sendable {
    let rosters: Rosters

    func add(to api: SignedInRoutes) {
        api.requiring(.importRosters, withoutProof: "Machines deliver too; only what is forced wants proof.")
            .get("roster-imports", use: list)
            .post("roster-imports", use: take)
    }

    struct ListResponse: ResponseEncodable {
        struct Entry: Encodable { let id: UUID, at: Date, report: RosterReport }
        let imports: [Entry]
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        ListResponse(imports: try await rosters.list().map { .init(id: $0.id, at: $0.at, report: $0.report) })
    }

    func take(_ request: Request, context: SignedInContext) async throws -> RosterReport {
        let archive = try await request.upload(
            upTo: RosterReader.maxBytes, leastBytesASecond: nil,
            tooLarge: AccountsFailure.roster("The delivery is larger than \(RosterReader.maxBytes >> 20) MB."))
        let query = request.uri.queryParameters
        // A forced delivery may end the access of everybody.
        if query.get("force") == "true" { try await context.requireProof() }
        return try await rosters.take(
            archive,
            .init(
                isTrial: query.get("dryRun") == "true", isForced: query.get("force") == "true",
                way: context.user == .operator ? "console" : "upload"),
            by: context.origin)
    }
}
