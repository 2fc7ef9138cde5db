import CMuPDF

/// Reads a PDF: characters from MuPDF, everything above them here.
struct PDFReading {
    let reader: Reader
    let limits: ExtractionLimits

    /// So many pixels of pictures are looked at for text in one file: those of 80 pages.
    private static let mostPixelsLookedAt = 100_000_000

    /// A page as it is set.
    struct Page {
        var lines: [SetLine] = []
        var ink = PageInk()
        var width: Float = 0
        var height: Float = 0
        /// The rest is of no use: it is a picture of text, or its letters are none.
        var isPicture = false
        var isUnreadable = false
    }

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let document = try reader.open(bytes)
        defer { document.close() }
        let count = try document.pageCount()
        guard count > 0 else {
            let isCut = CutShort.isOne(bytes, isRepaired: true)
            throw .damaged(detail: isCut ? "its end is missing, as after a broken download" : "it has no pages")
        }
        guard count <= limits.pages else { throw .tooManyPages(count: count, limit: limits.pages) }

        var pages: [Page] = []
        var notices: [ReadingNotice] = []
        var budget = limits.characters
        var looks = Self.mostPixelsLookedAt
        for number in 0..<count {
            var page = Page()
            // A page that cannot be read costs that page, not the document.
            if let set = try document.page(number, limit: budget) {
                defer { set.free() }
                if set.truncated { throw .tooMuchText(limit: limits.characters) }
                page = set.page(number: number + 1, notices: &notices)
                let all = set.pictures
                if !page.lines.isEmpty, all.areTooMany || looks <= 0 && !all.boxes.isEmpty {
                    notices.add(.picturesNotLookedAt, page: number + 1)
                }
                let pictures = all.holdingText(number, of: document, budget: &looks)
                if page.lines.isEmpty, !page.isUnreadable, !pictures.isEmpty { page.isPicture = true }
                if !page.lines.isEmpty, !pictures.isEmpty { notices.add(.picturesUnread, page: number + 1) }
                budget -= page.lines.reduce(0) { $0 + $1.characters.count }
            } else {
                notices.add(.damagedPages, page: number + 1)
            }
            pages.append(page)
        }
        let facts = document.facts()
        if CutShort.isOne(bytes, isRepaired: facts.is_repaired) {
            notices.add(.cutShort, page: (pages.lastIndex { !$0.lines.isEmpty || $0.isPicture } ?? 0) + 1)
        }
        notices.add(.attachedFiles, count: Int(facts.attached_files))
        notices.add(.macrosLeftAlone, count: Int(facts.scripts))
        var result =
            try PDFPlaceholder.replaced(pages, of: document, facts: facts, notices: &notices)
            ?? compose(pages, outline: document.outline(), labels: PageLabels.read(document, pageCount: count))
        result.notices = notices
        if let title = document.metadata("info:Title").flatMap(PDFTitle.written) { result.title = title }
        result.author = document.metadata("info:Author").flatMap(PDFTitle.written)
        result.modified = (document.metadata("info:ModDate") ?? document.metadata("info:CreationDate")).flatMap(
            PDFTitle.date)
        return result
    }

    private func compose(_ pages: [Page], outline: [PDFOutlineEntry], labels: [String?]?) -> ExtractedDocument {
        let sets = pages.map(\.lines)
        let bodySize = Self.bodySize(sets)
        let words = Self.words(sets)
        let heads = RunningHeads(pages: sets, bodySize: bodySize, fileLabels: labels)
        var composer = PageComposer(bodySize: bodySize, words: words)
        composer.figures = SetFigures(sets.joined())
        composer.pageCount = pages.count
        // A file that says nothing else says its heads.
        let isAllHeads = sets.indices.allSatisfy { heads.lines[$0].count == sets[$0].count }
        var composed = pages.indices.map { index -> PageComposer.Result in
            let page = pages[index]
            let body = page.lines.indices.filter { isAllHeads || !heads.lines[index].contains($0) }.map {
                page.lines[$0]
            }
            (composer.width, composer.height) = (page.width, page.height)
            return composer.compose(Self.blocks(DropCaps.joined(body, words: words), of: page, bodySize: bodySize))
        }
        var result = ExtractedDocument(
            kind: .pdf, pages: pages.enumerated().map { ExtractedPage(number: $0.offset + 1, text: "", paragraphs: []) }
        )
        for page in composed.indices.dropLast() {
            result.pages[page].join = composer.join(&composed[page], to: composed[page + 1])
        }
        let headings = HeadingLevels(composed, composer: composer, outline: outline)
        for (index, text) in composed.enumerated() {
            var page = result.pages[index]
            (page.width, page.height) = (pages[index].width, pages[index].height)
            (page.isPicture, page.isUnreadable) = (pages[index].isPicture, pages[index].isUnreadable)
            page.label = heads.labels[index]
            page.text = String(String.UnicodeScalarView(text.text))
            page.lines = text.lines
            page.paragraphs = text.paragraphs.enumerated().map { place, draft in
                let level = headings.level(page: index, paragraph: place)
                return Paragraph(range: draft.range, kind: level.map { .heading(level: $0) } ?? draft.kind)
            }
            result.pages[index] = page
        }
        result.outline = headings.outline
        result.title = PDFTitle.largestHeading(of: composed, composer: composer)
        return result
    }

    /// A page's blocks in reading order; lines that run up, down or upside down come last, as pages of their own.
    private static func blocks(_ lines: [SetLine], of page: Page, bodySize: Float) -> [PageBlock] {
        var blocks = PageBlocks.ordered(
            lines.filter(\.upright), ink: page.ink, width: page.width, height: page.height, bodySize: bodySize)
        for turn in [SetLine.Turn.upward, .downward, .upsideDown] {
            let turned = lines.filter { $0.turn == turn }
            if !turned.isEmpty { blocks += ReadingOrder.columns(turned).map { .column($0) } }
        }
        return blocks + lines.filter { $0.turn == .slanted }.map { .column([$0]) }
    }

    /// The size that most characters have, to the nearest half point.
    private static func bodySize(_ sets: [[SetLine]]) -> Float {
        var counts: [Int: Int] = [:]
        for line in sets.joined() { counts[Int((line.size * 2).rounded()), default: 0] += line.characters.count }
        return Float(counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 20) / 2
    }

    /// Every word that stands whole inside a line.
    private static func words(_ sets: [[SetLine]]) -> Set<String> {
        var words: Set<String> = []
        var isParted = false
        for line in sets.joined() {
            let text = line.text.replacing("\u{AD}", with: "-").split(separator: " ")
            // What follows a hyphen at a line's end may be half a word.
            for word in text.dropFirst(isParted ? 1 : 0).dropLast() {
                words.insert(word.lowercased().trimmingCharacters(where: { !$0.isLetter }))
            }
            isParted = text.last?.last == "-"
        }
        return words
    }
}

extension String {
    /// Without the characters at either end that `isTrimmed` names.
    func trimmingCharacters(where isTrimmed: (Character) -> Bool) -> String {
        var slice = self[...]
        while let last = slice.last, isTrimmed(last) { slice.removeLast() }
        return String(slice.drop(while: isTrimmed))
    }
}
