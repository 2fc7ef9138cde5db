/// Reads a Word document (ECMA-376 WordprocessingML): body paragraphs, lists, tables and notes.
struct DOCXReading {
    let reader: Reader
    let limits: ExtractionLimits

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let archive = try ZipArchive(bytes, reader: reader, limits: limits)
        let main = try mainPart(archive)
        guard let source = try archive.read(main) else { throw .damaged(detail: "its main part is missing") }
        // Office files declare no entities (ECMA-376 part 2, 8.1.4); one that does means harm.
        if source.withUnsafeBytes({ $0.contains(Array("<!DOCTYPE".utf8)) }) {
            throw .damaged(detail: "it declares entities of its own")
        }
        let document = try HTMLReading.parse(String(decoding: source, as: UTF8.self), html: false, reader: reader)
        let folder = main.lastIndex(of: "/").map { String(main[...$0]) } ?? ""
        let levels = try headingLevels(archive, styles: folder + "styles.xml")
        var walk = DOCXWalk(headingLevels: levels)
        if let body = document.first("body") { walk.visit(body) }
        for part in ["footnotes.xml", "endnotes.xml"] {
            guard let notes = try? archive.tree(folder + part) else { continue }
            for note in notes.all(part == "footnotes.xml" ? "footnote" : "endnote")
            where note.attribute("w:type") == nil {
                walk.visit(note)
            }
        }
        let core = try? archive.tree("docProps/core.xml")
        func property(_ name: String) -> String? {
            core?.first(name).map { CharacterCleaning.clean($0.content) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return walk.builder.document(
            .docx, title: property("title") ?? walk.title, author: property("creator"),
            language: property("language").map { String($0.prefix(2)).lowercased() })
    }

    /// The part that the package names as its document; Word's own name for it where the package names none.
    private func mainPart(_ archive: ZipArchive) throws(ExtractionFailure) -> String {
        let relations = try archive.tree("_rels/.rels")?.all("Relationship") ?? []
        let target = relations.first { $0.attribute("Type")?.hasSuffix("/officeDocument") ?? false }?.attribute(
            "Target")
        return EPUBReading.resolve(target ?? "word/document.xml", in: "")
    }

    /// Heading levels by style id, from 0.
    private func headingLevels(_ archive: ZipArchive, styles: String) throws(ExtractionFailure) -> [String: Int] {
        guard let tree = try archive.tree(styles) else { return [:] }
        var levels: [String: Int] = [:]
        for style in tree.all("style") {
            guard let id = style.attribute("w:styleId") else { continue }
            let outline = style.child("pPr")?.child("outlineLvl")?.attribute("w:val").flatMap { Int($0) }
            let name = style.child("name")?.attribute("w:val")?.lowercased() ?? ""
            let named = name.hasPrefix("heading ") ? Int(name.dropFirst(8)).map { $0 - 1 } : name == "title" ? 0 : nil
            if let level = outline ?? named, (0...8).contains(level) { levels[id] = level }
        }
        return levels
    }
}

/// One walk over a document's body.
private struct DOCXWalk {
    let headingLevels: [String: Int]
    private(set) var builder = FlowBuilder()
    private(set) var title: String?

    init(headingLevels: [String: Int]) { self.headingLevels = headingLevels }

    mutating func visit(_ container: MarkupNode, depth: Int = 0) {
        guard depth < 40 else { return }
        for node in container.children {
            switch node.name {
            case "p": paragraph(node)
            case "tbl": table(node, depth: depth)
            case "sdt", "sdtContent", "ins", "smartTag", "customXml": visit(node, depth: depth + 1)
            default: break
            }
        }
    }

    private mutating func paragraph(_ node: MarkupNode) {
        let properties = node.child("pPr")
        let style = properties?.child("pStyle")?.attribute("w:val")
        let direct = properties?.child("outlineLvl")?.attribute("w:val").flatMap { Int($0) }.flatMap {
            $0 < 9 ? $0 : nil
        }
        let text = Self.text(node)
        if let level = direct ?? style.flatMap({ headingLevels[$0] }), text.count < 300 {
            if title == nil { title = CharacterCleaning.clean(text) }
            builder.add(text, .heading(level: level))
        } else if properties?.child("numPr") != nil {
            builder.add("• " + text, .listItem)
        } else {
            builder.add(text, .body)
        }
    }

    private mutating func table(_ node: MarkupNode, depth: Int) {
        for row in node.children where row.name == "tr" {
            let cells = row.children.filter { $0.name == "tc" }
            // A one-cell table is layout: its content reads as paragraphs.
            if cells.count == 1 {
                visit(cells[0], depth: depth + 1)
            } else {
                let texts = cells.map { CharacterCleaning.clean(Self.text($0)) }
                if texts.contains(where: { !$0.isEmpty }) { builder.add(texts.joined(separator: " | "), .tableRow) }
            }
        }
    }

    /// The text of the runs below a node; deleted text and field codes are not text.
    private static func text(_ node: MarkupNode) -> String {
        var result = ""
        var stack = Array(node.children)
        stack.reverse()
        while let node = stack.popLast() {
            switch node.name {
            case "t": result += node.content
            case "tab", "br", "cr": result += " "
            case "noBreakHyphen": result += "-"
            case "p" where !result.isEmpty: result += " "
            case "del", "instrText", "pPr", "rPr", "Fallback": continue
            default: break
            }
            if node.name != "t" { stack.append(contentsOf: node.children.reversed()) }
        }
        return result
    }
}
