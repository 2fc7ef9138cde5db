public import Foundation
public import Hummingbird
public import LanguageModel
public import Models

/// A server that writes answers.
public struct ModelProviderResponse: ResponseCodable, Sendable {
    public let id: UUID, kind: ProviderKind, name: String, baseURL: String, model: String, hasKey: Bool
    /// US dollars for a million tokens.
    public let inputPrice: Double, cachedPrice: Double, outputPrice: Double
    public let tier: String, contextTokens: Int, isInside: Bool, keySetAt: Date
    /// The key is older than a month: give a new one.
    public let isKeyOld: Bool
    /// How its server differs from the usual in what it takes, as was found out; such as `completionTokens`.
    public let forms: [String]
    /// What it made of a built-in passage, and why it failed.
    public let verdict: TrialVerdict?, verdictReason: String?
    /// What it has promised about what it is sent; absent where nothing is known.
    public let hasAgreement: Bool, agreementOn: String?, retentionDays: Int?, trainsOnData: Bool?, region: String?
    /// What it lacks for data about students.
    public let missingPromises: [ProviderPromise]
    public let requestsPerMinute: Int?, tokensPerMinute: Int?

    init(_ record: ModelProviderRecord) {
        (id, kind, name, baseURL) = (record.id, record.kind, record.name, record.baseURL)
        (model, hasKey) = (record.model, record.key != nil)
        (inputPrice, cachedPrice) = (dollars(record.inputPrice), dollars(record.cachedPrice))
        (outputPrice, tier) = (dollars(record.outputPrice), record.tier.rawValue)
        (contextTokens, isInside) = (record.contextTokens, record.isInside)
        (keySetAt, isKeyOld) = (record.keySetAt, record.isKeyOld)
        (forms, verdict, verdictReason) = (record.form.peculiarities, record.verdict, record.verdictReason)
        missingPromises = record.promises.missing()
        (hasAgreement, agreementOn) = (!missingPromises.contains(.agreement), record.agreementOn)
        (retentionDays, trainsOnData, region) = (record.retentionDays, record.trainsOnData, record.region)
        (requestsPerMinute, tokensPerMinute) = (record.requestsPerMinute, record.tokensPerMinute)
    }
}

/// The servers that write answers, in the order they are asked.
public struct ModelProvidersResponse: ResponseCodable, Sendable { public let providers: [ModelProviderResponse] }

/// What a test of such a server came to.
public struct ModelTestResponse: ResponseCodable, Sendable {
    public let firstTextMilliseconds: Double, forms: [String], verdict: TrialVerdict?, verdictReason: String?
}

/// What was said in a recording.
public struct TranscriptionResponse: ResponseCodable, Sendable { public let text: String }

/// Micro-dollars as dollars.
func dollars(_ amount: Int) -> Double { Double(amount) / 1e6 }
