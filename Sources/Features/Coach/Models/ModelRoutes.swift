import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// Which servers write answers.
struct ModelRoutes: Sendable {
    let providers: ModelProviders

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("model-providers", use: list)
            .post("model-providers", use: create)
            .delete("model-providers/:provider", use: remove)
            .post("model-providers/:provider/test", use: test)
    }

    struct ProviderResponse: ResponseEncodable, Encodable {
        let id: UUID, name: String, baseURL: String, model: String, hasKey: Bool

        init(_ record: ModelProviderRecord) {
            (id, name, baseURL) = (record.id, record.name, record.baseURL)
            (model, hasKey) = (record.model, record.key != nil)
        }
    }
    struct ListResponse: ResponseEncodable { let providers: [ProviderResponse] }
    struct TestResponse: ResponseEncodable { let firstTextMilliseconds: Double }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        ListResponse(providers: try await providers.list().map(ProviderResponse.init))
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ProviderResponse> {
        let wish = try await request.decode(as: ModelProviders.Wish.self, context: context)
        let record = try await providers.add(wish, by: context.origin)
        return EditedResponse(status: .created, response: ProviderResponse(record))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await providers.remove(context.parameters.require("provider", as: UUID.self), by: context.origin)
        return .noContent
    }

    func test(_ request: Request, context: SignedInContext) async throws -> TestResponse {
        let id = try context.parameters.require("provider", as: UUID.self)
        return TestResponse(firstTextMilliseconds: try await providers.test(id))
    }
}
