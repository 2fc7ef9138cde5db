/// Reads an HTML or XHTML file: what a reader of the page sees of its content, block by block.
struct HTMLReading {
    let reader: Reader
    var limit = ExtractionLimits().characters

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        if WebArchive.isOne(bytes), let page = WebArchive.page(bytes) {
            let result = page.bytes.withUnsafeBytes { bytes in
                Result { () throws(ExtractionFailure) in try readPage(bytes, declared: page.charset) }
            }
            return try result.get()
        }
        return try readPage(bytes)
    }

    /// - Parameter stated: what stands around the file says of its encoding.
    private func readPage(
        _ bytes: UnsafeRawBufferPointer, declared stated: String? = nil
    ) throws(ExtractionFailure) -> ExtractedDocument {
        let declared = stated ?? Self.declared(bytes)
        let rewritten = try EastAsianEncoding.rewritten(bytes, declared: declared, reader: reader)
        let source = rewritten.map { String(decoding: $0.bytes, as: UTF8.self) } ?? Self.decode(bytes, declared: stated)
        let tree = try Self.parse(source, html: true, reader: reader)
        let found = Self.page(tree)
        var builder = FlowBuilder(limit: limit)
        for block in found.blocks { builder.add(block) }
        builder.notices = found.notices
        let isGuessed = rewritten.map { $0.faults > 0 } ?? TextEncodingGuess.isGuessed(bytes, declared: declared)
        if isGuessed { builder.notices.add(.encodingGuessed) }
        let title = tree.first("title").map { CharacterCleaning.clean($0.content) }
        let language = tree.first("html").flatMap { $0.attribute("lang") ?? $0.attribute("xml:lang") }
        var document = builder.document(
            .html, title: title.flatMap { $0.isEmpty || LeftTitle.isLeft($0) ? nil : $0 },
            author: Self.meta(tree, ["author", "dc.creator", "dcterms.creator"]),
            language: language.flatMap(FlowMetadata.language))
        document.title = document.title ?? document.outline.first { $0.level == 0 }?.title
        document.modified =
            Self.meta(
                tree,
                [
                    "last-modified", "dcterms.modified", "article:modified_time", "og:updated_time", "changed",
                    "modified", "dc.date.modified", "dc.date", "dcterms.date", "article:published_time", "created",
                    "date",
                ]
            ).flatMap(FlowMetadata.date)
        return document
    }

    /// By the byte order mark, then by what the file says of itself, then by its bytes.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, declared stated: String? = nil, reader: Reader? = nil
    ) -> String {
        let declared = stated ?? declared(bytes)
        if let reader, let found = try? EastAsianEncoding.rewritten(bytes, declared: declared, reader: reader) {
            return String(decoding: found.bytes, as: UTF8.self)
        }
        return TextEncodingGuess(bytes, declared: declared).decode(bytes)
    }

    /// The encoding that the file's head names.
    static func declared(_ bytes: UnsafeRawBufferPointer) -> String? {
        // Wide encodings would hide it; without their zeros the head is readable.
        let head = String(decoding: bytes.prefix(4096).filter { $0 != 0 && $0 < 0x80 }, as: UTF8.self).lowercased()
        if let found = head.firstMatch(of: /^\W{0,4}<\?xml[^>]*encoding\s*=\s*["']([a-z0-9_:.-]+)["']/) {
            return String(found.1)
        }
        return head.firstMatch(of: /<meta[^>]*charset\s*=\s*["']?\s*([a-z0-9_:.-]+)/).map { String($0.1) }
    }

    static func parse(_ source: String, html: Bool, reader: Reader) throws(ExtractionFailure) -> MarkupTree {
        // MuPDF's parsers stop at a zero byte.
        var bytes = Array(source.utf8.filter { $0 != 0 })
        dropDeclaration(&bytes)
        if html {
            bytes = withEscapedAmpersands(bytes)
            if isXHTML(bytes) { bytes = withClosedTags(bytes) }
        }
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ExtractionFailure) in try MarkupTree(buffer, html: html, reader: reader) }
        }
        return try result.get()
    }

    /// What a reader of a web page came for: without menus and banners, unless they are all there is.
    static func page(_ tree: MarkupTree) -> HTMLWalk {
        let first = blocks(of: tree, leavesOut: .furniture)
        guard first.length < 40 else { return first }
        let second = blocks(of: tree, leavesOut: .hidden)
        guard second.length == 0 else { return second.length > first.length ? second : first }
        return blocks(of: tree, leavesOut: .nothing)
    }

    /// The tree's text, paragraph by paragraph.
    static func blocks(
        of tree: MarkupTree, leavesOut: HTMLWalk.Omission = .hidden, sheet: HTMLStyleSheet? = nil,
        pages: [String: String] = [:]
    ) -> HTMLWalk {
        var walk = HTMLWalk(facts: HTMLFacts(tree, sheet: sheet, pages: pages), omission: leavesOut)
        walk.visit(tree.roots)
        walk.finish()
        return walk
    }

    private static func meta(_ tree: MarkupTree, _ names: [String]) -> String? {
        let all = tree.all("meta", limit: 300)
        for name in names {
            let found = all.first {
                ($0.attribute("name") ?? $0.attribute("property") ?? $0.attribute("http-equiv"))?.lowercased() == name
            }
            if let content = found?.attribute("content").map({ CharacterCleaning.clean($0) }), !content.isEmpty {
                return content
            }
        }
        return nil
    }

    /// The text is decoded; what its head says of an encoding would make MuPDF decode it once more.
    private static func dropDeclaration(_ bytes: inout [UInt8]) {
        let names = ["charset=", "encoding="].map { Array($0.utf8) }
        var isTag = false
        for index in bytes.indices.prefix(4096) {
            if bytes[index] == UInt8(ascii: "<") { isTag = true }
            if bytes[index] == UInt8(ascii: ">") { isTag = false }
            for name in names where isTag && bytes[index...].prefix(name.count).elementsEqual(name) {
                bytes[index + name.count - 1] = UInt8(ascii: "-")
            }
        }
    }

    /// MuPDF decodes what its parser of HTML gives once more as XML: `&amp;lt;` would be read as `<`. An ampersand that is
    /// written as a reference is written twice, so that one is left.
    private static func withEscapedAmpersands(_ bytes: [UInt8]) -> [UInt8] {
        let references = ["&amp;", "&AMP;", "&#38;", "&#038;", "&#x26;", "&#X26;"].map { Array($0.utf8) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 256)
        var index = 0
        while index < bytes.count {
            let here = bytes[index...]
            guard bytes[index] == UInt8(ascii: "&"), let found = references.first(where: { here.starts(with: $0) })
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            result += Array("&amp;amp;".utf8)
            index += found.count
        }
        return result
    }

    // MARK: XHTML

    private static func isXHTML(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(2048))
            return head.contains(Array("<?xml".utf8)) || head.contains(Array("http://www.w3.org/1999/xhtml".utf8))
        }
    }

    private static let void: Set<[UInt8]> = Set(
        [
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
            "wbr", "image", "path", "use", "rect", "circle", "line",
        ].map { Array($0.utf8) })

    /// In XHTML `<span/>` is whole; the HTML parser would take all that follows into it.
    private static func withClosedTags(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 1024)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte == UInt8(ascii: "<"), index + 1 < bytes.count, isLetter(bytes[index + 1]) else {
                result.append(byte)
                index += 1
                continue
            }
            var end = index + 1
            while end < bytes.count, isLetter(bytes[end]) || (0x2D...0x3A).contains(bytes[end]) && bytes[end] != 0x2F {
                end += 1
            }
            let name = Array(bytes[index + 1..<end])
            var quote: UInt8 = 0
            while end < bytes.count, quote != 0 || bytes[end] != UInt8(ascii: ">") {
                if quote != 0 {
                    if bytes[end] == quote { quote = 0 }
                } else if bytes[end] == UInt8(ascii: "\"") || bytes[end] == UInt8(ascii: "'") {
                    quote = bytes[end]
                }
                end += 1
            }
            let isWhole = end < bytes.count && bytes[end - 1] == UInt8(ascii: "/") && !void.contains(name)
            result.append(contentsOf: bytes[index..<min(isWhole ? end - 1 : end + 1, bytes.count)])
            if isWhole { result.append(contentsOf: Array("></".utf8) + name + [UInt8(ascii: ">")]) }
            index = end + 1
        }
        return result
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
