/// One walk over a part of a Word document, block by block.
struct DOCXWalk {
    let package: DOCXPackage
    let styles: DOCXStyles
    var numbering: DOCXNumbering
    let limits: ExtractionLimits
    /// How many documents this one was imported into.
    let depth: Int
    var relations: [String: DOCXPackage.Relation]
    var hasBackground = false

    var blocks: [FlowBlock] = []
    var notices: [ReadingNotice] = []
    var headers: [String] = []
    var footers: [String] = []
    private(set) var title: String?

    /// Fields that are open, which may reach over paragraphs.
    var fields: [DOCXField] = []
    /// Headers count their pages; that is no text.
    var isMargin = false
    var tableDepth = 0
    /// Parts imported so far; more than a few are no document but a bomb.
    var imports = 0
    /// Charts read so far, and those of them with a sheet of their own in the file.
    var (charts, sheetsOfCharts) = (0, 0)
    /// What was left out last in this paragraph, so that a passage in many runs counts once.
    var skipped: ReadingNotice.Kind?
    /// Whether each tab stop of this paragraph draws a row of dots.
    private(set) var leaders: [Bool] = []
    /// Text whose paragraph mark was deleted: it goes on in the next paragraph.
    private var carried = InlineText()
    /// What is carried is a letter set large.
    private var carriesInitial = false

    static let deepest = 40

    init(package: DOCXPackage, styles: DOCXStyles, numbering: DOCXNumbering, limits: ExtractionLimits, depth: Int) {
        (self.package, self.styles, self.numbering) = (package, styles, numbering)
        (self.limits, self.depth) = (limits, depth)
        relations = package.relations(of: package.main)
    }

    mutating func visit(_ container: MarkupNode, depth: Int = 0) {
        guard depth < Self.deepest else { return }
        for node in container.children {
            switch node.name {
            case "p": paragraph(node, depth: depth)
            case "tbl": table(node, depth: depth)
            case "sdt": control(node, depth: depth)
            case "ins", "moveTo", "smartTag", "customXml", "sdtContent": visit(node, depth: depth + 1)
            case "AlternateContent":
                if let choice = Self.choice(node) { visit(choice, depth: depth + 1) }
            case "altChunk": importPart(node)
            default: break
            }
        }
    }

    /// What is left where the last paragraph mark was deleted.
    mutating func finish() {
        if !carried.isEmpty { blocks.append(FlowBlock(text: carried.composed, kind: .body)) }
        (carried, carriesInitial) = (InlineText(), false)
        fields = []
    }

    /// The form of several that is read: each holds the same.
    static func choice(_ node: MarkupNode) -> MarkupNode? { node.child("Choice") ?? node.child("Fallback") }

    private mutating func control(_ node: MarkupNode, depth: Int) {
        let properties = node.child("sdtPr")
        if properties?.child("docPartObj")?.child("docPartGallery")?.value == "Table of Contents" { return }
        guard let content = node.child("sdtContent") else { return }
        if Self.showsPlaceholder(node) { notices.add(.fieldsEmpty); return }
        if DOCXControl.isChoice(properties) { notices.add(.fieldsRead) }
        visit(content, depth: depth + 1)
    }

    static func showsPlaceholder(_ control: MarkupNode) -> Bool {
        control.child("sdtPr")?.child("showingPlcHdr").map { $0.value.map(DOCXStyles.isOn) ?? true } ?? false
    }

    // MARK: Paragraphs

    private mutating func paragraph(_ node: MarkupNode, depth: Int) {
        let properties = node.child("pPr")
        let style = properties?.child("pStyle")?.value ?? styles.defaultParagraph
        let known = style.flatMap { styles.paragraphs[$0] } ?? DOCXStyles.Paragraph()
        let direct = properties?.child("outlineLvl")?.value.flatMap { Int($0) }
        let mark = properties?.child("rPr")
        var line = DOCXLine()
        skipped = nil
        leaders = DOCXTabs.leaders(properties, over: known.leaders)
        // A contents field that is never closed ends at the first heading.
        if known.headingLevel != nil, !known.isContents { fields.removeAll(where: \.isContents) }
        gather(node, into: &line, known.format, depth: depth + 1)
        // A field whose code is not closed in its paragraph would swallow the rest.
        fields.removeAll { !$0.showsResult }
        let isMarkGone = mark?.child("del") != nil || mark?.child("moveFrom") != nil
        let written = line.text.composed
        if DOCXDropCap.isOne(properties, written) {
            // How it is raised or lowered says nothing.
            carried.append(written.trimmed)
            carriesInitial = true
        } else if isMarkGone {
            carried.append(line.text)
        } else if !(carriesInitial && line.text.isEmpty) {
            var text = carried
            if carriesInitial { text.append(DOCXDropCap.joiner(carried.composed, written)) }
            if let box = line.boxes.firstIndex(where: { DOCXDropCap.isOne(box: $0, before: written.trimmed) }) {
                let initial = line.boxes.remove(at: box).content.trimmed
                text.append(initial + DOCXDropCap.joiner(initial, written.trimmed))
            }
            text.append(line.text)
            (carried, carriesInitial) = (InlineText(), false)
            let isHidden = DOCXStyles.format(mark).over(known.format).isHidden ?? false
            if !(isHidden && text.isEmpty), !known.isContents {
                add(text, properties, style, known, level: direct.flatMap { (0...8).contains($0) ? $0 : nil })
            }
        }
        for picture in line.pictures { blocks.append(FlowBlock(text: picture, kind: .body)) }
        blocks += line.charts
        for box in line.boxes { visit(box, depth: depth + 1) }
        for part in line.imports { importPart(part) }
    }

    /// - Parameter level: what the paragraph says itself of being a heading; nil where it says nothing.
    private mutating func add(
        _ text: InlineText, _ properties: MarkupNode?, _ style: String?, _ known: DOCXStyles.Paragraph, level: Int?
    ) {
        let mark = self.mark(properties, style, known)
        let lines = text.lines
        let whole = lines.joined(separator: " ")
        guard !text.isEmpty else { return }
        let numbered = mark.map { $0.text.isEmpty ? "" : $0.text + " " } ?? ""
        if let level = level ?? known.headingLevel, whole.count < 300 {
            if title == nil, tableDepth == 0, !isMargin { title = CharacterCleaning.clean(whole) }
            let number = mark?.isBullet == true ? "" : numbered
            blocks.append(FlowBlock(text: number + whole, kind: .heading(level: level)))
        } else if mark != nil {
            blocks.append(FlowBlock(text: numbered + whole, kind: .listItem))
        } else {
            for part in FlowLines.paragraphs(lines) { blocks.append(FlowBlock(text: part, kind: .body)) }
        }
    }

    /// What Word writes before a paragraph, by its own word or its style's.
    private mutating func mark(
        _ properties: MarkupNode?, _ style: String?, _ known: DOCXStyles.Paragraph
    ) -> DOCXNumbering.Mark? {
        let own = properties?.child("numPr")
        guard let number = own?.child("numId")?.value ?? known.number, number != "0" else { return nil }
        let level =
            own?.child("ilvl")?.value.flatMap { Int($0) } ?? style.flatMap { numbering.level(of: $0, in: number) }
            ?? known.numberLevel ?? 0
        return numbering.next(number, level: level) ?? (own == nil ? nil : .init(text: "•", isBullet: true))
    }

    // MARK: Headers and footers

    mutating func readMargin(_ root: MarkupNode, isHeader: Bool) {
        let body = blocks
        (blocks, isMargin) = ([], true)
        visit(root)
        finish()
        for block in blocks {
            let text = CharacterCleaning.clean(block.text)
                .replacing(/[\s|•·–—-]*\b([Pp]age|[Pp]ágina|[Pp]ág\.?|[Pp]g\.?)\s*(of|de)?\s*$/, with: "")
            guard !Self.isPageCount(text) else { continue }
            if isHeader, !headers.contains(text) { headers.append(text) }
            if !isHeader, !footers.contains(text), !headers.contains(text) { footers.append(text) }
        }
        (blocks, isMargin) = (body, false)
    }

    /// "Page of", "- -": what is left of a line that counts pages.
    private static func isPageCount(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        return words.allSatisfy {
            ["page", "of", "página", "pagina", "de", "pág", "p", "pg"].contains($0) || $0.allSatisfy(\.isNumber)
        }
    }
}
