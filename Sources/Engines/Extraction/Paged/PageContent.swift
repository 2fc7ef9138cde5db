import CMuPDF

/// What stands on a page.
struct PageContent {
    private var content: MuPage

    init(_ content: MuPage) { self.content = content }

    var width: Float { content.width }
    var height: Float { content.height }
    var truncated: Bool { content.truncated }

    var pictures: PagePictures { PagePictures(content) }

    func free() {
        var copy = content
        mu_page_free(&copy)
    }

    /// The page's lines as a person reads them: without what nobody sees or what is struck, with what was filled in.
    func page(number: Int, notices: inout [ReadingNotice]) -> PDFReading.Page {
        var page = PDFReading.Page()
        (page.width, page.height, page.ink) = (width, height, PageInk(content))
        let text = SetText(content)
        let values = FormValues(content, lines: FilledBlanks.filled(DoubledText.removed(from: text.lines)))
        let struck = StruckText.removed(from: values.lines, ink: page.ink, marks: values.struck)
        page.lines = StackedFractions.joined(struck.lines, ink: page.ink)
        notices.add(.hiddenLeftOut, count: text.hiddenRuns, page: number)
        notices.add(.struckLeftOut, count: struck.count, page: number)
        notices.add(.fieldsRead, count: values.filled, page: number)
        notices.add(.fieldsEmpty, count: values.empty, page: number)
        notices.add(.annotationsRead, count: values.typed, page: number)
        notices.add(.commentsLeftOut, count: values.comments, page: number)
        notices.add(.attachedFiles, count: values.attached, page: number)
        page.isPicture = imageShare > 0.5
        if UnreadableText.isUnreadable(page.lines, characters: text.characterCount, unmapped: text.unmappedCount) {
            page.isUnreadable = true
            page.lines = []
            notices.add(.unreadableText, page: number)
        } else if isPictureOfText(page.lines, of: text) {
            page.isPicture = true
            page.lines = []
        }
        let mirrored = RightToLeft.mirrored(page.lines, width: width)
        if mirrored.contains(where: \.isMirrored) { page.ink = page.ink.mirrored(width: width) }
        page.lines = mirrored
        return page
    }

    /// How much of the page pictures cover, 0 to 1.
    private var imageShare: Float { width * height > 0 ? content.image_area / (width * height) : 0 }

    /// Whether the page shows its text as a picture or as outlines, and what can be read is a stamp, a fax machine's
    /// line or a number only.
    private func isPictureOfText(_ lines: [SetLine], of text: SetText) -> Bool {
        let isDrawn = content.curves >= 150 && imageShare < 0.5
        guard imageShare > 0.5 || isDrawn, text.recognisedCount * 2 < max(text.characterCount, 1) else { return false }
        let letters = lines.reduce(0) { sum, line in
            sum + line.characters.count { $0.scalar.properties.isAlphabetic || $0.scalar.properties.numericType != nil }
        }
        let isInMargin = lines.allSatisfy { line in
            line.turn != .upright || line.bottom < 0.12 * height || line.top > 0.88 * height
        }
        if letters == 0 { return true }
        if isInMargin { return letters <= 200 && (imageShare > 0.5 || content.curves >= 300) }
        // A slide or a poster has few words on a picture too, but lies across or is set large.
        let size = lines.map(\.size).max() ?? 0
        return imageShare > 0.8 && letters <= 60 && (content.scanned || height > width && size < 20)
    }
}

extension PageInk {
    /// As the page looks in a mirror.
    func mirrored(width: Float) -> PageInk {
        var result = self
        result.level = level.map { Rule(from: width - $0.to, to: width - $0.from, at: $0.at, isWhite: $0.isWhite) }
        result.upright = upright.map { Rule(from: $0.from, to: $0.to, at: width - $0.at, isWhite: $0.isWhite) }
            .sorted { $0.at < $1.at }
        result.boxes = boxes.map {
            Box(left: width - $0.right, top: $0.top, right: width - $0.left, bottom: $0.bottom, isWhite: $0.isWhite)
        }
        return result
    }
}
