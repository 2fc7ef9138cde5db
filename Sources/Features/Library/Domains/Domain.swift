import Citations
import Foundation
import Kernel
import Persistence
import Vault
import Web

/// A field of practice that passages and questions belong to.
public struct Domain: Codable, Sendable, Equatable, Identifiable {
    public var id: String
    public var name: String
    /// What belongs to it, in a sentence.
    public var description: String
    /// Questions that belong to it.
    public var examples: [String]

    /// The trail notes them by their identifiers and a hash of what describes them.
    static let setting = Setting(
        "domains", standard: standard,
        notes: .these { domains in
            ["domains": domains.map(\.id).joined(separator: ", "), "description": String(mark(domains).prefix(12))]
        },
        check: { domains in
            guard (1...20).contains(domains.count), domains.allSatisfy(\.isSound),
                Set(domains.map(\.id)).count == domains.count
            else { throw LibraryFailure.domainsUnusable }
        })

    /// What passages are labelled by, as a hash.
    static func mark(_ domains: [Domain]) -> String {
        let texts = domains.flatMap { [$0.id, $0.name, $0.description] + $0.examples }
        return Hexadecimal.encode(blake2b256(Array(texts.joined(separator: "\n").utf8)))
    }

    /// The seven that come along: `assets/domains.json`, embedded at build time.
    static let standard: [Domain] =
        (try? JSONDecoder().decode([Domain].self, from: Data(WebApp.embedded("domains.json") ?? []))) ?? []

    var isSound: Bool {
        id.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil && (1...80).contains(name.count) && description.count <= 1000
            && (description.count > 0 || !examples.isEmpty) && examples.count <= 60
            && examples.allSatisfy { (1...300).contains($0.count) }
    }
}

/// Tells by meaning which domains a text belongs to.
struct DomainClassifier: Sendable {
    private let domains: [(id: String, vectors: [[Float]])]

    /// How near a text must come to belong to a domain at all, and how far behind the nearest the others may be.
    /// Measured with `homeroom bench domains` on questions of practice and, for the first, on questions about other
    /// things.
    private static let least: Float = 0.25, margin: Float = 0.06
    /// Examples that count together.
    private static let neighbours = 3

    /// - Parameter embed: unit vectors of texts.
    init(_ domains: [Domain], embed: ([String]) -> [[Float]]) {
        self.domains = domains.map { domain in
            // The name with what belongs to it, each part of that by itself, and each example.
            let parts = domain.description.split(separator: /[:,;]|\band\b/).map { "\(domain.name): \($0)" }
            return (domain.id, embed(["\(domain.name). \(domain.description)"] + parts + domain.examples))
        }
    }

    /// All domains, the nearest first, each with the mean cosine of its nearest examples.
    func scores(_ vector: [Float]) -> [(domain: String, score: Float)] {
        domains.map { domain in
            let near = domain.vectors.map { NearQuestions.cosine($0, vector) }.sorted(by: >)
                .prefix(Self.neighbours)
            return (domain.id, near.reduce(0, +) / Float(max(near.count, 1)))
        }.sorted { $0.score > $1.score }
    }

    /// One to three domains; none for a text that comes near to none.
    func domains(of vector: [Float]) -> [String] {
        let scores = scores(vector)
        guard let best = scores.first, best.score >= Self.least else { return [] }
        return scores.prefix(3).filter { $0.score >= best.score - Self.margin }.map(\.domain)
    }
}
