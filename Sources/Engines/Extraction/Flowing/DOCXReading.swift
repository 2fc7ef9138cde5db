/// Reads a Word document (ECMA-376 WordprocessingML): what a reader of the printed document sees, once.
struct DOCXReading {
    let reader: Reader
    let limits: ExtractionLimits
    /// How many documents this one was imported into.
    var depth = 0

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let package = try DOCXPackage(bytes, reader: reader, limits: limits)
        let walk = try walked(package)
        var builder = FlowBuilder(limit: limits.characters)
        for block in walk.blocks { builder.add(block) }
        // Headers stand after the title, footers at the end, each once however many pages show it.
        builder.insertFirst(walk.headers.filter { !builder.holds($0) })
        for text in walk.footers where !builder.holds(text) { builder.add(text, .body) }
        builder.notices = walk.notices
        let names = package.archive.names
        builder.notices.add(.macrosLeftAlone, count: names.count { $0.hasSuffix("vbaProject.bin") })
        builder.notices.add(.attachedFiles, count: names.count { $0.contains("/embeddings/") } - walk.sheetsOfCharts)
        let core = try? package.tree("docProps/core.xml")
        func property(_ name: String) -> String? {
            core?.first(name).map { CharacterCleaning.clean($0.content) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        var document = builder.document(
            .docx, title: property("title").flatMap { LeftTitle.isLeft($0) ? nil : $0 } ?? walk.title,
            author: property("creator"), language: property("language").flatMap(FlowMetadata.language))
        document.modified = (property("modified") ?? property("created")).flatMap(FlowMetadata.date)
        return document
    }

    /// The document as blocks, for a file that imports it.
    func blocks(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> [FlowBlock] {
        try walked(try DOCXPackage(bytes, reader: reader, limits: limits)).blocks
    }

    private func walked(_ package: DOCXPackage) throws(ExtractionFailure) -> DOCXWalk {
        guard let document = try package.tree(package.main) else {
            throw .damaged(detail: "its main part is missing")
        }
        let styles = try package.tree(package.folder + "styles.xml").map { DOCXStyles($0) } ?? DOCXStyles()
        let numbering = try package.tree(package.folder + "numbering.xml").map { DOCXNumbering($0, styles: styles) }
        var walk = DOCXWalk(
            package: package, styles: styles, numbering: numbering ?? DOCXNumbering(), limits: limits, depth: depth)
        // A page with a colour of its own may well be written on in white.
        walk.hasBackground = document.first("background") != nil
        if let body = document.first("body") { walk.visit(body) }
        walk.finish()
        for part in ["footnotes.xml", "endnotes.xml"] {
            guard let notes = try? package.tree(package.folder + part) else { continue }
            walk.relations = package.relations(of: package.folder + part)
            for note in notes.all(part == "footnotes.xml" ? "footnote" : "endnote")
            where note.attribute("w:type") == nil || note.attribute("w:type") == "normal" {
                walk.visit(note)
                walk.finish()
            }
        }
        if let comments = try? package.tree(package.folder + "comments.xml") {
            walk.notices.add(.commentsLeftOut, count: comments.all("comment", limit: 10_000).count)
        }
        try readMargins(of: document, package, &walk)
        return walk
    }

    /// Headers and footers of all sections, as far as some page shows them.
    private func readMargins(
        of document: MarkupTree, _ package: DOCXPackage, _ walk: inout DOCXWalk
    ) throws(ExtractionFailure) {
        let relations = package.relations(of: package.main)
        let settings = try? package.tree(package.folder + "settings.xml")
        let hasEvenPages = settings?.first("evenAndOddHeaders") != nil
        var seen: Set<String> = []
        for section in document.all("sectPr", limit: 500) {
            let hasFirstPage = section.child("titlePg") != nil
            for node in section.children where node.name == "headerReference" || node.name == "footerReference" {
                let type = node.attribute("w:type")
                if type == "first" && !hasFirstPage || type == "even" && !hasEvenPages { continue }
                guard let id = node.attribute("r:id"), let part = relations[id]?.target,
                    seen.insert(part).inserted, let tree = try? package.tree(part),
                    let root = tree.roots.first(where: { $0.name != nil })
                else { continue }
                walk.relations = package.relations(of: part)
                walk.readMargin(root, isHeader: node.name == "headerReference")
            }
        }
    }
}
