import Citations
public import Extraction
import Kernel
import TextEncoder
import VectorIndex

/// Cuts a document into passages and gives each its vectors.
public struct PassageEmbedding: Sendable {
    /// A passage with its vectors.
    public struct Entry: Sendable {
        public var passage: Passage
        public var text: String
        /// Page numbers, from 1.
        public var firstPage: Int
        public var lastPage: Int
        public var windows: [[Float]]
        public var sentences: [SentenceVector]
    }

    let encoder: TextEncoder
    private let offload = Offload("homeroom.ingest", width: 1)
    /// Passages embedded in one go: enough to keep both cores busy, few enough to let a question in between.
    private static let batch = 8

    init(encoder: TextEncoder) { self.encoder = encoder }

    /// Gives way, and can be cancelled, between batches.
    public func passages(of document: ExtractedDocument, progress: (Double) -> Void = { _ in }) async throws -> [Entry]
    {
        let text = PagedText(document.pages)
        let passages = try await offload { [encoder] in
            PassageCutter(text, tokenize: encoder.tokenizer.tokenize).passages(document.pages)
        }
        var entries: [Entry] = []
        for start in stride(from: 0, to: passages.count, by: Self.batch) {
            try Task.checkCancellation()
            let batch = Array(passages[start..<min(start + Self.batch, passages.count)])
            entries += try await offload { embed(batch, text) }
            progress(Double(entries.count) / Double(passages.count))
        }
        return entries
    }

    /// The tokens of each sentence, behind those of what leads into it where it is short and says little by itself.
    private func sentences(of passage: Passage, _ text: PagedText) -> [[Int32]] {
        let structure = PassageStructure(
            passage.sentences.map { sentence in
                let start = sentence.range.lowerBound
                return .init(
                    text: text.text(sentence.range), isHeading: sentence.isHeading,
                    opening: start == passage.range.lowerBound ? .paragraph : .init(at: start, in: text.scalars))
            }, headings: passage.headingPath)
        return passage.sentences.enumerated().map { index, sentence in
            let context = structure.context(of: index).map {
                encoder.tokenizer.tokenize($0).prefix(Self.longestContext)
            }
            return Array(context ?? []) + sentence.tokens
        }
    }

    private static let longestContext = 60

    private func embed(_ passages: [Passage], _ text: PagedText) -> [Entry] {
        let windows = passages.map { $0.windows(size: TextEncoder.longestSequence - 2) }
        let sequences = windows.flatMap { $0 } + passages.flatMap { sentences(of: $0, text) }
        var vectors = encoder.embed(tokens: sequences)[...]
        let windowVectors = windows.map { group in
            defer { vectors = vectors.dropFirst(group.count) }
            return Array(vectors.prefix(group.count))
        }
        return zip(passages, windowVectors).map { passage, windows in
            let own = vectors.prefix(passage.sentences.count)
            vectors = vectors.dropFirst(passage.sentences.count)
            let spans = text.spans(of: passage.range)
            return Entry(
                passage: passage, text: text.text(passage.range), firstPage: (spans.first?.page ?? 0) + 1,
                lastPage: (spans.last?.page ?? 0) + 1, windows: windows,
                sentences: zip(passage.sentences, own).map {
                    SentenceVector(range: $0.range, isHeading: $0.isHeading, code: VectorCode($1))
                })
        }
    }
}
