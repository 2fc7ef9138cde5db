import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import LanguageModel
import Models
import Vault
import Web

/// Which servers write answers.
struct ModelRoutes: Sendable {
    let providers: ModelProviders
    let ledger: ModelLedger

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("model-providers", use: list)
            .post("model-providers", use: create)
            .patch("model-providers/:provider", use: change)
            .delete("model-providers/:provider", use: remove)
            .get("model-budget", use: budget)
            .put("model-budget", use: setBudget)
            .get("model-calls", use: calls)
        api.requiring(.writeSettings, withoutProof: "A test changes nothing.")
            .post("model-providers/:provider/test", use: test)
            .post("model-providers/:provider/transcriptions", use: transcribe)
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ModelProvidersResponse {
        ModelProvidersResponse(providers: try await providers.list().map(ModelProviderResponse.init))
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<ModelProviderResponse> {
        let draft = try await request.decode(as: ModelProviders.Draft.self, context: context)
        let record = try await providers.add(draft, by: context.origin)
        return EditedResponse(status: .created, response: ModelProviderResponse(record))
    }

    func change(_ request: Request, context: SignedInContext) async throws -> ModelProviderResponse {
        let draft = try await request.decode(as: ModelProviders.Draft.self, context: context)
        let id = try context.id("provider")
        return ModelProviderResponse(try await providers.change(id, draft, by: context.origin))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await providers.remove(context.id("provider"), by: context.origin)
        return .noContent
    }

    func test(_ request: Request, context: SignedInContext) async throws -> ModelTestResponse {
        let id = try context.id("provider")
        let (firstText, record) = try await providers.test(id, by: context.origin)
        return ModelTestResponse(
            firstTextMilliseconds: firstText, forms: record.form.peculiarities, verdict: record.verdict,
            verdictReason: record.verdictReason)
    }

    func transcribe(_ request: Request, context: SignedInContext) async throws -> TranscriptionResponse {
        let name = (request.uri.queryParameters.get("name") ?? "recording.wav").beginning(200)
        let model = (request.uri.queryParameters.get("model") ?? "whisper-1").beginning(200)
        let recording = Data(
            try await request.upload(
                upTo: Transcriber.largest, leastBytesASecond: nil, tooLarge: ModelsFailure.recordingTooLarge))
        guard !recording.isEmpty else { throw RequestFailure.invalid("Send the recording as the request's body.") }
        let id = try context.id("provider")
        return TranscriptionResponse(
            text: try await providers.transcribe(recording, fileName: name, model: model, by: id))
    }

    // MARK: What it costs

    struct BudgetResponse: ResponseEncodable {
        let perHour: Double, perDay: Double, perMonth: Double, perPersonPerDay: Double, stops: Bool
        let spentThisHour: Double, spentToday: Double, spentThisMonth: Double
        /// Limits that are reached.
        let alerts: [Fallback]
    }

    func budget(_ request: Request, context: SignedInContext) async throws -> BudgetResponse {
        let (budget, spent) = try await ledger.state(for: context.user.id)
        return try await shown(budget, spent)
    }

    private func shown(_ budget: ModelBudget, _ spent: ModelLedger.Spending) async throws -> BudgetResponse {
        // The limit of each person: everybody's spending counts here, not that of who looks.
        let count = try await ledger.peopleAtLimit()
        let people =
            count == 0
            ? []
            : [Fallback(code: "model.peopleSpent", message: "People who have spent their budget for today: \(count).")]
        return BudgetResponse(
            perHour: budget.perHour, perDay: budget.perDay, perMonth: budget.perMonth,
            perPersonPerDay: budget.perPersonPerDay, stops: budget.stops, spentThisHour: dollars(spent.hour),
            spentToday: dollars(spent.day), spentThisMonth: dollars(spent.month),
            alerts: budget.exceeded(by: spent).filter { $0.code != "model.ownSpent" } + people)
    }

    func setBudget(_ request: Request, context: SignedInContext) async throws -> BudgetResponse {
        let draft = try await request.decode(as: ModelBudget.self, context: context)
        let isTrial = request.uri.queryParameters.isTrial
        try await ledger.set(draft, isTrial: isTrial, by: context.origin)
        if isTrial { return try await shown(draft, try await ledger.state(for: context.user.id).1) }
        return try await budget(request, context: context)
    }

    struct CallsResponse: ResponseEncodable {
        struct Call: Encodable {
            let number: Int64, at: Date, purpose: String, provider: String, host: String, model: String, sentBytes: Int
            let sentHash: String, hidden: Int, inputTokens: Int, outputTokens: Int, cost: Double, milliseconds: Int
            let outcome: String
            /// The asker's school, or else the district; absent for the console.
            let place: UUID?
        }
        let calls: [Call]
        /// Give as `before` for the next page; absent at the end.
        let next: Int64?
    }

    func calls(_ request: Request, context: SignedInContext) async throws -> CallsResponse {
        let query = request.uri.queryParameters
        let slice = try await query.sliceSize(most: 500, standard: 100).slice { limit in
            try await ledger.calls(
                limit: limit, before: try query.integer("before", in: 1...Int.max).map(Int64.init))
        }
        return CallsResponse(
            calls: slice.items.map {
                .init(
                    number: $0.number ?? 0, at: $0.at, purpose: $0.purpose, provider: $0.provider, host: $0.host,
                    model: $0.model, sentBytes: $0.sentBytes, sentHash: Hexadecimal.encode($0.sentHash),
                    hidden: $0.hidden, inputTokens: $0.inputTokens, outputTokens: $0.outputTokens,
                    cost: dollars($0.cost), milliseconds: $0.milliseconds, outcome: $0.outcome, place: $0.placeID)
            }, next: slice.next(\.number) ?? nil)
    }
}
