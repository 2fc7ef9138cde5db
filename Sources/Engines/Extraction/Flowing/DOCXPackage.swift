/// The parts of a Word file and how they name one another (ECMA-376 part 2).
final class DOCXPackage {
    struct Relation {
        var target: String
        var isOutside: Bool
        var type: String
    }

    let archive: ZipArchive
    let reader: Reader
    /// The part that holds the text.
    let main: String
    /// Where that part lies.
    let folder: String

    init(_ bytes: UnsafeRawBufferPointer, reader: Reader, limits: ExtractionLimits) throws(ExtractionFailure) {
        archive = try ZipArchive(bytes, reader: reader, limits: limits)
        self.reader = reader
        let relations = try archive.tree("_rels/.rels")?.all("Relationship") ?? []
        let target = relations.first { $0.attribute("Type")?.hasSuffix("/officeDocument") ?? false }?.attribute(
            "Target")
        let named = EPUBReading.resolve(target ?? "word/document.xml", in: "")
        main = named
        folder = named.lastIndex(of: "/").map { String(named[...$0]) } ?? ""
    }

    /// A part as a tree; nil where there is none.
    func tree(_ part: String) throws(ExtractionFailure) -> MarkupTree? {
        guard let source = try archive.read(part) else { return nil }
        // Office files declare no entities (ECMA-376 part 2, 8.1.4); one that does means harm.
        if source.withUnsafeBytes({ $0.contains(Array("<!DOCTYPE".utf8)) }) {
            throw .damaged(detail: "it declares entities of its own")
        }
        let text = source.withUnsafeBytes { HTMLReading.decode($0) }
        return try HTMLReading.parse(Self.withUsualPrefix(text), html: false, reader: reader)
    }

    /// What a part's relations lead to, by id.
    func relations(of part: String) -> [String: Relation] {
        let slash = part.lastIndex(of: "/").map { part.index(after: $0) } ?? part.startIndex
        let folder = String(part[..<slash])
        guard let tree = try? archive.tree(folder + "_rels/" + part[slash...] + ".rels") else { return [:] }
        var result: [String: Relation] = [:]
        for node in tree.all("Relationship", limit: 20_000) {
            guard let id = node.attribute("Id"), let target = node.attribute("Target") else { continue }
            let isOutside = node.attribute("TargetMode")?.lowercased() == "external"
            result[id] = Relation(
                target: isOutside
                    ? target : EPUBReading.resolve(target, in: target.hasPrefix("/") ? "" : folder),
                isOutside: isOutside, type: node.attribute("Type").map { String($0.suffix(40)) } ?? "")
        }
        return result
    }

    private static let namespaces = [
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ]

    /// Programs other than Word may call its namespace otherwise than "w"; attributes are looked up by that prefix.
    private static func withUsualPrefix(_ text: String) -> String {
        let head = text.prefix(4000)
        for namespace in namespaces {
            guard let found = head.firstRange(of: "=\"" + namespace + "\"") else { continue }
            let prefix = head[..<found.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber }
            let name = String(prefix.reversed())
            guard !name.isEmpty, name != "w", name != "xmlns" else { return text }
            return text.replacing(name + ":", with: "w:")
        }
        return text
    }
}
