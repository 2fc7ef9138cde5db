import Testing

@testable import LanguageModel

@Suite("Marks of templates") struct TemplateMarksTests {
    /// What is shown of a text that comes in pieces of some size.
    private func shown(_ text: String, _ size: Int, beginsInThoughts: Bool = false) -> String {
        var (marks, all) = (TemplateMarks(beginsInThoughts: beginsInThoughts), "")
        func take(_ part: TemplateMarks.Shown) { all = (part.isAnew ? "" : all) + part.text }
        var rest = text[...]
        while !rest.isEmpty {
            take(marks.show(String(rest.prefix(size))))
            rest = rest.dropFirst(size)
        }
        take(marks.end())
        return all
    }

    private static let cases: [(String, String)] = [
        ("<think>\nIt is 4711.\n</think>\n\nTeams meet [1].", "\n\nTeams meet [1]."),
        ("It is 4711.</think>Teams meet [1].", "Teams meet [1]."),
        ("<THINK>never closed", ""), ("[THINK]a[/THINK]Teams.", "Teams."), ("◁think▷a◁/think▷Teams.", "Teams."),
        ("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Teams.", "Teams."),
        ("<|im_start|>assistant\nTeams meet.<|im_end|>\n<|im_start|>user\nMore?", "Teams meet."),
        ("<s>[INST] <<SYS>>You are a coach.<</SYS>> Why? [/INST] Teams.</s>", " Teams."),
        ("<start_of_turn>model\nTeams.<end_of_turn>", "Teams."),
        ("Teams.<|eot_id|><|start_header_id|>user<|end_header_id|>Why?", "Teams."),
        ("‹passage number=\"1\">secret‹/passage>Teams.", "Teams."),
        ("<passage number=\"1\" title=\"A\">\nsecret\n</passage>\nTeams [1].", "\nTeams [1]."),
        ("<|begin_of_thought|>x<|end_of_thought|><|begin_of_solution|>Teams.<|end_of_solution|>", "Teams."),
        (
            "Use a < b and [1], [in], <b>bold</b> and <thin> air.",
            "Use a < b and [1], [in], <b>bold</b> and <thin> air."
        ),
        ("Half a mark <thi", "Half a mark <thi"), ("A 👩🏽‍🏫 team [2].", "A 👩🏽‍🏫 team [2]."),
    ]

    @Test("never show, whatever the pieces", arguments: [1, 2, 3, 7, 1000])
    func pieces(_ size: Int) {
        for (text, wanted) in Self.cases { #expect(shown(text, size) == wanted, "\(text)") }
        #expect(shown("Hm, 4711.</think>Teams.", size, beginsInThoughts: true) == "Teams.")
    }

    @Test("a megabyte of openings takes no time")
    func many() {
        let clock = ContinuousClock.now
        _ = shown(String(repeating: "<|<[", count: 20_000), 1000)
        #expect(ContinuousClock.now - clock < .seconds(20))
    }
}
