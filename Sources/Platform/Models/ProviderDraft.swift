import Foundation
import Kernel
import LanguageModel
import Vault

extension ModelProviders {
    /// What is told of a server: all of it where one is added, what changes where one is changed. Of what may be unknown,
    /// null takes back what was told.
    public struct Draft: Decodable, Sendable {
        let kind: ProviderKind?, name: String?, baseURL: String?, model: String?, key: String?
        /// US dollars for a million tokens; nothing for a server of one's own.
        let inputPrice: Double?, cachedPrice: Double?, outputPrice: Double?
        let tier: Tier?, contextTokens: Int?, isInside: Bool?
        let agreementOn: String??, retentionDays: Int??, trainsOnData: Bool??, region: String??
        let requestsPerMinute: Int??, tokensPerMinute: Int??

        private enum CodingKeys: CodingKey {
            case kind, name, baseURL, model, key, inputPrice, cachedPrice, outputPrice, tier, contextTokens, isInside
            case agreementOn, retentionDays, trainsOnData, region, requestsPerMinute, tokensPerMinute
        }

        public init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: CodingKeys.self)
            func told<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
                try values.decodeIfPresent(Value.self, forKey: key)
            }
            /// nil where nothing is said of it.
            func known<Value: Decodable>(_ key: CodingKeys) throws -> Value?? {
                values.contains(key) ? .some(try values.decodeIfPresent(Value.self, forKey: key)) : nil
            }
            (kind, name, baseURL) = (try told(.kind), try told(.name), try told(.baseURL))
            (model, key) = (try told(.model), try told(.key))
            (inputPrice, cachedPrice) = (try told(.inputPrice), try told(.cachedPrice))
            (outputPrice, tier) = (try told(.outputPrice), try told(.tier))
            (contextTokens, isInside) = (try told(.contextTokens), try told(.isInside))
            (agreementOn, retentionDays) = (try known(.agreementOn), try known(.retentionDays))
            (trainsOnData, region) = (try known(.trainsOnData), try known(.region))
            (requestsPerMinute, tokensPerMinute) = (try known(.requestsPerMinute), try known(.tokensPerMinute))
        }
    }

    private static let contexts = 1024...10_000_000
    private static let requests = 1...1_000_000, tokens = 1...1_000_000_000

    /// - Throws: `ModelsFailure`.
    func apply(_ draft: Draft, to record: inout ModelProviderRecord) throws {
        guard (draft.name?.utf8.count ?? 0) <= 1000, (draft.key?.utf8.count ?? 0) <= 10_000 else {
            throw ModelsFailure.unnamed
        }
        record.name = draft.name?.trimmingCharacters(in: .whitespacesAndNewlines) ?? record.name
        record.model = draft.model?.trimmingCharacters(in: .whitespacesAndNewlines) ?? record.model
        guard record.name.hasCharacters(1...60), record.model.hasCharacters(1...200) else {
            throw ModelsFailure.unnamed
        }
        record.inputPrice = try draft.inputPrice.map(Self.price) ?? record.inputPrice
        record.outputPrice = try draft.outputPrice.map(Self.price) ?? record.outputPrice
        // What is known already costs as much as what is not, where nothing else is said.
        record.cachedPrice =
            try draft.cachedPrice.map(Self.price) ?? draft.inputPrice.map(Self.price) ?? record.cachedPrice
        record.tier = draft.tier ?? record.tier
        record.contextTokens = draft.contextTokens ?? record.contextTokens
        guard Self.contexts.contains(record.contextTokens) else { throw ModelsFailure.oddContext }
        record.isInside = draft.isInside ?? record.isInside
        try applyPromises(draft, to: &record)
        try applyKey(draft, to: &record)
    }

    private func applyPromises(_ draft: Draft, to record: inout ModelProviderRecord) throws {
        if let day = draft.agreementOn { record.agreementOn = day?.isEmpty == true ? nil : day }
        if let days = draft.retentionDays { record.retentionDays = days }
        if let trains = draft.trainsOnData { record.trainsOnData = trains }
        if let region = draft.region {
            let name = region?.trimmingCharacters(in: .whitespacesAndNewlines)
            record.region = name?.isEmpty == true ? nil : name
        }
        guard record.agreementOn.map({ $0.utf8.count == 10 && Day.parse($0) == $0 }) ?? true,
            record.retentionDays.map(ModelPromises.retentions.contains) ?? true,
            record.region?.hasCharacters(1...60) ?? true
        else { throw ModelsFailure.oddPromise }
        if let requests = draft.requestsPerMinute { record.requestsPerMinute = requests }
        if let tokens = draft.tokensPerMinute { record.tokensPerMinute = tokens }
        guard record.requestsPerMinute.map(Self.requests.contains) ?? true,
            record.tokensPerMinute.map(Self.tokens.contains) ?? true
        else { throw ModelsFailure.oddPace }
    }

    private func applyKey(_ draft: Draft, to record: inout ModelProviderRecord) throws {
        let old = record.kind
        record.kind = draft.kind ?? old
        if let key = draft.key, !key.isEmpty {
            guard record.kind.accepts(key) else { throw ModelsFailure.oddCredentials }
            record.key = Data(sealer.seal(Array(key.utf8), for: Self.place(of: record.id)))
            record.keySetAt = Date()
        } else if old != record.kind || record.key == nil {
            guard record.kind.accepts(nil) else { throw ModelsFailure.oddCredentials }
            // What signs requests to Bedrock is sent to nobody as it is.
            if old == .bedrock, old != record.kind { record.key = nil }
        }
        guard record.kind == .bedrock else { return }
        guard
            ProviderKind.region(ofHost: URL(string: record.baseURL)?.host() ?? "") != nil
                || record.region.map(ProviderKind.isRegion) ?? false
        else { throw ModelsFailure.noRegion }
    }

    private static func price(_ dollars: Double) throws -> Int {
        guard (0...10_000).contains(dollars) else { throw ModelsFailure.oddPrice }
        return Int((dollars * 1e6).rounded())
    }
}
