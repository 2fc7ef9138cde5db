import Foundation

/// What a model wrote, made ready to be checked: without its closing line, without what it repeats of its instructions
/// or says around the answer, and with its citations in the one form that is read.
struct WrittenText {
    let text: String
    /// How sure it says it is, 0 to 1.
    let confidence: Double?

    init(_ text: String, rules: String, question: String) {
        var (fences, echo) = (FenceFilter(), EchoFilter(rules: rules, question: question))
        let own = echo.show(fences.show(text) + fences.end()) + echo.end()
        let (body, confidence) = SelfRatingTrailer.split(own)
        (self.text, self.confidence) = (Self.citations(Self.withoutSources(body)), confidence)
    }

    private static let sourceHeads: Set<String> = [
        "sources", "references", "citations", "bibliography", "works cited", "fuentes", "referencias", "bibliografía",
    ]

    /// Without the list of sources that many models end with: its lines are no sentences, and what they name stands beside
    /// the answer anyway.
    private static func withoutSources(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        func isHead(_ line: Substring) -> Bool {
            sourceHeads.contains(line.lowercased().trimmingCharacters(in: .init(charactersIn: " \t*#_:")))
        }
        guard let head = lines.lastIndex(where: isHead), head > 0,
            lines[(head + 1)...].allSatisfy({ line in
                let first = line.first { !$0.isWhitespace }
                return first.map { "[-*•(".contains($0) || $0.isNumber } ?? true
            })
        else { return text }
        return lines[..<head].joined(separator: "\n")
    }

    /// Citations as models write them — `[Passage 1]`, `(passages 1 and 2)`, `【1†source】`, `[^1]` — as `[1]`.
    static func citations(_ text: String) -> String {
        var text = text
        text.replace(/【\s*(\d{1,3})[^】\d][^】]{0,40}】|【\s*(\d{1,3})\s*】/) { match in
            "[\(match.output.1 ?? match.output.2 ?? "")]"
        }
        text.replace(/\[\^(\d{1,3})\](?!:)/) { "[\($0.output.1)]" }
        text.replace(/<sup>\s*\[?(\d{1,3})\]?\s*<\/sup>/.ignoresCase()) { "[\($0.output.1)]" }
        // In round brackets only what can be nothing else: pages and rooms stand there too.
        let more =
            #"((?:\d{1,3})(?:\s*(?:,|;|&|and|y|[–-])\s*(?:(?:passages?|sources?|pasajes?|fuentes?|#)\s*)?\d{1,3})*)\s*"#
        let see = #"\s*(?:see\s+|per\s+|from\s+|véase\s+|ver\s+)?"#
        let number = #"\.?\s*(?:no\.?\s*|number\s*)?[#:]?\s*"#
        for pattern in [
            #"\["# + see + "(?:passages?|sources?|documents?|docs?|refs?|references?|citations?|pasajes?|fuentes?|p|#)"
                + number
                + more + #"\]"#,
            #"\("# + see + "(?:passages?|sources?|pasajes?|fuentes?)" + number + more + #"\)"#,
        ] {
            guard let named = try? Regex<(Substring, Substring)>(pattern).ignoresCase() else { continue }
            text.replace(named) { match in match.output.1.split { !$0.isNumber }.map { "[\($0)]" }.joined() }
        }
        return text
    }
}
