import Foundation
import Testing

@testable import Answering

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
        for run in [
            "`", "```", "```\n", "{", "Sure ", "here is ", " ", "\n", "*", "*(", ".", "[p ", "“", "confidence ", "— ",
            "\"",
        ] {
            let written = "Teams meet [1]. " + String(repeating: run, count: 40_000 / run.utf8.count) + "End."
            _ = text(written)
            var line = SelfRatingTrailer()
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

    @Test(
        "leaves out what assistants say around an answer",
        arguments: [
            "%@ Let me know if you have any more questions!", "%@\n\nI hope this helps! Let me know if you need more.",
            "Sure! %@", "Certainly! Here is the answer to your question:\n\n%@", "Answer: %@", "**Answer:** %@",
            "Great question! %@ Would you like me to summarize the handbook?",
            "Based on the passages provided, here is the answer:\n%@", "%@\n\nFeel free to ask if anything is unclear.",
            "%@ Espero que esto te ayude. ¿Hay algo más en lo que pueda ayudarte?",
            "Claro, aquí tienes la respuesta:\n%@",
        ])
    func courtesies(_ form: String) {
        let answer = "The team meets for 45 minutes [1]."
        let written = form.replacing("%@", with: answer)
        #expect(text(written).trimmingCharacters(in: .whitespacesAndNewlines) == answer)
        for size in [1, 5] { #expect(streamed(written, by: size) == answer) }
    }

    @Test(
        "keeps sentences that begin like courtesies and say something",
        arguments: [
            "If you have any questions, call the office at extension 12 [2].", "Feel free to ask the facilitator [1].",
            "Let me know if you are absent, says the letter [3].", "Here is what a team does: it meets every week [1].",
            "Based on the handbook, teams meet weekly [1].", "According to the calendar: every six weeks [2].",
            "Sure footing in reading comes first [1].", "Answer keys are kept in the office [1].",
        ])
    func said(_ sentence: String) {
        #expect(text(sentence) == sentence)
        #expect(streamed(sentence, by: 3) == sentence)
    }

    private func streamed(_ written: String, by size: Int) -> String {
        var (fences, shown) = (FenceFilter(), "")
        var echo = EchoFilter(rules: Self.rules, question: "How long does the team meet?")
        var rest = written[...]
        while !rest.isEmpty {
            shown += echo.show(fences.show(String(rest.prefix(size))))
            rest = rest.dropFirst(size)
        }
        shown += echo.show(fences.end()) + echo.end()
        return shown.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(
        "fences and what stands in them are no sentences",
        arguments: [
            ("%@\n```json\n{\"confidence\": 80}\n```", "%@"), ("```\n%@\n```", "%@"), ("```answer\n%@\n```", "%@"),
            ("{Note} %@", "{Note} %@"), ("```markdown\n%@\n```", "%@"),
            (
                "%@\n\n```python\nprint(\"hello\")\nfor x in y:\n    pass\n```\nThey rotate [1].",
                "%@\n\nThey rotate [1]."
            ),
            ("```json\n{\"answer\": \"%@\", \"confidence\": 80}\n```", "%@"), ("{\"answer\": \"%@\"}", "%@"),
            ("{\n  \"response\": \"%@\"\n}", "%@"), ("```json\n{\"sources\": [1, 2]}\n```", ""), ("{\"a\": 1", ""),
            ("```json {\"answer\": \"%@\"} ```", "%@"), ("```json\n{\"answer\": \"%@\"}", "%@"), ("``` %@ ```", "%@"),
            ("Say `%@`", "Say `%@`"), ("Sets are written {1, 2}. %@", "Sets are written {1, 2}. %@"),
        ])
    func fences(_ written: String, _ kept: String) {
        let answer = "The team meets for 45 minutes [1]."
        let (written, kept) = (written.replacing("%@", with: answer), kept.replacing("%@", with: answer))
        #expect(text(written).trimmingCharacters(in: .whitespacesAndNewlines) == kept)
        for size in [1, 4, 1000] { #expect(streamed(written, by: size) == kept, "\(size)") }
    }

    @Test("an answer that takes the question's words up is kept")
    func restated() {
        let answer = "The second tier of support lasts three weeks [1]."
        #expect(text(answer, question: "Is it true that the second tier of support lasts three weeks?") == answer)
    }
}
