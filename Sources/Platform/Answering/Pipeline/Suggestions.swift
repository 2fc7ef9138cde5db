import Citations
import Search

/// What to ask next, and what there is to read: from the passages that an answer was looked for in.
enum Suggestions {
    private static let most = 3

    /// Questions that stand in the passages, the nearest first; then headings to ask about.
    static func next(after question: String, _ hits: [SearchHit]) -> [Answer.Suggestion] {
        var seen: Set<[String]> = [QuestionTerms(question).stems.sorted()]
        seen.formUnion(hits.map { QuestionTerms($0.documentTitle).stems.sorted() })
        func isNew(_ text: String, words: ClosedRange<Int>) -> Bool {
            let stems = QuestionTerms(text).stems.sorted()
            return words.contains(text.split(separator: " ").count) && stems.count >= 2 && seen.insert(stems).inserted
        }
        var (asked, headings) = ([(text: String, similarity: Float)](), [(text: String, similarity: Float)]())
        for hit in hits {
            for (sentence, text) in zip(hit.sentences, hit.sentenceTexts) {
                guard sentence.isHeading || text.hasSuffix("?") else { continue }
                let text = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                if sentence.isHeading {
                    // "6. What leaders do"
                    headings.append((String(text.drop { !$0.isLetter }), sentence.similarity))
                } else if text.first?.isUppercase == true {
                    asked.append((text, sentence.similarity))
                }
            }
        }
        asked.sort { $0.similarity > $1.similarity }
        headings.sort { $0.similarity > $1.similarity }
        var found: [Answer.Suggestion] = []
        for entry in asked where found.count < most - 1 && isNew(entry.text, words: 4...25) {
            found.append(.init(kind: .question, text: entry.text))
        }
        for entry in headings where found.count < most && isNew(entry.text, words: 2...12) {
            found.append(.init(kind: .heading, text: entry.text))
        }
        return found
    }

    /// Where the library speaks of the matter: documents and headings, each once.
    static func overview(_ hits: [SearchHit], citation: (SearchHit) async throws -> QuotedAnswer.Citation?)
        async rethrows
        -> [Answer.Overview]
    {
        var found: [Answer.Overview] = []
        for hit in hits {
            let heading = hit.headingPath.last
            guard !found.contains(where: { $0.title == hit.documentTitle && $0.heading == heading }) else { continue }
            found.append(.init(title: hit.documentTitle, heading: heading, citation: try await citation(hit)))
        }
        return Array(found.prefix(5))
    }
}
