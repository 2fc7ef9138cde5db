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
        guard let container = try archive.tree("META-INF/container.xml") else {
            throw .damaged(detail: "META-INF/container.xml is missing")
        }
        guard let path = container.first("rootfile")?.attribute("full-path"), let package = try archive.tree(path)
        else { throw .damaged(detail: "the package file is missing") }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""

        var files: [String: String] = [:]
        for item in package.all("item") {
            if let id = item.attribute("id"), let target = item.attribute("href") {
                files[id] = Self.resolve(target, in: folder)
            }
        }
        // A chapter that is listed again is read once: a spine that repeats itself is a mistake or a bomb.
        var seen: Set<String> = []
        let spine = package.all("itemref").compactMap { $0.attribute("idref") }.compactMap { files[$0] }
            .filter { seen.insert($0).inserted }
        guard !spine.isEmpty else { throw .damaged(detail: "it lists no chapters") }
        var builder = FlowBuilder()
        var found = 0
        for file in spine {
            guard let tree = try archive.tree(file, html: true) else { continue }
            found += 1
            builder.startSection()
            HTMLReading.addBlocks(of: tree, to: &builder)
        }
        guard found > 0 else { throw .damaged(detail: "its chapters are missing") }
        func metadata(_ name: String) -> String? {
            package.first(name).map { CharacterCleaning.clean($0.content) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        return builder.document(
            .epub, title: metadata("title"), author: metadata("creator"),
            language: metadata("language").map { String($0.prefix(2)).lowercased() })
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
