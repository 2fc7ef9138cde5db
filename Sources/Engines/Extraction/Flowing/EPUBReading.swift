/// Reads an EPUB (OCF container, OPF package): the chapters in the order of its spine.
struct EPUBReading {
    let reader: Reader
    let limits: ExtractionLimits

    func read(_ bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) -> ExtractedDocument {
        let archive = try ZipArchive(bytes, reader: reader, limits: limits)
        if let encryption = try archive.tree("META-INF/encryption.xml") {
            // Fonts may be obfuscated in a free book; an encrypted chapter means copy protection.
            let targets = encryption.all("CipherReference").compactMap { $0.attribute("URI")?.lowercased() }
            if targets.contains(where: { $0.hasSuffix("html") || $0.hasSuffix("htm") }) { throw .locked }
        }
        let path = try packagePath(archive)
        guard let package = try path.flatMap({ path throws(ExtractionFailure) in try archive.tree(path) }) else {
            return try readChapters(archive.names.filter(Self.isChapter).sorted(), of: archive, EPUBPages())
        }
        let folder = path.flatMap { path in path.lastIndex(of: "/").map { String(path[...$0]) } } ?? ""
        let items = package.all("item", limit: 50_000)
        var files: [String: String] = [:]
        for item in items {
            if let id = item.attribute("id"), let target = item.attribute("href") {
                files[id] = Self.resolve(target, in: folder)
            }
        }
        var chapters = package.all("itemref", limit: 50_000).compactMap { $0.attribute("idref") }
            .compactMap { files[$0] }
        if chapters.isEmpty {
            // A book without a reading order is read in the order in which it lists its files.
            chapters = items.filter { item in
                let isNavigation = item.attribute("properties")?.contains("nav") ?? false
                return !isNavigation && (item.attribute("media-type") ?? "").contains("html")
            }.compactMap { $0.attribute("href") }.map { Self.resolve($0, in: folder) }
        }
        if chapters.isEmpty { chapters = archive.names.filter(Self.isChapter).sorted() }
        var pages = EPUBPages()
        for item in items {
            let isNavigation = item.attribute("properties")?.contains("nav") ?? false
            let isOld = (item.attribute("media-type") ?? "").hasSuffix("dtbncx+xml")
            guard isNavigation || isOld, let target = item.attribute("href") else { continue }
            let file = Self.resolve(target, in: folder)
            if let tree = try? archive.tree(file, html: isNavigation) { pages.read(tree, file: file) }
        }
        var sheet = HTMLStyleSheet()
        for item in items.prefix(1000) where item.attribute("media-type") == "text/css" {
            guard let target = item.attribute("href"),
                let bytes = try? archive.read(Self.resolve(target, in: folder))
            else { continue }
            sheet.add(String(decoding: bytes, as: UTF8.self))
        }
        var document = try readChapters(chapters, of: archive, pages, sheet)
        func metadata(_ name: String) -> String? {
            package.first(name).map { CharacterCleaning.clean($0.content) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        document.title = metadata("title").flatMap { LeftTitle.isLeft($0) ? nil : $0 } ?? document.outline.first?.title
        document.author = metadata("creator")
        document.language = metadata("language").flatMap(FlowMetadata.language)
        let changed = package.all("meta", limit: 500).first { $0.attribute("property") == "dcterms:modified" }
        document.modified =
            ((changed?.content).map { CharacterCleaning.clean($0) } ?? metadata("date")).flatMap(FlowMetadata.date)
        return document
    }

    /// Where the package file lies: where the container says, else where one lies.
    private func packagePath(_ archive: ZipArchive) throws(ExtractionFailure) -> String? {
        let container = try archive.tree("META-INF/container.xml")
        if let path = container?.first("rootfile")?.attribute("full-path").map({ Self.resolve($0, in: "") }),
            archive.holds(path)
        {
            return path
        }
        return archive.names.first { $0.lowercased().hasSuffix(".opf") }
    }

    private static func isChapter(_ name: String) -> Bool {
        [".xhtml", ".html", ".htm"].contains { name.lowercased().hasSuffix($0) }
            && !name.lowercased().hasSuffix("nav.xhtml")
    }

    private func readChapters(
        _ chapters: [String], of archive: ZipArchive, _ pages: EPUBPages, _ sheet: HTMLStyleSheet = HTMLStyleSheet()
    ) throws(ExtractionFailure) -> ExtractedDocument {
        guard !chapters.isEmpty else { throw .damaged(detail: "it lists no chapters") }
        // A chapter that is listed again is read once: a spine that repeats itself is a mistake or a bomb.
        var seen: Set<String> = []
        var builder = FlowBuilder(limit: limits.characters)
        var found = 0
        for file in chapters where seen.insert(file).inserted {
            guard let tree = try archive.tree(file, html: true) else { continue }
            found += 1
            builder.startSection()
            if let label = pages.starts[file] { builder.startPage(label) }
            let walk = HTMLReading.blocks(of: tree, sheet: sheet, pages: pages.places[file] ?? [:])
            for block in walk.blocks { builder.add(block) }
            for notice in walk.notices { builder.notices.add(notice.kind, count: notice.count) }
        }
        guard found > 0 else { throw .damaged(detail: "its chapters are missing") }
        return builder.document(.epub)
    }

    /// A path inside the archive: percent signs decoded, the fragment dropped, `..` never above the root.
    static func resolve(_ target: String, in folder: String) -> String {
        let path = target.prefix { $0 != "#" }
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        var parts: [Substring] = []
        let full = folder + String(decoding: bytes, as: UTF8.self)
        for part in full.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}

/// What a book calls its printed pages, and where they begin.
struct EPUBPages {
    /// By file, then by the id of the element that the page begins with.
    private(set) var places: [String: [String: String]] = [:]
    /// Pages that begin with a file.
    private(set) var starts: [String: String] = [:]

    /// Takes the list of pages of a navigation file, in EPUB 3's form or in that of EPUB 2.
    mutating func read(_ tree: MarkupTree, file: String) {
        let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
        for list in tree.all("nav", limit: 20)
        where (list.attribute("epub:type") ?? list.attribute("role") ?? "").contains("page") {
            var stack = Array(list.children)
            while let node = stack.popLast() {
                stack.append(contentsOf: node.children)
                if node.name == "a", let target = node.attribute("href") { add(target, node.content, folder) }
            }
        }
        for target in tree.all("pageTarget", limit: 10_000) {
            guard let source = target.child("content")?.attribute("src") else { continue }
            let label = target.child("navLabel")?.content ?? ""
            add(source, label.trimmed.isEmpty ? target.attribute("value") ?? "" : label, folder)
        }
    }

    private mutating func add(_ target: String, _ label: String, _ folder: String) {
        let label = CharacterCleaning.clean(label)
        guard !label.isEmpty, label.count <= 20 else { return }
        let file = EPUBReading.resolve(target, in: folder)
        let fragment = HTMLFacts.fragment(target)
        let name = HTMLWalk.pageLabel(label) ?? label
        if fragment.isEmpty { starts[file] = name } else { places[file, default: [:]][fragment] = name }
    }
}
