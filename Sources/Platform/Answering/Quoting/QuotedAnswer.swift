public import Foundation

/// An answer made of sentences from the library.
public struct QuotedAnswer: Codable, Sendable, Equatable {
    /// A sentence, letter by letter as it stands in the source.
    public struct Quote: Codable, Sendable, Equatable {
        /// From 1, in the order of the answer.
        public var number: Int
        public var text: String
        /// What leads into it, where it is short and says little by itself: the sentence above a list, the head of a
        /// table, the question that it answers; letter by letter too. Before it a heading that says no to all of it.
        public var lead: String?
        public var citation: Citation
        /// How surely this sentence answers, 0 to 1.
        public var confidence: Double
    }

    /// Where a quotation stands.
    public struct Citation: Codable, Sendable, Equatable {
        public var document: UUID
        public var title: String
        public var hasPages: Bool
        public var headingPath: [String]
        /// The parts of it on each page it touches.
        public var spans: [Span]
        /// The document's ISBN and the district's own number of it, where they are known.
        public var isbn: String?
        public var sku: String?
        /// From when the document holds, where it or its name tells: `2025/26`, `2026-03`, `v2`.
        public var edition: String?
        /// Whether the library holds a later edition.
        public var isEarlierEdition: Bool?
    }

    public struct Span: Codable, Sendable, Equatable {
        /// Physical page, or section, from 1.
        public var page: Int
        /// The printed page number.
        public var label: String?
        /// Scalars of the page's text, end excluded.
        public var start: Int
        public var end: Int
    }

    /// A passage that is near the question.
    public struct Nearby: Codable, Sendable, Equatable {
        public var text: String
        public var citation: Citation
    }

    /// Whether the library holds an answer.
    public var isFound: Bool
    /// How surely, 0 to 1.
    public var confidence: Double
    public var quotes: [Quote]
    /// The nearest passages, where no answer was found.
    public var nearby: [Nearby]
    /// Milliseconds of each step.
    public var trace: [String: Double]
}
