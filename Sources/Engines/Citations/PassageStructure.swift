/// What each sentence of a passage is: prose, an entry of a list or a table, what leads into one, a line of the contents.
///
/// Short facts say little by themselves: "• pocket knives" answers only below "The following may not be brought:". Each
/// entry knows what leads into it.
public struct PassageStructure: Sendable {
    /// A sentence, heading, list item or table row, as the passage has it.
    public struct Piece: Sendable {
        public var text: String
        public var isHeading: Bool
        /// Whether a paragraph begins with it.
        public var opensParagraph: Bool

        public init(text: String, isHeading: Bool, opensParagraph: Bool) {
            (self.text, self.isHeading, self.opensParagraph) = (text, isHeading, opensParagraph)
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

    private(set) var parts: [Part] = []
    private(set) var runs: [Run] = []
    private let pieces: [Piece]
    private let shapes: [Shape]

    private enum Shape { case heading, row, item, line, prose, contents }

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
        return (part.lead ?? part.heading).map { pieces[$0].text }
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

    private func leads(_ text: String) -> Bool { text.hasSuffix(":") }

    private func isQuestion(_ text: String) -> Bool {
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

    /// The first of several rows is the head where it holds no figures, and is no fact of two cells; or where its
    /// figures only name the columns, as in "Day | Room 4 | Room 5".
    private func isRowHead(_ index: Int) -> Bool {
        guard index == 0 || shapes[index - 1] != .row, index + 1 < pieces.count, shapes[index + 1] == .row else {
            return false
        }
        guard pieces[index].text.contains(where: \.isNumber) else { return true }
        let heads = Self.cells(pieces[index].text)
        guard heads.count > 2, let first = heads.first, !first.contains(where: \.isNumber),
            heads.allSatisfy({ $0.split(separator: " ").count <= 3 })
        else { return false }
        let rows = (index + 1..<min(pieces.count, index + 4)).prefix { shapes[$0] == .row }.map {
            Self.cells(pieces[$0].text)
        }
        if Self.countColumns(heads) { return true }
        // "Step | BA | BA+15" above figures: every head has letters, few of the cells below have.
        let below = rows.flatMap { $0.dropFirst() }
        if heads.allSatisfy({ $0.contains(where: \.isLetter) }),
            below.count(where: { !$0.contains(where: \.isLetter) }) * 2 > below.count
        {
            return true
        }
        return heads.indices.dropFirst().allSatisfy { column in
            !heads[column].contains(where: \.isNumber)
                || rows.allSatisfy { column >= $0.count || !$0[column].contains(where: \.isNumber) }
        }
    }

    /// "Teacher | Per 1 | Per 2 | Per 3": the figures count the columns.
    private static func countColumns(_ heads: [Substring]) -> Bool {
        let counted = heads.compactMap { head -> (name: Substring, number: Int)? in
            let words = head.split(separator: " ")
            guard words.count == 2, let number = Int(words[1]), words[0].contains(where: \.isLetter) else { return nil }
            return (words[0], number)
        }
        return counted.count > 1 && counted.count == heads.count { $0.contains(where: \.isNumber) }
            && zip(counted, counted.dropFirst()).allSatisfy { $0.name == $1.name && $0.number < $1.number }
    }

    /// The last of the rows that head a table: those below hold figures in most of their cells, it does not.
    private func lastHead(from top: Int, to end: Int) -> Int {
        var head = top
        while head + 2 <= end, head < top + 2, shapes[head + 1] == .row, shapes[head + 2] == .row,
            figures(head + 1) == 0, figures(head + 2) > 0.5
        {
            head += 1
        }
        return head
    }

    /// The share of a row's cells, but for the first, that hold figures and no letters.
    private func figures(_ index: Int) -> Double {
        let cells = Self.cells(pieces[index].text).dropFirst().filter { $0.contains { $0.isNumber || $0.isLetter } }
        guard !cells.isEmpty else { return 0 }
        return Double(cells.count { $0.contains(where: \.isNumber) && !$0.contains(where: \.isLetter) })
            / Double(cells.count)
    }

    /// "8 | $12 | $6" says something below "Grade | Lab fee | Locker".
    private func isRowOfFigures(_ text: String) -> Bool {
        Self.cells(text).count { $0.contains { $0.isNumber || $0.isLetter } } > 1
    }

    private static func cells(_ row: String) -> [Substring] {
        row.split(separator: "|", omittingEmptySubsequences: false)
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

    /// "2. Tell the teacher about:" has a list of its own; "3. …" behind that goes on in the list that "2." stands in.
    private mutating func resumeLists() {
        var open: [(mark: String, lead: Int)] = []
        for index in pieces.indices {
            guard shapes[index] == .item || !pieces[index].opensParagraph && !open.isEmpty else {
                open = []
                continue
            }
            guard shapes[index] == .item, let mark = Self.markForm(pieces[index].text) else { continue }
            if let place = open.lastIndex(where: { $0.mark == mark }) {
                open.removeSubrange((place + 1)...)
                if parts[index].lead == nil { parts[index].lead = open[place].lead }
            } else if let lead = parts[index].lead {
                open.append((mark, lead))
            }
        }
    }

    /// The form of an item's mark: "1." for any number with a stop, "a)" for any letter with a bracket, a bullet itself.
    private static func markForm(_ text: String) -> String? {
        guard let mark = text.split(separator: " ", maxSplits: 1).first, mark.utf8.count <= 10 else { return nil }
        return String(mark.map { $0.isNumber ? "1" : $0.isLetter ? "a" : $0 }).replacing("11", with: "1")
    }

    private func isFactLine(_ index: Int) -> Bool {
        shapes[index] == .line && Statement.isFact(pieces[index].text)
    }

    /// Lists and tables, with the sentence, the head or the heading that leads into them.
    private mutating func findRuns() {
        var index = 0
        while index < pieces.count {
            guard parts[index].kind == .entry || parts[index].kind == .rowHead, parts[index].lead == nil else {
                index += 1
                continue
            }
            var end = index
            // An item may have several sentences.
            let outer = index > 0 && shapes[index - 1] == .item ? Self.markForm(pieces[index - 1].text) : nil
            while end + 1 < pieces.count, shapes[end + 1] == shapes[index] || !pieces[end + 1].opensParagraph,
                parts[end + 1].kind != .leadIn,
                outer == nil || shapes[end + 1] != .item || Self.markForm(pieces[end + 1].text) != outer
                    || Self.markForm(pieces[index].text) == outer
            {
                end += 1
            }
            let before = index > 0 ? index - 1 : nil
            let lead = before.flatMap { parts[$0].kind == .leadIn || parts[$0].kind == .question ? $0 : nil }
            let top = parts[index].kind == .rowHead ? index : nil
            let head = top.map { lastHead(from: $0, to: end) }
            for entry in index...end where entry != head { parts[entry].lead = head ?? lead }
            if let top, let head, top < head {
                // "| Bachelor's | Master's" above "Step | BA | MA".
                for entry in head + 1...end { parts[entry].line = top }
                for row in top..<head { parts[row].kind = .fragment }
                parts[head].kind = .rowHead
            }
            if let head, let lead { parts[head].lead = lead }
            if let head, end > head + 2 || pieces[head].text.count(where: { $0 == "|" }) > 1 {
                parts[head].kind = .leadIn
            }
            if let lead {
                runs.append(Run(lead: lead, range: lead...end))
            } else if let before, shapes[before] == .heading || parts[index].line == before, end > index {
                runs.append(Run(lead: before, range: index...end))
            }
            index = end + 1
        }
        resumeLists()
        // What follows a colon that no list follows is what it leads into.
        for index in pieces.indices where parts[index].kind == .leadIn && index + 1 < pieces.count {
            guard !runs.contains(where: { $0.lead == index }), shapes[index] != .row, shapes[index + 1] != .heading,
                parts[index + 1].kind == .statement || parts[index + 1].kind == .fragment
            else { continue }
            parts[index + 1].lead = parts[index + 1].lead ?? index
            runs.append(Run(lead: index, range: index...index + 1))
        }
        // A whole sentence that nothing follows in the passage, as before a formula that is a picture, says what it says.
        for index in pieces.indices where parts[index].kind == .leadIn && shapes[index] == .prose {
            guard !runs.contains(where: { $0.lead == index }), Statement.isWhole(pieces[index].text) else { continue }
            parts[index].kind = .statement
        }
    }
}
