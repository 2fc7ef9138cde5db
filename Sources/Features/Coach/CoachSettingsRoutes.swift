import Answering
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// What an administrator decides about the coach: how long conversations are kept, whether the web is searched.
struct CoachSettingsRoutes: Sendable {
    let web: WebSearch
    let database: any DatabaseWriter

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("coach-rules", use: rules)
            .put("coach-rules", use: setRules)
            .get("web-search", use: search)
            .put("web-search", use: setSearch)
        // Those who ask must know whether they may ask for it.
        api.requiring(.askQuestions).get("coach-options", use: options)
    }

    struct OptionsResponse: ResponseEncodable {
        let isWebAllowed: Bool
        /// The longest that a link to a conversation may last, in days.
        let linkDays: Int
    }

    func options(_ request: Request, context: SignedInContext) async throws -> OptionsResponse {
        let rules = try await database.read { db in try CoachRules.setting.value(db) }
        return OptionsResponse(isWebAllowed: try await web.rules().isOn, linkDays: rules.linkDays)
    }

    func rules(_ request: Request, context: SignedInContext) async throws -> CoachRules {
        try await database.read { db in try CoachRules.setting.value(db) }
    }

    func setRules(_ request: Request, context: SignedInContext) async throws -> CoachRules {
        let (wish, origin) = (try await request.decode(as: CoachRules.self, context: context), context.origin)
        try await database.write(isTrial: request.uri.queryParameters.isTrial) { db in
            try CoachRules.setting.set(wish, at: nil, by: origin, db)
        }
        return wish
    }

    struct SearchBody: ResponseCodable { let isOn: Bool, isInside: Bool, baseURL: String, hasKey: Bool }
    struct SearchRequest: Decodable { let isOn: Bool, isInside: Bool?, baseURL: String, key: String? }

    func search(_ request: Request, context: SignedInContext) async throws -> SearchBody {
        Self.shown(try await web.rules())
    }

    private static func shown(_ rules: WebSearch.Rules) -> SearchBody {
        SearchBody(
            isOn: rules.isOn, isInside: rules.isInside ?? false, baseURL: rules.baseURL, hasKey: rules.key != nil)
    }

    func setSearch(_ request: Request, context: SignedInContext) async throws -> SearchBody {
        let wish = try await request.decode(as: SearchRequest.self, context: context)
        return Self.shown(
            try await web.set(
                isOn: wish.isOn, isInside: wish.isInside ?? false, baseURL: wish.baseURL, key: wish.key,
                isTrial: request.uri.queryParameters.isTrial, by: context.origin))
    }
}

extension CoachRules: ResponseCodable {}
