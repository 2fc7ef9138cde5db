import Foundation
import Kernel
import Models

/// An answer in a model's words, each sentence checked against the passages it cites.
struct WrittenAnswer: Codable, Sendable, Equatable {
    struct Sentence: Codable, Sendable, Equatable {
        var text: String
        var opensParagraph: Bool
        var citations: [Mark]
        /// Whether a passage that it cites bears it out.
        var isSupported: Bool

        /// Those that are shown: none of a sentence that they do not bear out.
        var shownCitations: [Mark] { isSupported ? citations : [] }
    }

    /// A sentence's citation of one source.
    struct Mark: Codable, Sendable, Equatable {
        /// The source's number, from 1.
        var number: Int
        /// The place in the source that comes nearest to the sentence.
        var citation: QuotedAnswer.Citation
    }

    var sentences: [Sentence]
    /// The share of sentences that are supported, 0 to 1.
    var supported: Double
    /// Citations of passages that there are not; they are left out.
    var inventedCitations: Int
    /// The provider's name, its model, and what it took.
    var provider: String
    var model: String
    var inputTokens: Int?
    var outputTokens: Int?
    /// Of the tokens that it read, those that it knew already.
    var cachedTokens: Int?
    /// The model's tier, and why one of that kind was asked.
    var tier: Tier
    var why: [String]
    /// US dollars.
    var cost: Double
    /// How many things that tell who somebody is were hidden from the model.
    var hidden: Int
    /// How sure the model says it is, 0 to 1; nil where it does not say.
    var ownConfidence: Double?
    /// Which rules it was written by.
    var promptVersion: String
    /// Milliseconds from the request to the first text.
    var firstText: Double
}
