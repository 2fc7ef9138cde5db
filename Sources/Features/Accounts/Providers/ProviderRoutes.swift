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
            .post("providers/:provider/confirm", use: confirm)
        api.requiring(.writeSettings, withoutProof: "A test changes nothing.")
            .post("providers/:provider/test", use: test)
            .post("providers/:provider/trials", use: beginTrial)
            .get("providers/:provider/trials/:trial", use: trial)
    }

    private func response(_ record: ProviderRecord, _ context: SignedInContext) throws -> ProviderResponse {
        let reachesEverybody = record.reachesEverybody(store.permissions)
        return ProviderResponse(
            id: record.id, kind: record.kind.rawValue, name: record.name, isEnabled: record.isEnabled,
            clientID: record.clientID, hasSecret: record.secret.count > 40, settings: try record.decodedSettings(),
            redirect: site(context) + "/sign-in/callback", reachesEverybody: reachesEverybody,
            mayConfirm: !reachesEverybody && record.changedBy != context.user.id, version: record.version)
    }

    private func site(_ context: SignedInContext) -> String { store.access.policy.publicURL ?? context.site }

    func list(_ request: Request, context: SignedInContext) async throws -> ProvidersResponse {
        ProvidersResponse(providers: try await administration.list().map { try response($0, context) })
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ProviderResponse> {
        let wish = try await request.decode(as: ProviderAdministration.Wish.self, context: context)
        let record = try await administration.save(wish, as: nil, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: try response(record, context))
    }

    func update(_ request: Request, context: SignedInContext) async throws -> ProviderResponse {
        let id = try context.id("provider")
        let wish = try await request.decode(as: ProviderAdministration.Wish.self, context: context)
        return try response(
            try await administration.save(wish, as: id, for: context.user, by: context.origin), context)
    }

    struct ConfirmRequest: Decodable { let version: String }

    func confirm(_ request: Request, context: SignedInContext) async throws -> ProviderResponse {
        let id = try context.id("provider")
        let seen = try await request.decode(as: ConfirmRequest.self, context: context).version
        return try response(
            try await administration.confirm(id, seen: seen, for: context.user, by: context.origin), context)
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await administration.remove(context.id("provider"), by: context.origin)
        return .noContent
    }

    func test(_ request: Request, context: SignedInContext) async throws -> ProviderTestResponse {
        let id = try context.id("provider")
        return ProviderTestResponse(findings: try await administration.test(id, site: site(context)))
    }

    func beginTrial(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ProviderTrialResponse>
    {
        let id = try context.id("provider")
        guard try await administration.list().contains(where: { $0.id == id && $0.isEnabled }) else {
            throw AccountsFailure.providerNotFound
        }
        let name = administration.trials.begin(id)
        let address = "\(site(context))/sign-in/at/\(id.uuidString.lowercased())?trial=\(name)"
        return EditedResponse(status: .created, response: ProviderTrialResponse(trial: name, address: address))
    }

    func trial(_ request: Request, context: SignedInContext) async throws -> FindingsResponse {
        let id = try context.id("provider")
        let found = try administration.trials.findings(context.parameters.require("trial"), of: id)
        return FindingsResponse(isDone: found != nil, findings: found ?? [])
    }
}
