import HTTPTypes
import Hummingbird
import Kernel
import Web

/// What can be wrong with a set-up link.
enum SetupFailure: UserFacingError {
    case linkSpent

    var status: Int { 403 }
    var code: String { "accounts.linkSpent" }
    var message: String {
        "This set-up link has been used or is too old. Start `homeroom serve` again: it prints a new one."
    }
}

/// The door that the set-up link opens.
struct SetupRoutes: Sendable {
    let entry: SetupEntry

    func add(to router: Router<AppContext>) { router.get("setup/:token", use: enter) }

    func enter(_ request: Request, context: AppContext) async throws -> Response {
        let token = try context.parameters.require("token")
        guard let session = try await entry.enter(token) else { throw SetupFailure.linkSpent }
        return Response(
            status: .seeOther,
            headers: [
                .location: "/", .setCookie: SessionCookie.start(token: session, seconds: Int(SetupEntry.sessionLife)),
            ])
    }
}
