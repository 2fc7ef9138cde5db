/// A paragraph on its way into a document.
struct FlowBlock {
    /// May hold `InlineText.pageBreak` where a printed page ends.
    var text: String
    var kind: Paragraph.Kind
    /// What the printed pages are called that begin in it, one for each break.
    var pageLabels: [String] = []
    /// A table's first row.
    var beginsTable = false
}

/// Gathers the paragraphs of a file without pages and lays them out as sections, which stand in for pages.
struct FlowBuilder {
    private struct Piece {
        var text: String
        var kind: Paragraph.Kind
        var startsSection: Bool
        /// What the printed page is called that begins here.
        var label: String?
        /// How it goes on from the piece before.
        var join: PageJoin
        var count: Int
        /// What a row of dots makes of it, and its text where it makes nothing.
        var leader: LeaderLine?
        var plain: String?
        var beginsTable = false
    }

    private var pieces: [Piece] = []
    private var sectionPending = false
    private var labelPending: String?
    private var characters = 0
    private var pageBreaks = 0
    private let limit: Int

    /// What a person should know of how the file was read.
    var notices: [ReadingNotice] = []

    /// A section is closed at the next paragraph once it holds this many characters.
    static let sectionSize = 9000
    /// Shorter sections go on past a heading.
    static let sectionMinimum = 1500
    /// More printed pages than any book has: further ones are not told apart.
    private static let mostPages = 10_000

    /// - Parameter limit: characters after which nothing is kept: the file is refused anyway.
    init(limit: Int = ExtractionLimits().characters) { self.limit = limit }

    var isEmpty: Bool { pieces.isEmpty }
    var count: Int { pieces.count }
    /// Characters of text so far.
    var length: Int { characters }

    /// Adds a paragraph; text without visible characters is left out.
    mutating func add(_ text: String, _ kind: Paragraph.Kind) { add(FlowBlock(text: text, kind: kind)) }

    mutating func add(_ block: FlowBlock) {
        let scalars = block.text.unicodeScalars
        guard !block.pageLabels.isEmpty else {
            place(block.text, block.kind, .paragraph)
            return markTable(block)
        }
        let parts = scalars.split(separator: InlineText.pageBreak, omittingEmptySubsequences: false)
        // A heading or a row is never cut: the page begins before it.
        if block.kind.headingLevel != nil || block.kind == .tableRow {
            startPage(block.pageLabels.last)
            defer { markTable(block) }
            return place(parts.map { String($0) }.joined(separator: " "), block.kind, .paragraph)
        }
        var isFirst = true
        var before: Unicode.Scalar?
        for (index, part) in parts.enumerated() {
            if index > 0 { startPage(index <= block.pageLabels.count ? block.pageLabels[index - 1] : nil) }
            let inWord = before?.properties.isAlphabetic == true && part.first?.properties.isAlphabetic == true
            let text = String(part)
            guard !CharacterCleaning.clean(text).isEmpty else { continue }
            place(text, block.kind, isFirst ? .paragraph : inWord ? .word : .sentence)
            (isFirst, before) = (false, part.last)
        }
    }

    private mutating func markTable(_ block: FlowBlock) {
        if block.beginsTable, let last = pieces.indices.last { pieces[last].beginsTable = true }
    }

    private mutating func place(_ text: String, _ kind: Paragraph.Kind, _ join: PageJoin) {
        var clean = CharacterCleaning.clean(text)
        guard !clean.isEmpty, characters <= limit else { return }
        let dotted = kind.headingLevel == nil ? LeaderLine.dotted(text).map(CharacterCleaning.clean) : nil
        let leader =
            kind.headingLevel == nil && !clean.contains(" | ") ? LeaderLine((dotted ?? clean).unicodeScalars) : nil
        var plain: String?
        if leader != nil, let dotted { (clean, plain) = (dotted, clean) }
        let count = clean.unicodeScalars.count
        pieces.append(
            Piece(
                text: clean, kind: kind, startsSection: sectionPending, label: labelPending, join: join, count: count,
                leader: leader, plain: plain))
        characters += count
        (sectionPending, labelPending) = (false, nil)
    }

    /// The next paragraph opens a section: a file of its own in the book.
    mutating func startSection() { sectionPending = true }

    /// The next paragraph opens a printed page.
    mutating func startPage(_ label: String?) {
        guard pageBreaks < Self.mostPages else { return }
        pageBreaks += 1
        (sectionPending, labelPending) = (true, label ?? labelPending)
    }

    /// Puts paragraphs before all but the headings that the file opens with.
    mutating func insertFirst(_ blocks: [String]) {
        var place = 0
        while place < pieces.count, pieces[place].kind.headingLevel != nil { place += 1 }
        if place == pieces.count { place = 0 }
        for text in blocks.reversed() {
            let clean = CharacterCleaning.clean(text)
            guard !clean.isEmpty else { continue }
            let count = clean.unicodeScalars.count
            pieces.insert(
                Piece(text: clean, kind: .body, startsSection: false, label: nil, join: .paragraph, count: count),
                at: place)
            characters += count
        }
    }

    /// Whether a paragraph of exactly this text was added.
    func holds(_ text: String) -> Bool { pieces.contains { $0.text == text } }

    /// The paragraphs, those that a row of dots parts as rows of cells.
    private var withRows: [Piece] {
        guard pieces.contains(where: { $0.leader != nil }) else { return pieces }
        return zip(pieces, LeaderLine.rows(pieces.map(\.leader))).map { piece, isRow in
            guard let leader = piece.leader else { return piece }
            var piece = piece
            if isRow || leader.isSure && leader.page != nil {
                piece.text = leader.written(piece.text, isRow: isRow)
                (piece.kind, piece.join) = (.tableRow, .paragraph)
            } else if let plain = piece.plain {
                piece.text = plain
            }
            piece.count = piece.text.unicodeScalars.count
            return piece
        }
    }

    /// The document, its headings as outline.
    func document(_ kind: FileKind, title: String? = nil, author: String? = nil, language: String? = nil)
        -> ExtractedDocument
    {
        var result = ExtractedDocument(kind: kind, title: title, author: author, language: language, pages: [])
        result.notices = notices
        var text = String.UnicodeScalarView()
        var paragraphs: [Paragraph] = []
        var length = 0
        var label: String?
        var boundary = TableBoundary()
        func close(_ join: PageJoin) {
            guard !paragraphs.isEmpty else { return }
            var page = ExtractedPage(
                number: result.pages.count + 1, label: label, text: String(text), paragraphs: paragraphs)
            page.join = join
            result.pages.append(page)
            text = String.UnicodeScalarView()
            (paragraphs, length) = ([], 0)
        }
        for piece in withRows {
            let opensChapter = piece.kind.headingLevel.map { $0 <= 1 } ?? false
            if piece.startsSection || opensChapter && length > Self.sectionMinimum || length > Self.sectionSize {
                close(piece.join)
            }
            if let next = piece.label { label = next }
            let isNewTable = boundary.parts(piece.text, isRow: piece.kind == .tableRow, begins: piece.beginsTable)
            if length > 0 {
                // Rows of two tables are kept apart: the head of one says nothing of the other's.
                let gap = isNewTable ? "\n\n" : "\n"
                text.append(contentsOf: gap.unicodeScalars)
                length += gap.unicodeScalars.count
            }
            if let level = piece.kind.headingLevel {
                result.outline.append(
                    OutlineEntry(title: piece.text, level: level, page: result.pages.count + 1, offset: length))
            }
            text.append(contentsOf: piece.text.unicodeScalars)
            paragraphs.append(Paragraph(range: length..<length + piece.count, kind: piece.kind))
            length += piece.count
        }
        close(.paragraph)
        return result
    }
}
