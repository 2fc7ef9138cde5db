import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// The administrator's page of providers.
struct ProviderRoutes: Sendable {
    let store: AccountStore
    let administration: ProviderAdministration

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("providers", use: list)
            .post("providers", use: create)
            .put("providers/:provider", use: update)
            .delete("providers/:provider", use: remove)
            .post("providers/:provider/test", use: test)
    }

    struct ProviderResponse: ResponseEncodable, Encodable {
        let id: UUID, kind: String, name: String, isEnabled: Bool, clientID: String, hasSecret: Bool
        let settings: ProviderSettings, redirect: String
    }

    struct ListResponse: ResponseEncodable { let providers: [ProviderResponse] }

    private func response(_ record: ProviderRecord, _ site: String) throws -> ProviderResponse {
        ProviderResponse(
            id: record.id, kind: record.kind.rawValue, name: record.name, isEnabled: record.isEnabled,
            clientID: record.clientID, hasSecret: record.secret.count > 40, settings: try record.decodedSettings(),
            redirect: site + "/sign-in/callback")
    }

    private func site(_ context: SignedInContext) throws -> String {
        try store.access.policy().publicURL ?? context.site
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        let site = try site(context)
        return ListResponse(providers: try await administration.list().map { try response($0, site) })
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ProviderResponse> {
        let wish = try await request.decode(as: ProviderAdministration.Wish.self, context: context)
        let record = try await administration.save(wish, as: nil, by: context.origin)
        return EditedResponse(status: .created, response: try response(record, site(context)))
    }

    func update(_ request: Request, context: SignedInContext) async throws -> ProviderResponse {
        let id = try context.parameters.require("provider", as: UUID.self)
        let wish = try await request.decode(as: ProviderAdministration.Wish.self, context: context)
        return try response(try await administration.save(wish, as: id, by: context.origin), site(context))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await administration.remove(context.parameters.require("provider", as: UUID.self), by: context.origin)
        return .noContent
    }

    struct TestResponse: ResponseEncodable { let findings: [ProviderAdministration.Finding] }

    func test(_ request: Request, context: SignedInContext) async throws -> TestResponse {
        let id = try context.parameters.require("provider", as: UUID.self)
        return TestResponse(findings: try await administration.test(id, site: site(context)))
    }
}
