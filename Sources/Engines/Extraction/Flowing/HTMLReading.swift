/// Reads the text of an HTML or XHTML file, block by block.
struct HTMLReading {
    let reader: Reader

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let source = Self.decode(bytes)
        let tree = try Self.parse(source, html: true, reader: reader)
        var builder = FlowBuilder()
        Self.addBlocks(of: tree, to: &builder)
        let title = tree.first("title").map { CharacterCleaning.clean($0.content) }
        let language = tree.first("html")?.attribute("lang").map { String($0.prefix(2)).lowercased() }
        return builder.document(.html, title: title.flatMap { $0.isEmpty ? nil : $0 }, language: language)
    }

    /// By the byte order mark, then by what the file says of itself, then by its bytes.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        let head = String(decoding: bytes.prefix(2048), as: UTF8.self).lowercased()
        let guess = TextEncodingGuess(bytes) ?? .utf8
        let saysLatin = ["iso-8859-1", "windows-1252", "latin1"].contains {
            head.contains("charset=\($0)") || head.contains("charset=\"\($0)")
        }
        return (guess == .utf8 && saysLatin && String(validating: bytes, as: UTF8.self) == nil ? .windows1252 : guess)
            .decode(bytes)
    }

    static func parse(_ source: String, html: Bool, reader: Reader) throws(ExtractionFailure) -> MarkupTree {
        // MuPDF's parsers stop at a zero byte.
        let bytes = Array(source.utf8.filter { $0 != 0 })
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(ExtractionFailure) in try MarkupTree(buffer, html: html, reader: reader) }
        }
        return try result.get()
    }

    /// Adds what a reader of the page sees, paragraph by paragraph.
    static func addBlocks(of tree: MarkupTree, to builder: inout FlowBuilder) {
        var walk = HTMLWalk()
        walk.visit(tree.roots)
        walk.flush()
        for (text, kind) in walk.blocks { builder.add(text, kind) }
    }
}

/// One walk over an HTML tree, with a stack of its own so that deep nesting costs memory, not the thread's stack.
private struct HTMLWalk {
    private(set) var blocks: [(String, Paragraph.Kind)] = []
    private var text = ""
    private var kind = Paragraph.Kind.body
    private var cells: [String]?

    private enum Step {
        case enter(MarkupNode)
        case leave(String)
    }

    private static let unseen: Set<String> = [
        "head", "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "nav", "select", "button",
    ]
    private static let blockNames: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption",
    ]

    mutating func visit(_ roots: MarkupNodes) {
        var stack: [Step] = roots.reversed().map { .enter($0) }
        while let step = stack.popLast() {
            switch step {
            case .leave(let name): leave(name)
            case .enter(let node):
                if let piece = node.text { text += piece }
                guard let name = node.name?.lowercased(), !Self.unseen.contains(name) else { continue }
                enter(name)
                stack.append(.leave(name))
                stack.append(contentsOf: node.children.reversed().map { .enter($0) })
            }
        }
    }

    private mutating func enter(_ name: String) {
        switch name {
        case "br": text += " "
        case "tr":
            flush()
            cells = []
        case "td", "th": if cells != nil { text = "" } else { flush() }
        case "li":
            flush()
            (text, kind) = ("• ", .listItem)
        case _ where Self.headingLevel(name) != nil:
            flush()
            kind = .heading(level: Self.headingLevel(name) ?? 0)
        case _ where Self.blockNames.contains(name) && cells == nil:
            // A list item's own paragraph belongs to its bullet.
            if !(kind == .listItem && text == "• ") { flush() }
        case _ where Self.blockNames.contains(name): text += " "
        default: break
        }
    }

    private mutating func leave(_ name: String) {
        switch name {
        case "td", "th":
            cells?.append(CharacterCleaning.clean(text))
            if cells != nil { text = "" }
        case "tr":
            if let row = cells, row.contains(where: { !$0.isEmpty }) {
                blocks.append((row.joined(separator: " | "), .tableRow))
            }
            (cells, text) = (nil, "")
        case _ where Self.headingLevel(name) != nil || Self.blockNames.contains(name) && cells == nil: flush()
        default: break
        }
    }

    mutating func flush() {
        guard cells == nil else { return }
        if CharacterCleaning.clean(text) != "•" { blocks.append((text, kind)) }
        (text, kind) = ("", .body)
    }

    private static func headingLevel(_ name: String) -> Int? {
        guard name.count == 2, name.first == "h", let digit = name.last?.wholeNumberValue, (1...6).contains(digit)
        else {
            return nil
        }
        return digit - 1
    }
}
