/// Takes out of what a model writes what is not its answer: its thoughts between marks, the marks of chat templates, and
/// what stands between those of the prompt. Works on text that comes in pieces.
struct TemplateMarks {
    private enum Effect: Equatable {
        /// What follows is not the answer, up to one of these, or to the end.
        case opens(until: [String])
        /// What went before was thoughts that no mark began.
        case closesThoughts
        /// The answer is over.
        case ends
        /// The mark alone is left out.
        case vanishes
        /// The mark and the rest of its line are left out.
        case header
    }

    private struct Mark {
        let text: [Character]
        let effect: Effect
        init(_ text: String, _ effect: Effect) { (self.text, self.effect) = (Array(text), effect) }
    }

    /// Marks in small letters, each found whatever its case. Where one begins another the longer stands first.
    private static let marks: [Mark] = {
        var marks: [Mark] = []
        for name in ["think", "thinking", "thought", "thoughts", "reasoning", "reflection", "seed:think", "analysis"] {
            marks.append(Mark("<\(name)>", .opens(until: ["</\(name)>"])))
            marks.append(Mark("</\(name)>", .closesThoughts))
        }
        marks += [
            Mark("[think]", .opens(until: ["[/think]"])), Mark("[/think]", .closesThoughts),
            Mark("◁think▷", .opens(until: ["◁/think▷"])), Mark("◁/think▷", .closesThoughts),
            Mark("<|begin_of_thought|>", .opens(until: ["<|end_of_thought|>"])),
            Mark("<|end_of_thought|>", .closesThoughts),
            Mark("<|start_thinking|>", .opens(until: ["<|end_thinking|>"])), Mark("<|end_thinking|>", .closesThoughts),
            Mark("<|begin_of_solution|>", .vanishes), Mark("<|end_of_solution|>", .vanishes),
            Mark("<|start_response|>", .vanishes), Mark("<|end_response|>", .vanishes),
            // Channels: analysis and commentary are thoughts, final is the answer.
            Mark("<|channel|>analysis", .opens(until: ["<|channel|>final<|message|>", "<|end|>"])),
            Mark("<|channel|>commentary", .opens(until: ["<|channel|>final<|message|>", "<|end|>"])),
            Mark("<|channel|>final", .vanishes), Mark("<|message|>", .vanishes),
            Mark("<|start|>assistant", .vanishes),
            // The prompt once more.
            Mark("<<sys>>", .opens(until: ["<</sys>>"])), Mark("<</sys>>", .vanishes),
            Mark("[inst]", .opens(until: ["[/inst]"])), Mark("[/inst]", .vanishes),
            Mark("[system_prompt]", .opens(until: ["[/system_prompt]"])), Mark("[/system_prompt]", .vanishes),
            Mark("<|im_start|>system", .opens(until: ["<|im_end|>"])), Mark("<|im_start|>user", .ends),
            Mark("<|im_start|>assistant", .header), Mark("<|im_start|>", .header),
            Mark("<|start_header_id|>system", .opens(until: ["<|eot_id|>"])),
            Mark("<|start_header_id|>user", .ends), Mark("<|start_header_id|>assistant<|end_header_id|>", .vanishes),
            Mark("<|start_of_role|>user", .ends), Mark("<|start_of_role|>assistant<|end_of_role|>", .vanishes),
            Mark("<|start_of_role|>system", .opens(until: ["<|end_of_text|>"])),
            Mark("<start_of_turn>user", .ends), Mark("<start_of_turn>model", .header),
            Mark("<|system|>", .opens(until: ["<|assistant|>", "<|end|>"])), Mark("<|user|>", .ends),
            Mark("<|assistant|>", .vanishes), Mark("<|begin_of_text|>", .vanishes), Mark("<bos>", .vanishes),
            Mark("<s>", .vanishes), Mark("<pad>", .vanishes), Mark("<unk>", .vanishes),
        ]
        for end in [
            "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|return|>", "<|endoftext|>", "<|end_of_text|>",
            "<|end_of_turn|>", "<|end_of_role|>", "<|eos|>", "<end_of_turn>", "<eos>", "</s>", "<｜end▁of▁sentence｜>",
            "<｜user｜>", "<|human|>", "<|endofprompt|>",
        ] {
            marks.append(Mark(end, .ends))
        }
        marks += [
            Mark("<｜begin▁of▁sentence｜>", .vanishes), Mark("<｜assistant｜>", .vanishes),
            // The fences in which passages are given, and their ends as passages spell them.
            Mark("<passage", .opens(until: ["</passage>"])),
            Mark("‹passage", .opens(until: ["‹/passage>", "‹/passage›", "</passage>"])),
            Mark("</passage>", .vanishes), Mark("‹/passage>", .vanishes), Mark("‹/passage›", .vanishes),
        ]
        return marks.sorted { $0.text.count > $1.text.count }
    }()

    private static let starts = Set(marks.compactMap(\.text.first))
    private static let longest = marks.map(\.text.count).max() ?? 0

    /// Whether thoughts came between marks, or before one.
    private(set) var sawThoughts = false
    /// Thoughts ended that no mark had begun: what was given out before is no answer.
    private(set) var sawUnopenedThoughts = false
    private var held: [Character] = []
    private var until: [[Character]] = []
    private var isOver = false
    private var isInHeader = false
    /// What was given out holds letters.
    private var hasText = false

    /// - Parameter beginsInThoughts: the model's template has opened its thoughts.
    init(beginsInThoughts: Bool = false) {
        if beginsInThoughts { until = ["</think>", "[/think]"].map(Array.init) }
    }

    /// What of the text so far can be shown.
    struct Shown: Equatable {
        var text = ""
        /// What was shown before is no answer.
        var isAnew = false
    }

    /// - Parameter piece: what came next.
    mutating func show(_ piece: String) -> Shown {
        held += Array(piece)
        return work(isLast: false)
    }

    /// The rest, once nothing comes any more.
    mutating func end() -> Shown { work(isLast: true) }

    private mutating func work(isLast: Bool) -> Shown {
        var shown = Shown()
        var place = 0
        func waits(_ text: [Character]) -> Bool {
            !isLast && held.count - place < text.count && Self.equal(held[place...], text.prefix(held.count - place))
        }
        while place < held.count, !isOver {
            if isInHeader {
                if held[place].isNewline { isInHeader = false }
                place += 1
                continue
            }
            if !until.isEmpty {
                if let end = until.first(where: { Self.starts($0, held, at: place) }) {
                    (until, place) = ([], place + end.count)
                } else if until.contains(where: waits) {
                    break
                } else {
                    place += 1
                }
                continue
            }
            guard Self.starts.contains(Self.small(held[place])) else {
                let next = held[place...].firstIndex { Self.starts.contains(Self.small($0)) } ?? held.count
                let text = String(held[place..<next])
                hasText = hasText || text.contains { $0.isLetter || $0.isNumber }
                shown.text += text
                place = next
                continue
            }
            // A longer mark may still come of what is there.
            if Self.marks.contains(where: { waits($0.text) }) { break }
            guard let mark = Self.marks.first(where: { Self.starts($0.text, held, at: place) }) else {
                shown.text.append(held[place])
                place += 1
                continue
            }
            place += mark.text.count
            apply(mark.effect, &shown)
        }
        held = isOver ? [] : Array(held[place...])
        return shown
    }

    private mutating func apply(_ effect: Effect, _ shown: inout Shown) {
        switch effect {
        case .opens(let ends):
            until = ends.map(Array.init)
            sawThoughts = true
        case .closesThoughts:
            (sawThoughts, sawUnopenedThoughts) = (true, true)
            shown = Shown(text: "", isAnew: true)
            hasText = false
        // Before the answer it ends what went before it.
        case .ends: if hasText { isOver = true }
        case .vanishes: break
        case .header: isInHeader = true
        }
    }

    private static func starts(_ text: [Character], _ held: [Character], at place: Int) -> Bool {
        held.count - place >= text.count && equal(held[place..<place + text.count], text[...])
    }

    private static func equal(_ one: ArraySlice<Character>, _ other: ArraySlice<Character>) -> Bool {
        one.count >= other.count && zip(one, other).allSatisfy { small($0) == $1 }
    }

    private static func small(_ character: Character) -> Character {
        guard let value = character.asciiValue, (65...90).contains(value) else { return character }
        return Character(Unicode.Scalar(value + 32))
    }
}
