public import Foundation
public import GRDB
public import Kernel
public import LanguageModel
public import Outbound
public import Persistence
public import Vault
import Web

/// A page of the web that a search gave. Shown as what it is, by its address; never checked, never cited as the library.
public struct WebSource: Codable, Sendable, Equatable {
    public var title: String
    public var address: String
    public var text: String
}

/// Searches the web at a provider that speaks Perplexity's `/search`, where the district allows that.
public struct WebSearch: Sendable {
    let database: any DatabaseWriter
    let sealer: Sealer
    let gate: OutboundGate
    let people: PeopleNames

    public init(database: any DatabaseWriter, sealer: Sealer, gate: OutboundGate, people: PeopleNames) {
        (self.database, self.sealer, self.gate, self.people) = (database, sealer, gate, people)
    }

    /// Where it searches, and whether.
    public struct Rules: Codable, Equatable, Sendable {
        public var isOn = false
        /// Whether it is inside the building.
        public var isInside: Bool?
        /// Without `/search`.
        public var baseURL = "https://api.perplexity.ai"
        /// Sealed.
        public var key: Data?
    }

    public static let setting = Setting(
        "web-search", standard: Rules(),
        notes: .these {
            [
                "on": "\($0.isOn)", "inside": "\($0.isInside ?? false)", "address": $0.baseURL,
                "key": $0.key.map { Hexadecimal.encode(blake2b256(Array($0)).prefix(8)) } ?? "none",
            ]
        },
        check: { rules in
            guard let url = URL(string: rules.baseURL), ["http", "https"].contains(url.scheme), url.host() != nil,
                // What is no secret is shown, exported and noted.
                url.user() == nil, url.password() == nil, url.query() == nil
            else {
                throw RequestFailure.invalid(
                    "The address of the web search must be like https://api.perplexity.ai, without /search, a name, a "
                        + "password or a query. Its key has a field of its own.")
            }
        })
    private static let place = "web-search.key"
    private static let results = 5

    public func rules() async throws -> Rules {
        try await database.read { db in try Self.setting.value(db) }
    }

    /// - Parameter key: nil keeps the one there is, for the address that it was given for.
    /// - Returns: what holds, or would after a trial.
    /// - Throws: `RequestFailure.invalid`.
    public func set(isOn: Bool, isInside: Bool, baseURL: String, key: String?, isTrial: Bool, by origin: RequestOrigin)
        async throws -> Rules
    {
        let sealed = key.flatMap { $0.isEmpty ? nil : Data(sealer.seal(Array($0.utf8), for: Self.place)) }
        return try await database.write(isTrial: isTrial) { db in
            let old = try Self.setting.value(db)
            let isElsewhere = old.baseURL != baseURL || isInside && old.isInside != true
            let new = Rules(
                isOn: isOn, isInside: isInside, baseURL: baseURL, key: sealed ?? (isElsewhere ? nil : old.key))
            try Self.setting.set(new, at: nil, by: origin, db)
            return new
        }
    }

    private struct Question: Encodable { let query: String, max_results: Int }
    private struct Reply: Decodable {
        struct Result: Decodable { let title: String?, url: String, snippet: String? }
        let results: [Result]
    }

    /// - Returns: nothing where it is off, or does not answer in time: the library's answer does not wait for more.
    public func search(_ question: String) async throws -> [WebSource] {
        let rules = try await rules()
        guard rules.isOn, let url = URL(string: rules.baseURL), let host = url.host() else { return [] }
        var mask = Mask(try await people.finder())
        // Placeholders mean nothing to a search.
        let query = mask.hide(question).replacing(/\b[A-Z]+_[0-9]+\b/, with: "")
        var headers = ["content-type": "application/json"]
        if let key = rules.key {
            headers["authorization"] =
                "Bearer " + String(decoding: try sealer.open(key, for: Self.place), as: UTF8.self)
        }
        let http = OutboundHTTP(
            gate, purpose: "web search", carrying: ["question"], insideHosts: rules.isInside == true ? [host] : [],
            areInside: true, patience: .seconds(8))
        let body = try JSONEncoder().encode(Question(query: query, max_results: Self.results))
        do {
            let answer = try await http.post(
                url.appending(path: "search"), headers: headers, body: body, timeout: .seconds(10), maxBytes: 1 << 20)
            guard answer.status == 200, let reply = try? JSONDecoder().decode(Reply.self, from: answer.body) else {
                return []
            }
            return reply.results.prefix(Self.results).map {
                WebSource(
                    title: String(($0.title ?? $0.url).prefix(200)), address: String($0.url.prefix(500)),
                    text: String(($0.snippet ?? "").prefix(500)))
            }
        } catch is OutboundHTTP.Failure { return [] }
    }
}
