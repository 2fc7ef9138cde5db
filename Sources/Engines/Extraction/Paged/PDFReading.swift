import CMuPDF

/// Reads a PDF: characters from MuPDF, everything above them here.
struct PDFReading {
    let reader: Reader
    let limits: ExtractionLimits

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let document = try reader.open(bytes)
        defer { document.close() }
        let count = try document.pageCount()
        guard count > 0 else { throw .damaged(detail: "it has no pages") }
        guard count <= limits.pages else { throw .tooManyPages(count: count, limit: limits.pages) }

        var pages: [ExtractedPage] = []
        var sets: [[SetLine]] = []
        var budget = limits.characters
        for number in 0..<count {
            var page = ExtractedPage(number: number + 1, text: "", paragraphs: [])
            var lines: [SetLine] = []
            // A page that cannot be read costs that page, not the document.
            if let set = try document.page(number, limit: budget) {
                defer { set.free() }
                if set.truncated { throw .tooMuchText(limit: limits.characters) }
                (page.width, page.height) = (set.width, set.height)
                page.isPicture = set.imageShare > 0.5
                lines = set.lines
                budget -= lines.reduce(0) { $0 + $1.characters.count }
            }
            pages.append(page)
            sets.append(lines)
        }
        var result = ExtractedDocument(kind: .pdf, pages: pages)
        compose(sets, into: &result, outline: document.outline())
        result.title = document.metadata("info:Title").flatMap(Self.title)
        result.author = document.metadata("info:Author")
        return result
    }

    /// A title that a person wrote; what programs put there (a file's name, their own) is none.
    private static func title(_ text: String) -> String? {
        let isFileName = text.wholeMatch(of: /.*\.\w{2,4}/) != nil && !text.hasSuffix(".")
        let isDefault = ["untitled", "microsoft word", "powerpoint presentation"].contains {
            text.lowercased().hasPrefix($0)
        }
        return isFileName || isDefault ? nil : text
    }

    private func compose(_ sets: [[SetLine]], into result: inout ExtractedDocument, outline: [PDFOutlineEntry]) {
        let heads = RunningHeads(pages: sets)
        let composer = PageComposer(bodySize: Self.bodySize(sets), words: Self.words(sets))
        // A file that says nothing else says its heads.
        let isAllHeads = sets.indices.allSatisfy { heads.lines[$0].count == sets[$0].count }
        var composed = sets.indices.map { page -> PageComposer.Result in
            let body = sets[page].indices.filter { isAllHeads || !heads.lines[page].contains($0) }.map {
                sets[page][$0]
            }
            // Lines that run up, down or upside down come last, each by itself.
            let turned = body.filter { !$0.upright }.map { [$0] }
            return composer.compose(ReadingOrder.columns(body.filter(\.upright)) + turned)
        }
        for page in composed.indices.dropLast() {
            result.pages[page].join = composer.join(&composed[page], to: composed[page + 1])
        }
        let headings = HeadingLevels(composed, composer: composer, outline: outline)
        for page in composed.indices {
            let text = composed[page]
            result.pages[page].label = heads.labels[page]
            result.pages[page].text = String(String.UnicodeScalarView(text.text))
            result.pages[page].lines = text.lines
            result.pages[page].paragraphs = text.paragraphs.enumerated().map { index, draft in
                let level = headings.level(page: page, paragraph: index)
                return Paragraph(range: draft.range, kind: level.map { .heading(level: $0) } ?? draft.kind)
            }
        }
        result.outline = headings.outline
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
        for line in sets.joined() {
            for word in line.text.replacing("\u{AD}", with: "-").split(separator: " ").dropLast() {
                words.insert(word.lowercased().trimmingCharacters(where: { !$0.isLetter }))
            }
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
