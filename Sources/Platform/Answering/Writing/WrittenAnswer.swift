import Foundation
import Kernel
public import Models

/// An answer in a model's words, each sentence checked against the passages it cites.
public struct WrittenAnswer: Codable, Sendable, Equatable {
    public struct Sentence: Codable, Sendable, Equatable {
        public var text: String
        public var opensParagraph: Bool
        public var citations: [Mark]
        /// Whether a passage that it cites bears it out.
        public var isSupported: Bool

        /// Those that are shown: none of a sentence that they do not bear out.
        public var shownCitations: [Mark] { isSupported ? citations : [] }
    }

    /// A sentence's citation of one source.
    public struct Mark: Codable, Sendable, Equatable {
        /// The source's number, from 1.
        public var number: Int
        /// The place in the source that comes nearest to the sentence.
        public var citation: QuotedAnswer.Citation
    }

    public var sentences: [Sentence]
    /// The share of sentences that are supported, 0 to 1.
    public var supported: Double
    /// Citations of passages that there are not; they are left out.
    public var inventedCitations: Int
    /// The provider's name, its model, and what it took.
    public var provider: String
    public var model: String
    public var inputTokens: Int?
    public var outputTokens: Int?
    /// Of the tokens that it read, those that it knew already.
    public var cachedTokens: Int?
    /// The model's tier, and why one of that kind was asked.
    public var tier: Tier
    public var why: [String]
    /// US dollars.
    public var cost: Double
    /// How many things that tell who somebody is were hidden from the model.
    public var hidden: Int
    /// How sure the model says it is, 0 to 1; nil where it does not say.
    public var ownConfidence: Double?
    /// Which rules it was written by.
    public var promptVersion: String
    /// Milliseconds from the request to the first text.
    public var firstText: Double
}
