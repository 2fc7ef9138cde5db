/// What each sentence of a passage is: prose, an entry of a list or a table, what leads into one, a line of the contents.
///
/// Short facts say little by themselves: "• pocket knives" answers only below "The following may not be brought:". Each
/// entry knows what leads into it.
public struct PassageStructure: Sendable {
    /// A sentence, heading, list item or table row, as the passage has it.
    public struct Piece: Sendable {
        public var text: String
        public var isHeading: Bool
        public var opening: Opening

        public init(text: String, isHeading: Bool, opening: Opening) {
            (self.text, self.isHeading, self.opening) = (text, isHeading, opening)
        }

        var opensParagraph: Bool { opening != .sentence }
    }

    /// What begins with a piece.
    public enum Opening: Sendable {
        /// Nothing but itself.
        case sentence
        case paragraph
        /// A table right below another one: the rows above it are not its own.
        case table

        /// - Parameters:
        ///   - place: where a piece begins in `scalars`. They hold one line feed between paragraphs, and two between
        ///     the last row of a table and the first of the next.
        public init(at place: Int, in scalars: [Unicode.Scalar]) {
            guard place > 0, place <= scalars.count else {
                self = .paragraph
                return
            }
            guard scalars[place - 1] == "\n" else {
                self = .sentence
                return
            }
            self = place > 1 && scalars[place - 2] == "\n" ? .table : .paragraph
        }
    }

    /// What a piece is.
    enum Kind: Sendable { case heading, statement, entry, rowHead, leadIn, question, contents, fragment }

    struct Part: Sendable {
        var kind: Kind
        /// What leads into it: a sentence with a colon, a table's head, a question.
        var lead: Int?
        /// The nearest heading above it in the passage.
        var heading: Int?
        /// A short line above it that heads it without being marked as a heading; the person that a letter speaks to.
        var line: Int?
    }

    /// Entries that follow one another, and what leads into them.
    struct Run: Sendable {
        var lead: Int
        var range: ClosedRange<Int>
    }

    var parts: [Part] = []
    var runs: [Run] = []
    let pieces: [Piece]
    let shapes: [Shape]

    enum Shape { case heading, row, item, line, prose, contents }

    /// - Parameter headings: those above the passage, outermost first.
    public init(_ pieces: [Piece], headings: [String] = []) {
        self.pieces = pieces
        shapes = Self.shapes(pieces, headings)
        parts = pieces.indices.map { Part(kind: kind($0)) }
        var heading: Int?
        for index in pieces.indices {
            if shapes[index] == .heading { heading = index } else { parts[index].heading = heading }
        }
        findQuestions()
        findLineHeads()
        findRuns()
    }

    /// What a piece is read with: what leads into it, or the heading above an entry that nothing leads into.
    public func context(of index: Int) -> String? {
        let part = parts[index]
        guard part.kind == .entry || part.lead.map({ parts[$0].kind == .question || $0 == part.line }) ?? false
        else { return nil }
        let context = (part.lead ?? part.heading).map { pieces[$0].text }
        // A table's head may have two rows.
        guard let context, shapes[index] == .row, let top = part.line, shapes[top] == .row else { return context }
        return pieces[top].text + " " + context
    }

    /// Whether a piece is one word, which says something only beside others.
    func isOneWord(_ index: Int) -> Bool { shapes[index] == .line && !Statement.saysAnything(pieces[index].text) }

    // MARK: Shapes

    private static func shapes(_ pieces: [Piece], _ headings: [String]) -> [Shape] {
        var isContents = headings.last.map(isContentsHeading) ?? false
        return pieces.indices.map { index in
            let piece = pieces[index]
            if piece.isHeading, !Expected.isLabelled(piece.text),
                !Statement.isShouted(piece.text) || !Statement.isOne(piece.text)
            {
                isContents = isContentsHeading(piece.text)
                return .heading
            }
            if isContents || hasLeaders(piece.text) { return .contents }
            if piece.text.contains(" | ") || piece.text.hasPrefix("| ") { return .row }
            guard piece.opensParagraph else { return .prose }
            if isItem(piece.text) { return .item }
            let isAlone = index + 1 == pieces.count || pieces[index + 1].opensParagraph
            return isAlone && isLine(piece.text) ? .line : .prose
        }
    }

    private static let contents: Set<String> = [
        "contents", "table of contents", "contenido", "contenidos", "indice", "tabla de contenido", "list of figures",
        "list of tables", "index",
    ]

    private static func isContentsHeading(_ text: String) -> Bool {
        contents.contains(QuestionTerms.tokens(text).joined(separator: " "))
    }

    /// "Bicycle permits . . . . . 3", or what is left of it.
    static func hasLeaders(_ text: String) -> Bool {
        var (dots, most) = (0, 0)
        for scalar in text.unicodeScalars {
            if scalar == "." || scalar == "…" || scalar == "·" {
                dots += scalar == "…" ? 3 : 1
                most = max(most, dots)
            } else if scalar != " " {
                dots = 0
            }
        }
        // An ellipsis at a sentence's end has three.
        return most >= 4 || text.hasSuffix(" .") && text.split(separator: " ").count < 16
    }

    private static let bullets = Set("•◦▪‣·●○■□☐☑☒✓✔➢➤–—-*".unicodeScalars)

    /// Whether a text opens with a bullet or a number of a list.
    static func isItem(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars.prefix(12))
        guard let first = scalars.first, let blank = scalars.firstIndex(of: " ") else { return false }
        if blank == 1, bullets.contains(first) { return true }
        guard blank >= 2, scalars[blank - 1] == "." || scalars[blank - 1] == ")" else { return false }
        let mark = scalars[..<(blank - 1)].drop { $0 == "(" }
        let isNumber = mark.allSatisfy { ("0"..."9").contains($0) || $0 == "." } && mark.count <= 8
        let isLetter = mark.count == 1 && mark.first?.properties.isAlphabetic == true && scalars[blank - 1] == ")"
        return !mark.isEmpty && (isNumber || isLetter)
    }

    /// Whether a text is a line of a list without marks: short, and no sentence.
    private static func isLine(_ text: String) -> Bool {
        guard let last = text.unicodeScalars.last, !".!?…:;".unicodeScalars.contains(last) else { return false }
        return text.utf8.count <= 160 && text.split(separator: " ").count <= 14
    }

    // MARK: Kinds

    private func kind(_ index: Int) -> Kind {
        let text = pieces[index].text
        switch shapes[index] {
        case .heading: return .heading
        case .contents: return .contents
        case .row:
            if isRowHead(index) { return .rowHead }
            return Statement.saysAnything(text) || isRowOfFigures(text) ? .entry : .fragment
        case .item, .line, .prose:
            if namesSource(index) || isMailHead(text) { return .fragment }
            if leads(text) { return index + 1 < pieces.count || shapes[index] == .prose ? .leadIn : .fragment }
            if isQuestion(text), stands(index) { return .question }
            if shapes[index] == .item { return Statement.saysAnything(text) ? .entry : .fragment }
            if Statement.isOne(text) { return .statement }
            if Statement.isFact(text) || shapes[index] == .line && hasCompany(index) {
                // "Registrar" below a name is a line of that person's card.
                let isOfCard =
                    index > 0 && shapes[index - 1] == .heading && text.count(where: \.isLetter) > 2
                    && !Statement.isContentsLine(text)
                return Statement.saysAnything(text) || isOfCard ? .entry : .fragment
            }
            return .fragment
        }
    }

    /// "From: … To: … Subject: …": who wrote a mail and when is no answer to what it is about.
    private func isMailHead(_ text: String) -> Bool {
        guard ["From:", "De:"].contains(where: text.hasPrefix) else { return false }
        return [" To:", " Para:", " Sent:", " Enviado:", " Date:", " Fecha:"].contains(where: text.contains)
            && [" Subject:", " Asunto:"].contains(where: text.contains)
    }

    func leads(_ text: String) -> Bool { text.hasSuffix(":") }

    func isQuestion(_ text: String) -> Bool {
        text.last { !"”’\"')".contains($0) } == "?"
    }

    /// Whether a piece is a paragraph of its own.
    private func stands(_ index: Int) -> Bool {
        pieces[index].opensParagraph && (index + 1 == pieces.count || pieces[index + 1].opensParagraph)
    }

    /// A line stands in a list where another one stands beside it.
    private func hasCompany(_ index: Int) -> Bool {
        [index - 1, index + 1].contains {
            pieces.indices.contains($0) && (shapes[$0] == .line || leads(pieces[$0].text))
        }
    }

    // MARK: What leads

    /// Short answers below a question, and what follows it in its own paragraph.
    private mutating func findQuestions() {
        for index in pieces.indices where isQuestion(pieces[index].text) {
            guard pieces[index].opensParagraph, shapes[index] != .contents, shapes[index] != .row else { continue }
            if pieces[index].isHeading || stands(index) {
                parts[index].kind = pieces[index].isHeading ? .heading : .question
            }
            var answer = index + 1
            while answer < pieces.count, answer <= index + 3, shapes[answer] == .prose || shapes[answer] == .line,
                !isQuestion(pieces[answer].text), answer == index + 1 || !pieces[answer].opensParagraph
            {
                parts[answer].lead = index
                if parts[answer].kind == .fragment, answer == index + 1 || pieces[answer].text.utf8.count > 1,
                    Statement.saysAnything(pieces[answer].text) || answer == index + 1
                {
                    parts[answer].kind = .entry
                }
                answer += 1
            }
        }
    }

    /// So many pieces below a short line belong to it at most.
    private static let reach = 8, longestUnderLine = 260

    /// Short lines that head what follows, as programs without styles and boxes on a page have them: "What to pack",
    /// "Subject: Gym floor"; and the person that a letter speaks to. They are no answers by themselves.
    private mutating func findLineHeads() {
        var line: Int?
        var isAddress = false
        for index in pieces.indices {
            if shapes[index] == .heading { line = nil }
            guard isLineHead(index) else {
                if let head = line, isAddress || index - head <= Self.reach { parts[index].line = head }
                continue
            }
            (line, isAddress) = (index, pieces[index].text.hasSuffix(","))
            parts[index].kind = .fragment
            guard !isAddress, index + 1 < pieces.count, shapes[index + 1] == .prose else { continue }
            // The paragraph right below is read with it.
            let end = pieces.indices.dropFirst(index + 2).first { pieces[$0].opensParagraph } ?? pieces.count
            let below = index + 1..<end
            guard below.reduce(0, { $0 + pieces[$1].text.utf8.count }) <= Self.longestUnderLine else { continue }
            for place in below where parts[place].lead == nil { parts[place].lead = index }
        }
    }

    private func isLineHead(_ index: Int) -> Bool {
        guard shapes[index] == .line, index + 1 < pieces.count, shapes[index + 1] != .heading else { return false }
        let text = pieces[index].text
        let words = text.split(separator: " ")
        guard words.count <= 9, let first = words.first?.lowercased() else { return false }
        if text.hasSuffix(",") { return shapes[index + 1] != .line || isFactLine(index + 1) }
        if ["subject:", "asunto:", "re:"].contains(first) { return true }
        let names = ["what", "where", "when", "how", "who", "why", "which"].contains(first)
        guard !text.contains(": "), names || parts[index].kind != .statement, !text.contains(where: \.isNumber),
            index == 0 || shapes[index - 1] != .line || isFactLine(index - 1)
        else { return false }
        switch shapes[index + 1] {
        case .prose, .item: return true
        case .line: return isFactLine(index + 1)
        default: return false
        }
    }

    func isFactLine(_ index: Int) -> Bool {
        shapes[index] == .line && Statement.isFact(pieces[index].text)
    }
}
