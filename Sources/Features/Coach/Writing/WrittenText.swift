/// What a model wrote, made ready to be checked: without its closing line, without what it repeats of its instructions,
/// and with its citations in the one form that is read.
struct WrittenText {
    let text: String
    /// How sure it says it is, 0 to 1.
    let confidence: Double?

    init(_ text: String, rules: String, question: String) {
        var echo = EchoFilter(rules: rules, question: question)
        let own = echo.show(text) + echo.end()
        let (body, confidence) = ClosingLine.split(own)
        (self.text, self.confidence) = (Self.citations(body), confidence)
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
