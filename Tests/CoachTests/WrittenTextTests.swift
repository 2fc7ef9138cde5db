import Testing

@testable import Coach

@Suite("What a model wrote") struct WrittenTextTests {
    private static let rules = """
        You are a coach for professional learning communities in schools. You answer from the passages.

        - Write two to six plain sentences. No headings, no lists, no links, no images.
        - When the passages do not answer the question, say so in one sentence.
        """

    private func text(_ text: String, question: String = "How long does the team meet?") -> String {
        WrittenText(text, rules: Self.rules, question: question).text
    }

    @Test(
        "cites in one form, whichever it was written in",
        arguments: [
            "Teams meet [Passage 1].", "Teams meet [passage 1].", "Teams meet (Passage 1).", "Teams meet [Source: 1].",
            "Teams meet 【1】.", "Teams meet 【1†source】.", "Teams meet [^1].", "Teams meet <sup>1</sup>.",
            "Teams meet [#1].", "Teams meet [P1].", "Teams meet [doc 1].", "Teams meet (see passage 1).",
            "Teams meet [Pasaje 1].", "Teams meet [1].",
        ])
    func citations(_ written: String) { #expect(text(written) == "Teams meet [1].") }

    @Test("cites several, and leaves other brackets alone")
    func several() {
        #expect(text("Teams meet [Passages 1 and 2].") == "Teams meet [1][2].")
        #expect(text("Teams meet [Passage 1, Passage 2].") == "Teams meet [1][2].")
        for plain in ["In room (12) they meet.", "See (page 4).", "It is [sic] so.", "Form (2) and (a)."] {
            #expect(text(plain) == plain)
        }
    }

    @Test("ends without a list of its sources")
    func sources() {
        #expect(text("Teams meet [1].\n\n**Sources:**\n[1] Handbook, page 3\n- Policy").hasPrefix("Teams meet [1]."))
        #expect(!text("Teams meet [1].\n\nSources:\n[1] Handbook").contains("Handbook"))
        #expect(text("Teams meet [1].\nSources:\nThey name three [1].").contains("three"))
    }

    @Test("is read in no time, whatever a model goes round in", .timeLimit(.minutes(1)))
    func endless() {
        for run in [" ", "\n", "*", "*(", ".", "[p ", "“", "confidence ", "— ", "\""] {
            let written = "Teams meet [1]. " + String(repeating: run, count: 40_000 / run.utf8.count) + "End."
            _ = text(written)
            var line = ClosingLine()
            for piece in written.split(separator: "e", omittingEmptySubsequences: false) {
                _ = line.show(String(piece))
            }
        }
    }

    @Test("repeats neither its rules nor the question", arguments: [1, 4, 1000])
    func echoes(_ size: Int) {
        let written = """
            You are a coach for professional learning communities in schools. Question: How long does the team meet?
            - Write two to six plain sentences. No headings, no lists, no links, no images.
            The team meets for 45 minutes [1]. The passages do not answer the question of the room.
            """
        var (filter, shown) = (EchoFilter(rules: Self.rules, question: "How long does the team meet?"), "")
        var rest = written[...]
        while !rest.isEmpty {
            shown += filter.show(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        shown += filter.end()
        #expect(
            shown.hasSuffix("The team meets for 45 minutes [1]. The passages do not answer the question of the room."))
        #expect(
            !shown.contains("You are") && !shown.contains("Write two") && !shown.contains("No headings")
                && !shown.contains("Question:"))
    }

    @Test("an answer that takes the question's words up is kept")
    func restated() {
        let answer = "The second tier of support lasts three weeks [1]."
        #expect(text(answer, question: "Is it true that the second tier of support lasts three weeks?") == answer)
    }
}
