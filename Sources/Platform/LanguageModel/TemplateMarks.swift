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
        let text: [Unicode.Scalar]
        let effect: Effect
        init(_ text: String, _ effect: Effect) { (self.text, self.effect) = (Array(text.unicodeScalars), effect) }
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

    /// Marks by their first two characters: what begins as none is passed over at once.
    private static let byStart = Dictionary(grouping: marks) { pair($0.text[0], $0.text[1]) }
    private static let starts = Set(marks.map { $0.text[0] })

    private static func pair(_ one: Unicode.Scalar, _ other: Unicode.Scalar) -> UInt64 {
        UInt64(small(one).value) << 32 | UInt64(small(other).value)
    }

    /// Whether thoughts came between marks, or before one.
    private(set) var sawThoughts = false
    /// Thoughts ended that no mark had begun: what was given out before is no answer.
    private(set) var sawUnopenedThoughts = false
    private var held: [Unicode.Scalar] = []
    private var until: [[Unicode.Scalar]] = []
    private var isOver = false
    private var isInHeader = false
    /// What was given out holds letters.
    private var hasText = false

    /// - Parameter beginsInThoughts: the model's template has opened its thoughts.
    init(beginsInThoughts: Bool = false) {
        if beginsInThoughts { until = ["</think>", "[/think]"].map { Array($0.unicodeScalars) } }
    }

    /// What of the text so far can be shown.
    struct Shown: Equatable {
        var text = ""
        /// What was shown before is no answer.
        var isAnew = false
    }

    /// - Parameter piece: what came next.
    mutating func show(_ piece: String) -> Shown {
        held += Array(piece.unicodeScalars)
        return work(isLast: false)
    }

    /// The rest, once nothing comes any more.
    mutating func end() -> Shown { work(isLast: true) }

    private mutating func work(isLast: Bool) -> Shown {
        var shown = Shown()
        var place = 0
        func waits(_ text: [Unicode.Scalar]) -> Bool {
            !isLast && held.count - place < text.count && Self.equal(held[place...], text.prefix(held.count - place))
        }
        while place < held.count, !isOver {
            if isInHeader {
                if held[place].properties.isWhitespace, held[place] != " " { isInHeader = false }
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
                give(held[place..<next], &shown)
                place = next
                continue
            }
            // A longer mark may still come of what is there.
            guard place + 1 < held.count else {
                if isLast { give(held[place...], &shown) } else { break }
                place += 1
                continue
            }
            let marks = Self.byStart[Self.pair(held[place], held[place + 1])] ?? []
            if marks.contains(where: { waits($0.text) }) { break }
            guard let mark = marks.first(where: { Self.starts($0.text, held, at: place) }) else {
                give(held[place...place], &shown)
                place += 1
                continue
            }
            place += mark.text.count
            apply(mark.effect, &shown)
        }
        held = isOver ? [] : Array(held[place...])
        return shown
    }

    private mutating func give(_ text: ArraySlice<Unicode.Scalar>, _ shown: inout Shown) {
        hasText = hasText || text.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        shown.text.unicodeScalars.append(contentsOf: text)
    }

    private mutating func apply(_ effect: Effect, _ shown: inout Shown) {
        switch effect {
        case .opens(let ends):
            until = ends.map { Array($0.unicodeScalars) }
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

    private static func starts(_ text: [Unicode.Scalar], _ held: [Unicode.Scalar], at place: Int) -> Bool {
        held.count - place >= text.count && equal(held[place..<place + text.count], text[...])
    }

    private static func equal(_ one: ArraySlice<Unicode.Scalar>, _ other: ArraySlice<Unicode.Scalar>) -> Bool {
        one.count >= other.count && zip(one, other).allSatisfy { small($0) == $1 }
    }

    private static func small(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (65...90).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
    }
}
