import Citations
import Library

/// What to ask next, and what there is to read: from the passages that an answer was looked for in.
enum Suggestions {
    private static let most = 3

    /// Questions that stand in the passages, the nearest first; then headings to ask about.
    static func next(after question: String, _ hits: [SearchHit]) -> [Answer.Suggestion] {
        var seen: Set<[String]> = [QuestionTerms(question).stems.sorted()]
        func isNew(_ text: String) -> Bool {
            let stems = QuestionTerms(text).stems.sorted()
            return stems.count >= 2 && seen.insert(stems).inserted
        }
        let asked = hits.flatMap { hit in
            let scalars = Array(hit.text.unicodeScalars)
            return hit.sentences.compactMap { sentence -> (text: String, similarity: Float)? in
                let range = (sentence.range.lowerBound - hit.start..<sentence.range.upperBound - hit.start)
                    .clamped(to: 0..<scalars.count)
                guard scalars[range].last == "?" else { return nil }
                return (String(String.UnicodeScalarView(scalars[range])), sentence.similarity)
            }
        }
        var found: [Answer.Suggestion] = []
        for sentence in asked.sorted(by: { $0.similarity > $1.similarity }) where found.count < most - 1 {
            let text = sentence.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            guard (4...25).contains(text.split(separator: " ").count),
                text.first?.isUppercase == true, isNew(text)
            else { continue }
            found.append(.init(kind: .question, text: text))
        }
        for hit in hits where found.count < most {
            guard let heading = hit.headingPath.last, heading != hit.documentTitle,
                (2...12).contains(heading.split(separator: " ").count), isNew(heading)
            else { continue }
            found.append(.init(kind: .heading, text: heading))
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
