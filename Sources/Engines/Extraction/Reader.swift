import CMuPDF

/// A MuPDF context. Not `Sendable`: it belongs to one thread, the worker's only one.
final class Reader {
    let handle: OpaquePointer

    init() throws(ExtractionFailure) {
        guard let handle = mu_reader_new() else { throw .outOfMemory }
        self.handle = handle
    }

    deinit { mu_reader_free(handle) }

    /// Turns a status into an error.
    func check(_ status: MuStatus) throws(ExtractionFailure) {
        switch status {
        case MU_OK: return
        case MU_LOCKED: throw .locked
        case MU_OUT_OF_MEMORY: throw .outOfMemory
        default: throw .damaged(detail: message)
        }
    }

    /// What MuPDF said, made safe to show: one short line of plain characters.
    private var message: String {
        String(String(cString: mu_message(handle)).prefix(80).filter { $0.isASCII && !$0.isNewline })
    }

    /// Opens a PDF; `bytes` must outlive it.
    func open(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> PDFFile {
        var document: OpaquePointer?
        try check(mu_document_open(handle, bytes.baseAddress, bytes.count, ".pdf", &document))
        guard let document else { throw .damaged(detail: "") }
        return PDFFile(reader: self, handle: document)
    }

    /// Of what `Report.typesettingHTML` writes. A cell has no border and no room at its sides: MuPDF adds them to the
    /// column's width.
    private static let style = """
        body { font-family: serif; line-height: 1.4 } h1 { font-size: 18pt } h2 { font-size: 13pt; margin-top: 14pt }
        h3 { font-size: 12pt } h4, h5, h6 { font-size: 11pt }
        blockquote { margin: 6pt 18pt } .small { font-size: 9pt; color: #555 } .subtitle { font-size: 13pt }
        table { margin: 6pt 0 } th, td { padding: 1pt 0; text-align: left; font-size: 9pt }
        .center { text-align: center } .end { text-align: right } .caption { font-weight: bold; font-size: 10pt }
        pre { font-size: 9pt } a { color: #0b57d0; text-decoration: none }
        .sources { list-style-type: none; margin-left: 0; padding-left: 0 }
        """

    /// HTML as a PDF.
    func typeset(_ html: UnsafeRawBufferPointer) throws(ExtractionFailure) -> [UInt8] {
        var pdf = MuBytes()
        try check(mu_typeset(handle, html.baseAddress, html.count, Self.style, &pdf))
        defer { mu_free(pdf.bytes) }
        return Array(UnsafeBufferPointer(start: pdf.bytes, count: pdf.count))
    }
}

/// An entry of a PDF's outline; pages count from 0.
struct PDFOutlineEntry {
    var title: String
    var level: Int
    var page: Int
}

/// An open PDF.
struct PDFFile {
    let reader: Reader
    let handle: OpaquePointer

    func close() { mu_document_close(reader.handle, handle) }

    func pageCount() throws(ExtractionFailure) -> Int {
        var count: Int32 = 0
        try reader.check(mu_page_count(reader.handle, handle, &count))
        return Int(count)
    }

    func metadata(_ key: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 512)
        guard mu_metadata(reader.handle, handle, key, &buffer, buffer.count) == MU_OK else { return nil }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let text = CharacterCleaning.clean(String(decoding: bytes, as: UTF8.self))
        return text.isEmpty ? nil : text
    }

    /// The outline, empty where the file has none that can be read.
    func outline() -> [PDFOutlineEntry] {
        final class Box { var entries: [PDFOutlineEntry] = [] }
        let box = Box()
        _ = mu_outline(reader.handle, handle, 5000, Unmanaged.passUnretained(box).toOpaque()) { state, entry in
            guard let state, let entry = entry?.pointee, let title = entry.title else { return }
            let box = Unmanaged<Box>.fromOpaque(state).takeUnretainedValue()
            let clean = CharacterCleaning.clean(String(cString: title))
            guard !clean.isEmpty, entry.page >= 0 else { return }
            box.entries.append(PDFOutlineEntry(title: clean, level: Int(entry.level), page: Int(entry.page)))
        }
        return box.entries
    }

    /// What the file holds beside its pages; nothing where that cannot be read.
    func facts() -> MuFacts {
        var facts = MuFacts()
        _ = mu_document_facts(reader.handle, handle, &facts)
        return facts
    }

    /// What the file calls its pages, in its order.
    func pageLabels() -> [PDFPageLabels] {
        final class Box { var ranges: [PDFPageLabels] = [] }
        let box = Box()
        _ = mu_page_labels(reader.handle, handle, 5000, Unmanaged.passUnretained(box).toOpaque()) { state, labels in
            guard let state, let labels = labels?.pointee else { return }
            let box = Unmanaged<Box>.fromOpaque(state).takeUnretainedValue()
            let style = Character(Unicode.Scalar(UInt8(bitPattern: labels.style)))
            box.ranges.append(
                PDFPageLabels(
                    first: Int(labels.first), style: style,
                    prefix: String((labels.prefix.map { String(cString: $0) } ?? "").filter { !$0.isNewline }),
                    start: Int(labels.start)))
        }
        return box.ranges
    }

    /// The XML of a form that another program lays out.
    func formTemplate() -> [UInt8]? {
        var xml = MuBytes()
        guard mu_form_template(reader.handle, handle, 16 << 20, &xml) == MU_OK else { return nil }
        defer { mu_free(xml.bytes) }
        return Array(UnsafeBufferPointer(start: xml.bytes, count: xml.count))
    }

    /// A page's lines; nil when the page is damaged.
    func page(_ number: Int, limit: Int) throws(ExtractionFailure) -> PageContent? {
        var page = MuPage()
        let status = mu_page_read(reader.handle, handle, Int32(number), max(limit, 0), &page)
        if status == MU_OUT_OF_MEMORY { throw .outOfMemory }
        return status == MU_OK ? PageContent(page) : nil
    }

    /// A page as a PNG of at most `width` x `height` pixels.
    func draw(_ number: Int, width: Int, height: Int, grey: Bool) throws(ExtractionFailure) -> [UInt8] {
        var png = MuBytes()
        try reader.check(mu_page_draw(reader.handle, handle, Int32(number), Int32(width), Int32(height), grey, &png))
        defer { mu_free(png.bytes) }
        return Array(UnsafeBufferPointer(start: png.bytes, count: png.count))
    }
}
