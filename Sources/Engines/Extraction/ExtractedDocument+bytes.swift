extension ExtractedDocument {
    /// The document as bytes, for the pipe between the worker and the server.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.write(kind.rawValue)
        writer.write(title)
        writer.write(author)
        writer.write(language)
        writer.write(edition)
        writer.write(modified)
        writer.write(notices) { writer, notice in
            writer.write(notice.kind.rawValue)
            writer.write(notice.count)
            writer.write(notice.pages) { $0.write($1) }
        }
        writer.write(outline) { writer, entry in
            writer.write(entry.title)
            writer.write(entry.level)
            writer.write(entry.page)
            writer.write(entry.offset)
        }
        writer.write(pages) { writer, page in
            writer.write(page.number)
            writer.write(page.label)
            writer.write(page.width)
            writer.write(page.height)
            writer.write(page.text)
            writer.write(page.join.rawValue)
            writer.write(page.isPicture)
            writer.write(page.isUnreadable)
            writer.write(page.certainty ?? -1)
            PageLayout(paragraphs: page.paragraphs, lines: page.lines).write(to: &writer)
        }
        return writer.bytes
    }

    /// Scalars of a title, an author or a heading that are kept. Everybody who asks or lists is sent them: a file that holds
    /// a name of megabytes must not cost others anything.
    static let longestName = 200
    /// Scalars of a page's printed number; headings of the outline.
    private static let longestLabel = 40, mostHeadings = 5000

    /// Reads what `bytes` gave; names are cut to what may be kept.
    /// - Throws: when the bytes are not such a document, or its ranges do not fit its text.
    public init(bytes: some Collection<UInt8>) throws {
        var reader = ByteReader(bytes)
        guard let kind = FileKind(rawValue: try reader.string()) else { throw ByteReader.Malformed() }
        self.init(
            kind: kind, title: try reader.optionalString()?.cut(to: Self.longestName),
            author: try reader.optionalString()?.cut(to: Self.longestName),
            language: try reader.optionalString()?.cut(to: Self.longestLabel), pages: [])
        edition = try reader.optionalString()?.cut(to: Self.longestLabel)
        modified = try reader.optionalString()?.cut(to: Self.longestLabel)
        notices = try reader.array { reader throws(ByteReader.Malformed) in
            guard let kind = ReadingNotice.Kind(rawValue: try reader.string()) else { throw ByteReader.Malformed() }
            return ReadingNotice(
                kind, count: try reader.int(),
                pages: try reader.array { reader throws(ByteReader.Malformed) in try reader.int() })
        }
        outline = try reader.array { reader throws(ByteReader.Malformed) in
            OutlineEntry(
                title: try reader.string().cut(to: Self.longestName), level: try reader.int(), page: try reader.int(),
                offset: try reader.int())
        }
        outline = Array(outline.prefix(Self.mostHeadings))
        pages = try reader.array { reader throws(ByteReader.Malformed) in
            var page = ExtractedPage(
                number: try reader.int(), label: try reader.optionalString()?.printable.cut(to: Self.longestLabel),
                width: try reader.float(),
                height: try reader.float(), text: try reader.string(), paragraphs: [])
            guard let join = PageJoin(rawValue: try reader.read()) else { throw ByteReader.Malformed() }
            page.join = join
            page.isPicture = try reader.bool()
            page.isUnreadable = try reader.bool()
            let certainty = try reader.float()
            page.certainty = certainty >= 0 ? min(certainty, 1) : nil
            let layout = try PageLayout(from: &reader)
            (page.paragraphs, page.lines) = (layout.paragraphs, layout.lines)
            let count = page.text.unicodeScalars.count
            let ranges = page.paragraphs.map(\.range) + page.lines.map(\.range)
            guard ranges.allSatisfy({ $0.upperBound <= count }) else { throw ByteReader.Malformed() }
            return page
        }
        guard pages.enumerated().allSatisfy({ $0.element.number == $0.offset + 1 }) else {
            throw ByteReader.Malformed()
        }
    }
}

extension String {
    /// Without signs that steer a terminal or turn the direction of what stands around.
    var printable: String {
        let steering: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
        return String(
            String.UnicodeScalarView(unicodeScalars.filter { !steering.contains($0.properties.generalCategory) }))
    }

    /// The first scalars of a text.
    func cut(to most: Int) -> String {
        unicodeScalars.count > most ? String(String.UnicodeScalarView(unicodeScalars.prefix(most))) : self
    }
}

/// Where a page's text stands: its paragraphs and its lines. Stored beside the text.
public struct PageLayout: Sendable, Equatable {
    public var paragraphs: [Paragraph]
    public var lines: [TextLine]

    /// Horizontal places are kept to a sixteenth of a point.
    private static let resolution: Float = 16

    public init(paragraphs: [Paragraph], lines: [TextLine]) { (self.paragraphs, self.lines) = (paragraphs, lines) }

    /// The layout as bytes, about two a character.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    /// Reads what `bytes` gave.
    /// - Throws: when the bytes are no layout.
    public init(bytes: some Collection<UInt8>) throws {
        var reader = ByteReader(bytes)
        try self.init(from: &reader)
    }

    func write(to writer: inout ByteWriter) {
        writer.write(paragraphs) { writer, paragraph in
            writer.write(paragraph.range.lowerBound)
            writer.write(paragraph.range.upperBound)
            writer.write(paragraph.kind.code)
        }
        writer.write(lines) { writer, line in
            writer.write(line.range.lowerBound)
            writer.write(line.range.upperBound)
            writer.write(line.top)
            writer.write(line.bottom)
            let places = line.edges.map { Int32(max(-1e6, min(1e6, $0 * Self.resolution)).rounded()) }
            writer.write(places.first ?? 0)
            for (a, b) in zip(places, places.dropFirst()) { writer.write(Int16(clamping: b - a)) }
        }
    }

    init(from reader: inout ByteReader) throws(ByteReader.Malformed) {
        paragraphs = try reader.array { reader throws(ByteReader.Malformed) in
            Paragraph(range: try reader.range(), kind: .init(code: try reader.read()))
        }
        lines = try reader.array { reader throws(ByteReader.Malformed) in
            let range = try reader.range()
            var line = TextLine(range: range, top: try reader.float(), bottom: try reader.float(), edges: [])
            var place = try reader.read(Int32.self)
            line.edges.append(Float(place) / Self.resolution)
            for _ in range {
                place &+= Int32(try reader.read(Int16.self))
                line.edges.append(Float(place) / Self.resolution)
            }
            return line
        }
    }
}

extension Paragraph.Kind {
    fileprivate var code: UInt8 {
        switch self {
        case .body: 0
        case .listItem: 1
        case .tableRow: 2
        case .heading(let level): 16 + UInt8(clamping: max(0, min(level, 15)))
        }
    }

    fileprivate init(code: UInt8) {
        self =
            switch code {
            case 1: .listItem
            case 2: .tableRow
            case 16...: .heading(level: Int(code - 16))
            default: .body
            }
    }
}
