/// Gathers the paragraphs of a file without pages and lays them out as sections, which stand in for pages.
struct FlowBuilder {
    private struct Block {
        var text: String
        var kind: Paragraph.Kind
        var startsSection: Bool
    }

    private var blocks: [Block] = []
    private var sectionPending = false

    /// A section is closed at the next paragraph once it holds this many characters.
    static let sectionSize = 9000
    /// Shorter sections go on past a heading.
    static let sectionMinimum = 1500

    /// Adds a paragraph; text without visible characters is left out.
    mutating func add(_ text: String, _ kind: Paragraph.Kind) {
        let clean = CharacterCleaning.clean(text)
        guard !clean.isEmpty else { return }
        blocks.append(Block(text: clean, kind: kind, startsSection: sectionPending))
        sectionPending = false
    }

    /// The next paragraph opens a section: a file of its own in the book.
    mutating func startSection() { sectionPending = true }

    /// The document, its headings as outline.
    func document(_ kind: FileKind, title: String? = nil, author: String? = nil, language: String? = nil)
        -> ExtractedDocument
    {
        var result = ExtractedDocument(kind: kind, title: title, author: author, language: language, pages: [])
        var text = String.UnicodeScalarView()
        var paragraphs: [Paragraph] = []
        var length = 0
        func close() {
            guard !paragraphs.isEmpty else { return }
            result.pages.append(
                ExtractedPage(number: result.pages.count + 1, text: String(text), paragraphs: paragraphs))
            text = String.UnicodeScalarView()
            (paragraphs, length) = ([], 0)
        }
        for block in blocks {
            let opensChapter = block.kind.headingLevel.map { $0 <= 1 } ?? false
            if block.startsSection || opensChapter && length > Self.sectionMinimum || length > Self.sectionSize {
                close()
            }
            if length > 0 {
                text.append("\n")
                length += 1
            }
            let count = block.text.unicodeScalars.count
            if let level = block.kind.headingLevel {
                result.outline.append(
                    OutlineEntry(title: block.text, level: level, page: result.pages.count + 1, offset: length))
            }
            text.append(contentsOf: block.text.unicodeScalars)
            paragraphs.append(Paragraph(range: length..<length + count, kind: block.kind))
            length += count
        }
        close()
        return result
    }
}
