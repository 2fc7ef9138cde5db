public import Foundation
public import Hummingbird

/// A provider where people sign in.
public struct ProviderResponse: ResponseCodable, Sendable {
    public let id: UUID, kind: String, name: String, isEnabled: Bool, clientID: String, hasSecret: Bool
    public let settings: ProviderSettings, redirect: String
    /// Whether it brings in everybody; else only people who may do no more than those who set it up.
    public let reachesEverybody: Bool
    /// Whether the one who asks may confirm it, as a second administrator.
    public let mayConfirm: Bool
    /// What a confirmation names: it holds for what was seen.
    public let version: String
}

/// The providers.
public struct ProvidersResponse: ResponseCodable, Sendable { public let providers: [ProviderResponse] }

/// Something found while a sign-in was walked.
public struct ProviderFinding: Codable, Sendable { public let isGood: Bool, text: String }

/// What a test of a provider came to.
public struct ProviderTestResponse: ResponseCodable, Sendable { public let findings: [ProviderFinding] }

/// A trial that was begun.
public struct ProviderTrialResponse: ResponseCodable, Sendable {
    public let trial: String
    /// Where to sign in to try it, within ten minutes; nobody is signed in here.
    public let address: String
}

/// What a trial came to, once somebody came back from it.
public struct FindingsResponse: ResponseCodable, Sendable { public let isDone: Bool, findings: [ProviderFinding] }
