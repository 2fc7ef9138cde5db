/// Ranks passages by words and by meaning together.
///
/// Four kinds of evidence are brought to one scale and added:
/// - words: BM25 (k1 = 1.2, b = 0.75) as a share of what the question's words could reach at most;
/// - phrases: the same for pairs of neighbouring words;
/// - meaning: cosine of question and passage, and of question and the passage's best sentence;
/// - company: cosine to the centre of the first passages found (Rocchio's pseudo-relevance feedback, 1971), which
///   raises what is like the best and knows words that the question did not use. It counts in full for questions of
///   `topic` content words and more, which describe a topic, and less for shorter ones, which ask for a fact.
/// Ranks would throw the distances away; the sum of scores keeps them (measured: see `homeroom bench search`).
struct Fusion: Sendable {
    var words: Float = 1.4
    var phrases: Float = 0.4
    var passage: Float = 0.4
    var sentence: Float = 0.6
    var company: Float = 1.0
    /// How many of the first passages make the centre.
    var companySize = 3
    /// Content words from which on a question describes a topic.
    var topic = 8

    /// BM25's upper bound for one term is its weight times k1 + 1.
    static let saturation: Float = 2.2

    /// What is known of one passage.
    struct Evidence: Sendable {
        var words: Float = 0
        var phrases: Float = 0
        var passage: Float = 0
        var sentence: Float = 0
    }

    /// Without company.
    func score(_ evidence: Evidence) -> Float {
        words * evidence.words + phrases * evidence.phrases + passage * evidence.passage + sentence * evidence.sentence
    }

    /// What company weighs for a question of so many content words.
    func company(words count: Int) -> Float { company * min(1, Float(count) / Float(topic)) }

    /// The centre of some passages, weighted by their scores; unit length.
    static func centre(_ vectors: [(vector: [Float], weight: Float)]) -> [Float]? {
        guard let first = vectors.first else { return nil }
        var sum = [Float](repeating: 0, count: first.vector.count)
        for (vector, weight) in vectors {
            for index in sum.indices { sum[index] += vector[index] * max(weight, 0) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sum.map { $0 / length } : nil
    }
}
