public import Citations
public import Foundation

/// A passage found.
public struct SearchHit: Sendable {
    /// The database's number of the passage.
    public var number: Int64
    public var documentID: UUID
    public var documentTitle: String
    public var hasPages: Bool
    /// Page numbers, from 1.
    public var firstPage: Int
    public var lastPage: Int
    public var headingPath: [String]
    /// Global offset of the passage's first character.
    public var start: Int
    public var text: String
    /// Relevance; comparable within one search.
    public var score: Float
    /// Cosine of the question and the passage's best window.
    public var similarity: Float
    public var sentences: [Sentence]
    /// The domains that it belongs to; filled in by `PassageSearch.read`.
    public var domains: [String] = []
    /// The document's ISBN and the district's own number of it, where they are known.
    public var isbn: String?
    public var sku: String?
    /// Which edition of the document it is from.
    public var edition = HitEdition()

    /// A sentence of the passage.
    public struct Sentence: Sendable {
        /// Global offsets (see `PagedText`).
        public var range: Range<Int>
        public var isHeading: Bool
        /// Cosine of the sentence and the question.
        public var similarity: Float
    }
}

extension SearchHit {
    /// The texts of its sentences, in their order.
    public var sentenceTexts: [String] {
        let scalars = Array(text.unicodeScalars)
        return sentences.map { sentence in
            let range = (sentence.range.lowerBound - start..<sentence.range.upperBound - start)
                .clamped(to: 0..<scalars.count)
            return String(String.UnicodeScalarView(scalars[range]))
        }
    }

    /// What begins with each of its sentences.
    public var openings: [PassageStructure.Opening] {
        let scalars = Array(text.unicodeScalars)
        return sentences.map { .init(at: $0.range.lowerBound - start, in: scalars) }
    }

    /// The text of a global range.
    public func text(of range: Range<Int>) -> String {
        let scalars = Array(text.unicodeScalars)
        let part = (range.lowerBound - start..<range.upperBound - start).clamped(to: 0..<scalars.count)
        return String(String.UnicodeScalarView(scalars[part]))
    }
}

/// What a search gave.
public struct SearchResult: Sendable {
    public var hits: [SearchHit]
    /// For each content word of the question, how rare it is in the library.
    public var rarity: [Float]
    /// Places of content words of the question that no passage holds.
    public var unknown: Set<Int> = []
    /// Milliseconds of each step.
    public var trace: [String: Double]
}

/// Which edition of a document a hit is from.
public struct HitEdition: Sendable, Equatable {
    /// From when the document holds, as it says itself: `2025/26`, `2026-03`, or its version, `v2`.
    public var name: String?
    /// How many later editions of it there are that the asker may read.
    public var later = 0
    /// Whether it is the edition of a year that the question names.
    public var isAskedFor = false
    /// Whether another edition is.
    public var isPassedOver = false

    public init() {}

    public init(name: String?, later: Int, isAskedFor: Bool, isPassedOver: Bool) {
        (self.name, self.later, self.isAskedFor, self.isPassedOver) = (name, later, isAskedFor, isPassedOver)
    }

    /// Whether what it says holds no longer, or is another year's than the question's.
    public var isReplaced: Bool { !isAskedFor && (later > 0 || isPassedOver) }

    /// Whether a text says itself of which edition it speaks.
    public func isNamed(in text: String) -> Bool {
        guard let year = name?.prefix(4), year.allSatisfy(\.isNumber) else { return false }
        return text.contains(year)
    }
}
