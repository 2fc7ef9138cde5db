import Citations

/// Tells by meaning which domains a text belongs to.
public struct DomainClassifier: Sendable {
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
    public func scores(_ vector: [Float]) -> [(domain: String, score: Float)] {
        domains.map { domain in
            let near = domain.vectors.map { NearQuestions.cosine($0, vector) }.sorted(by: >)
                .prefix(Self.neighbours)
            return (domain.id, near.reduce(0, +) / Float(max(near.count, 1)))
        }.sorted { $0.score > $1.score }
    }

    /// One to three domains; none for a text that comes near to none.
    public func domains(of vector: [Float]) -> [String] {
        let scores = scores(vector)
        guard let best = scores.first, best.score >= Self.least else { return [] }
        return scores.prefix(3).filter { $0.score >= best.score - Self.margin }.map(\.domain)
    }
}
