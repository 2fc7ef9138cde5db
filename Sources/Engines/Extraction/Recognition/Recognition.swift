import CAssets
import CMuPDF
import CTesseract

extension Extraction {
    /// Dots per inch at which pages are drawn for recognition: what Tesseract's authors advise for print.
    private static let resolution: Float = 300
    /// Pixels of a page at most: a poster is drawn coarser.
    private static let mostPixels = 24_000_000

    /// Reads a page of a PDF that shows text as a picture; of a page that has text too, the pictures that hold text.
    /// - Parameter number: from 1.
    /// - Returns: the page with the text that was recognised, its places and `certainty`; without text where none was
    ///   found.
    /// - Throws: `ExtractionFailure`.
    public static func recognise(
        _ bytes: UnsafeRawBufferPointer, page number: Int
    ) throws(ExtractionFailure) -> ExtractedPage {
        let document = try Reader().open(bytes)
        defer { document.close() }
        guard let set = try document.page(number - 1, limit: ExtractionLimits().characters) else {
            throw .damaged(detail: "page \(number) cannot be drawn")
        }
        defer { set.free() }
        var page = ExtractedPage(number: number, width: set.width, height: set.height, text: "", paragraphs: [])
        var notices: [ReadingNotice] = []
        var budget = mostPixels
        let pictures = set.pictures
        let hasText = !set.page(number: number, notices: &notices).lines.isEmpty
        let parts = hasText ? pictures.holdingText(number - 1, of: document, budget: &budget) : []
        guard parts.isEmpty else {
            for part in parts {
                let scale = scale(part.right - part.left, part.bottom - part.top)
                let place = MuPicture(x0: part.left, y0: part.top, x1: part.right, y1: part.bottom)
                let raster = try document.grey(number - 1, part: place, scale: scale, limit: mostPixels)
                defer { raster.free() }
                pictures.paintOutLetters(of: raster, in: part, scale: scale)
                let blank = ExtractedPage(number: number, text: "", paragraphs: [])
                page.append(try read(raster, scale: scale, page: blank), left: part.left, top: part.top)
            }
            return page
        }
        page.isPicture = true
        let scale = scale(set.width, set.height)
        let raster = try document.grey(number - 1, scale: scale, limit: mostPixels)
        defer { raster.free() }
        return try read(raster, scale: scale, page: page)
    }

    /// Pixels a point for what is so wide and high, in points.
    private static func scale(_ width: Float, _ height: Float) -> Float {
        let scale = resolution / 72
        let pixels = width * height * scale * scale
        return pixels > Float(mostPixels) ? scale * (Float(mostPixels) * 0.98 / pixels).squareRoot() : scale
    }

    private static func read(
        _ raster: Raster, scale: Float, page: ExtractedPage
    ) throws(ExtractionFailure) -> ExtractedPage {
        let english = try RecognisedPage(raster, scale: scale, language: asset_english, page: page)
        // Most pages are English. What reads as another language, or badly, is read as Spanish too.
        let language = Language.guess([english.page])
        guard english.letters > 0, language != "en" || english.certainty < 0.75 else { return english.page }
        let spanish = try RecognisedPage(raster, scale: scale, language: asset_spanish, page: page)
        return spanish.certainty > english.certainty + (language == "es" ? -0.05 : 0.02) ? spanish.page : english.page
    }
}

extension PDFFile {
    /// A page as grey pixels.
    func grey(_ number: Int, scale: Float, limit: Int) throws(ExtractionFailure) -> Raster {
        var raster = MuRaster()
        try reader.check(mu_page_grey(reader.handle, handle, Int32(number), scale, limit, &raster))
        return Raster(raster: raster)
    }
}

/// A page made of the words that Tesseract found.
private struct RecognisedPage {
    private(set) var page: ExtractedPage
    /// How sure Tesseract is of the page's letters, 0 to 1.
    private(set) var certainty: Float = 0
    private(set) var letters = 0
    private var text: [Unicode.Scalar] = []
    private var line: UInt32 = 0
    private var paragraph: UInt32 = 0
    private var scale: Float

    /// A word of which Tesseract is less sure is dirt more often than text.
    private static let leastCertainty: Float = 0.2

    init(
        _ raster: Raster, scale: Float, language: EmbeddedAsset, page: ExtractedPage
    ) throws(ExtractionFailure) {
        (self.page, self.scale) = (page, scale)
        let known = TsLanguage(name: language.name, bytes: language.bytes, count: language.count)
        var found = self
        let status = withUnsafeMutablePointer(to: &found) { found in
            ts_recognise(
                raster.raster.pixels, raster.raster.width, raster.raster.height, Int32((scale * 72).rounded()), known,
                found
            ) { state, word in
                guard let state, let word = word?.pointee else { return }
                state.assumingMemoryBound(to: RecognisedPage.self).pointee.add(word)
            }
        }
        switch status {
        case TS_OK: break
        case TS_OUT_OF_MEMORY: throw .outOfMemory
        default: throw .damaged(detail: "the page's picture cannot be read")
        }
        self = found
        self.page.text = String(String.UnicodeScalarView(text))
        certainty = letters > 0 ? certainty / Float(letters) : 0
        self.page.certainty = letters > 0 ? certainty : nil
    }

    private mutating func add(_ word: TsWord) {
        guard let bytes = word.text, word.certainty >= Self.leastCertainty else { return }
        let scalars = Array(
            CharacterCleaning.clean(String(cString: bytes)).unicodeScalars.filter { !$0.properties.isWhitespace })
        guard let first = scalars.first else { return }
        if word.paragraph != paragraph || page.paragraphs.isEmpty {
            if !text.isEmpty { text.append("\n") }
            page.paragraphs.append(Paragraph(range: text.count..<text.count, kind: .body))
        } else if word.line != line, text.last == "-", first.properties.isLowercase {
            // A word that was parted at the end of its line.
            text.removeLast()
            shortenLastLine()
        } else {
            text.append(" ")
        }
        (line, paragraph) = (word.line, word.paragraph)
        let start = text.count
        text += scalars
        certainty += word.certainty * Float(scalars.count)
        letters += scalars.count
        let step = (word.right - word.left) / Float(scalars.count)
        page.lines.append(
            TextLine(
                range: start..<text.count, top: word.top / scale, bottom: word.bottom / scale,
                edges: (0...scalars.count).map { (word.left + Float($0) * step) / scale }))
        let last = page.paragraphs.count - 1
        page.paragraphs[last].range = page.paragraphs[last].range.lowerBound..<text.count
    }

    private mutating func shortenLastLine() {
        guard var last = page.lines.popLast() else { return }
        last.range = last.range.lowerBound..<text.count
        last.edges.removeLast()
        if !last.range.isEmpty { page.lines.append(last) }
    }
}
