import Hummingbird
import Kernel
import Search
import Web

/// The district's domains.
struct DomainRoutes: Sendable {
    let domains: Domains

    func add(to api: SignedInRoutes) {
        api.requiring(.readDocuments).get("domains", use: list)
        api.requiring(.writeSettings).put("domains", use: set)
            .delete("domains", use: reset)
    }

    struct DomainsBody: ResponseCodable { let domains: [Domain] }

    func list(_ request: Request, context: SignedInContext) async throws -> DomainsBody {
        DomainsBody(domains: try await domains.list())
    }

    func set(_ request: Request, context: SignedInContext) async throws -> DomainsBody {
        let wish = try await request.decode(as: DomainsBody.self, context: context)
        let isTrial = request.uri.queryParameters.isTrial
        try await domains.set(wish.domains, isTrial: isTrial, by: context.origin)
        return isTrial ? wish : try await list(request, context: context)
    }

    /// Back to those that came along.
    func reset(_ request: Request, context: SignedInContext) async throws -> DomainsBody {
        try await domains.set(Domain.standard, isTrial: false, by: context.origin)
        return try await list(request, context: context)
    }
}
