public import Foundation
public import Hummingbird
public import Models
import Web

/// An answer with all that belongs to it, as it is sent and as it is kept.
public struct Answer: ResponseCodable, Sendable {
    /// The question as it was understood, where it leans on what went before.
    public var understoodAs: String?
    /// The domains it belongs to, the nearest first; none where it is outside all of them.
    public var domains: [String]
    public var isFound: Bool
    public var confidence: Confidence
    public var quotes: [QuotedAnswer.Quote]
    /// The nearest passages, where the library holds no answer.
    public var nearby: [QuotedAnswer.Nearby]
    /// In a model's words; absent where it is only quoted.
    public var written: WrittenAnswer?
    /// Why it is only quoted, where a model should have written.
    public var fallback: Fallback?
    /// What a search of the web gave, where that was asked for; never part of the library's citations.
    public var web: [WebSource] = []
    /// Questions to go on with, from the same passages.
    public var suggestions: [Suggestion] = []
    /// Where the answer is not sure: what the library has on the matter.
    public var overview: [Overview] = []
    /// Whether it was written for the same or nearly the same question before.
    public var isFromCache = false
    /// Quotations and sentences that are left out, since they rest on documents that the reader may not read.
    public var withheld: Int?
    /// Whether it seems to lie outside what the coach is for; nil where that cannot be told.
    public var isOutside: Bool?
    /// Whether it only hints at a solution, with places to read on and no quotations; nil where it does not.
    public var isHint: Bool?
    /// Milliseconds of each step.
    public var trace: [String: Double]

    /// A question that may follow.
    public struct Suggestion: Codable, Sendable, Equatable {
        public enum Kind: String, Codable, Sendable {
            /// It stands so in a passage.
            case question
            /// A heading to ask about.
            case heading
        }
        public var kind: Kind
        public var text: String
    }

    /// A place in the library that has to do with a question.
    public struct Overview: Codable, Sendable, Equatable {
        public var title: String
        public var heading: String?
        public var citation: QuotedAnswer.Citation?
    }

    /// Every document that it rests on.
    public var documents: Set<UUID> {
        Set(
            quotes.map(\.citation.document) + nearby.map(\.citation.document)
                + (written?.sentences.flatMap { $0.citations.map(\.citation.document) } ?? [])
                + overview.compactMap { $0.citation?.document })
    }

    /// The same for somebody who may read only some documents: what rests on others is left out.
    /// - Parameter withheld: stands in place of a sentence.
    public func readable(in readable: Set<UUID>, withheld: String = "…") -> Answer {
        var answer = self
        var left = 0
        answer.quotes.removeAll { !readable.contains($0.citation.document) }
        answer.nearby.removeAll { !readable.contains($0.citation.document) }
        answer.overview.removeAll { $0.citation.map { !readable.contains($0.document) } ?? false }
        left = quotes.count - answer.quotes.count + nearby.count - answer.nearby.count
        // What follows from a passage may tell as much of it, and so may a sentence that does not say what it rests on.
        let isPartial = !documents.isSubset(of: readable)
        if isPartial { answer.suggestions = [] }
        if let written {
            var withheldSentences = 0
            answer.written?.sentences = written.sentences.map { sentence in
                let isForeign = sentence.citations.contains { !readable.contains($0.citation.document) }
                guard isForeign || isPartial && sentence.citations.isEmpty else {
                    return sentence
                }
                withheldSentences += 1
                return .init(
                    text: withheld, opensParagraph: sentence.opensParagraph, citations: [],
                    isSupported: sentence.isSupported)
            }
            // What is quoted beside what is written is the same once more.
            left = max(left, withheldSentences)
        }
        answer.withheld = left > 0 ? left : nil
        return answer
    }

    /// What stands behind a sentence that nothing bears out, in place of citations.
    public static let unsupported = "(no source supports this sentence)"

    /// What is said where nothing was found, and before what is near.
    public static let nothing = "The library holds nothing near this question."
    public static let readOn = "Read on here:"
    public static let nearest = "The library does not seem to hold an answer. The nearest passages:"

    /// Its words, with or without the numbers of its citations. A sentence that nothing bears out has a mark for them
    /// and no citation: it would lend it what it does not have.
    public func text(isMarked: Bool = true) -> String {
        if let written {
            return written.sentences.enumerated().map { index, sentence in
                let marks =
                    !isMarked
                    ? ""
                    : sentence.isSupported
                        ? sentence.shownCitations.map { "[\($0.number)]" }.joined() : Self.unsupported
                let lead = index == 0 ? "" : sentence.opensParagraph ? "\n\n" : " "
                return lead + sentence.text + (marks.isEmpty ? "" : " " + marks)
            }.joined()
        }
        if isHint == true, isFound {
            return
                ([Self.readOn]
                + overview.map { "– \([$0.title, $0.heading].compactMap(\.self).joined(separator: ", "))" })
                .joined(separator: "\n")
        }
        if isFound {
            return quotes.map { $0.shown + (isMarked ? " [\($0.number)]" : "") }.joined(separator: "\n\n")
        }
        return nearby.isEmpty
            ? Self.nothing
            : Self.nearest + "\n\n"
                + nearby.enumerated().map { "“\($1.text) …”" + (isMarked ? " [\($0 + 1)]" : "") }.joined(
                    separator: "\n\n")
    }

    /// What it cites, by number.
    public var citations: [(number: Int, citation: QuotedAnswer.Citation)] {
        if let written {
            var seen: Set<Int> = []
            return written.sentences.flatMap(\.shownCitations).filter { seen.insert($0.number).inserted }
                .sorted { $0.number < $1.number }.map { ($0.number, $0.citation) }
        }
        return isFound ? quotes.map { ($0.number, $0.citation) } : nearby.enumerated().map { ($0 + 1, $1.citation) }
    }
}

extension QuotedAnswer.Quote {
    /// In quotation marks, behind what leads into it.
    public var shown: String { (lead.map { $0 + " " } ?? "") + "“\(text)”" }
}
