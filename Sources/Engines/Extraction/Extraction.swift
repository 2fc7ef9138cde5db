/// What one file may cost.
public struct ExtractionLimits: Codable, Sendable, Equatable {
    /// Pages of a paged file.
    public var pages = 2000
    /// Characters of text in all.
    public var characters = 20_000_000
    /// Bytes that one entry of an archive, or all that are read, may inflate to.
    public var inflated = 104_857_600

    /// The default limits.
    public init() {}
}

/// Turns a file's bytes into text with places. Parses hostile input: call it in the sandboxed worker only.
public enum Extraction {
    /// - Parameter fileName: its ending says what the file claims to be.
    /// - Throws: `ExtractionFailure`.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, fileName: String, limits: ExtractionLimits = ExtractionLimits()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let kind = try FileKind(fileName: fileName, bytes: bytes)
        let reader = try Reader()
        var document =
            switch kind {
            case .pdf: try PDFReading(reader: reader, limits: limits).read(bytes)
            case .epub: try EPUBReading(reader: reader, limits: limits).read(bytes)
            case .docx: try DOCXReading(reader: reader, limits: limits).read(bytes)
            case .html: try HTMLReading(reader: reader, limit: limits.characters).read(bytes)
            case .markdown, .text:
                try text(bytes, kind, isTable: DelimitedReading.isTable(fileName), reader: reader, limits: limits)
            }
        let characters = document.pages.reduce(0) { $0 + $1.text.unicodeScalars.count }
        guard characters <= limits.characters else { throw .tooMuchText(limit: limits.characters) }
        // A scan may still be read by tesseract; anything else without text is of no use to anyone.
        guard characters > 0 || !document.pagesWithoutText.isEmpty else { throw .noText }
        if document.language == nil { document.language = Language.guess(document.pages) }
        if document.edition == nil { document.edition = Edition.date(of: document, fileName: fileName) }
        return document
    }

    /// Draws a page of a PDF as a PNG of at most `width` x `height` pixels.
    /// - Parameter page: from 1.
    /// - Throws: `ExtractionFailure`.
    public static func draw(
        _ bytes: UnsafeRawBufferPointer, page: Int, width: Int, height: Int, grey: Bool = false
    ) throws(ExtractionFailure) -> [UInt8] {
        let document = try Reader().open(bytes)
        defer { document.close() }
        return try document.draw(page - 1, width: width, height: height, grey: grey)
    }

    /// Sets HTML as a PDF on letter pages, 500 at most.
    /// - Throws: `ExtractionFailure`.
    public static func typeset(_ html: UnsafeRawBufferPointer) throws(ExtractionFailure) -> [UInt8] {
        try Reader().typeset(html)
    }

    /// A file that is nothing but text.
    private static func text(
        _ bytes: UnsafeRawBufferPointer, _ kind: FileKind, isTable: Bool, reader: Reader, limits: ExtractionLimits
    ) throws(ExtractionFailure) -> ExtractedDocument {
        if let encoding = EastAsianEncoding.certain(bytes) {
            let text = Array(try encoding.decode(bytes, reader: reader).text.utf8)
            let result = text.withUnsafeBytes { bytes in
                Result { () throws(ExtractionFailure) in
                    try self.text(bytes, kind, isTable: isTable, reader: reader, limits: limits)
                }
            }
            var document = try result.get()
            document.notices.add(.encodingGuessed)
            return document
        }
        guard let encoding = TextEncodingGuess(bytes) else { throw .damaged(detail: "it is not text") }
        if kind == .text, RTFReading.isOne(bytes) { return RTFReading.read(bytes, limit: limits.characters) }
        let (text, mistakes) = Mojibake.repaired(encoding.decode(bytes))
        guard text.unicodeScalars.count <= limits.characters else { throw .tooMuchText(limit: limits.characters) }
        var document =
            kind == .markdown
            ? MarkdownReading(reader: reader, limit: limits.characters).read(text)
            : isTable
                ? DelimitedReading.read(text, limit: limits.characters)
                : CalendarReading.isOne(text)
                    ? CalendarReading.read(text, limit: limits.characters)
                    : PlainTextReading.read(text, limit: limits.characters)
        if mistakes > 0 || TextEncodingGuess.isGuessed(bytes) { document.notices.add(.encodingGuessed) }
        return document
    }
}
