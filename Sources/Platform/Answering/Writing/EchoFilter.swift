import Citations

/// Leaves out sentences that repeat the instructions or the question, since models too small for them write them again,
/// and what assistants say around an answer. Works on text that comes in pieces; what may become such a sentence is held
/// back until it differs.
struct EchoFilter {
    /// So many words in a row that stand so in the instructions are theirs.
    private static let words = 6
    /// Bytes that are held back at most; instructions have no longer sentences.
    private static let mostHeld = 400

    private let rules: [String]
    private let question: String
    private var held = ""
    private var hasShown = false
    /// The last character that is no blank and no closing mark.
    private var previous: Character = " "
    /// What is held differs from the instructions, or repeats them for sure.
    private enum Standing { case open, own, echo }
    private var standing = Standing.open

    init(rules: String, question: String) {
        // Nothing runs on from one line into the next.
        self.rules = rules.split(whereSeparator: \.isNewline).map { " " + Self.plain(String($0)) + " " }
        self.question = Self.plain("Question: " + question)
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    }

    /// - Returns: what of the text so far can be shown.
    mutating func show(_ piece: String) -> String {
        var shown = ""
        for character in piece {
            held.append(character)
            if !character.isWhitespace, !"”\"’)]*".contains(character) { previous = character }
            if character.isNewline || character.isWhitespace && ".!?".contains(previous) {
                shown += close()
            } else if !character.isLetter, !character.isNumber {
                judge(isWhole: false)
                if standing == .own { shown += given() }
            }
        }
        if standing == .own { shown += given() }
        return shown
    }

    /// The rest, once nothing comes any more.
    mutating func end() -> String { close() }

    private mutating func close() -> String {
        judge(isWhole: true)
        defer { (held, standing, previous) = ("", .open, " ") }
        return standing == .echo ? "" : given()
    }

    /// What is held, to be shown now; the first without "Answer:" before it.
    private mutating func given() -> String {
        let text = hasShown ? held : Courtesies.withoutLabel(held)
        hasShown = hasShown || text.contains { $0.isLetter || $0.isNumber }
        held = ""
        return text
    }

    private mutating func judge(isWhole: Bool) {
        guard standing == .open else { return }
        guard isWhole || held.utf8.count <= Self.mostHeld else {
            standing = .own
            return
        }
        let words = Self.plain(held)
        guard !words.isEmpty else { return }
        let isRule = rules.contains { $0.contains(" " + words + " ") }
        let isQuestion = [question, String(question.dropFirst(9))].contains {
            $0 == words || !isWhole && ($0 + " ").hasPrefix(words + " ")
        }
        // That the passages hold no answer is one.
        let isLong = words.split(separator: " ").count >= Self.words && !words.contains("not answer")
        if isRule && isLong || isQuestion && isWhole || isWhole && Courtesies.isOne(words, held) {
            standing = .echo
        } else if !isRule, !isQuestion, isWhole || !Courtesies.mayBecomeOne(words) {
            standing = .own
        }
    }
}
