/// The parts that every Office Open XML file has (ECMA-376, parts 1 and 2): its content types, its relationships and its
/// properties.
struct OfficePackage {
    static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    static let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    /// A relationship of one part to another, or to an address.
    struct Link {
        let id: String, type: String, target: String
        var isOutside = false
    }

    private var parts: [(name: String, type: String, bytes: [UInt8])] = []
    private var relationships: [(part: String, links: [Link])] = []

    /// - Parameter type: its media type.
    mutating func add(_ name: String, _ type: String, _ bytes: [UInt8], links: [Link] = []) {
        parts.append((name, type, bytes))
        if !links.isEmpty { relationships.append((name, links)) }
    }

    mutating func add(_ name: String, _ type: String, _ xml: String, links: [Link] = []) {
        add(name, type, Array((Self.head + xml).utf8), links: links)
    }

    /// What the file says of itself.
    mutating func addProperties(of report: Report) {
        let core = [
            "<dc:title>\(Markup.escape(report.title))</dc:title>",
            report.subtitle.map { "<dc:subject>\(Markup.escape($0))</dc:subject>" },
            report.author.map { "<dc:creator>\(Markup.escape($0))</dc:creator>" },
            "<dc:language>\(Markup.escape(report.language))</dc:language>",
            report.createdAt.map {
                "<dcterms:created xsi:type=\"dcterms:W3CDTF\">\(CivilTime($0).timestamp)</dcterms:created>"
            },
        ]
        add(
            "docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml",
            "<cp:coreProperties xmlns:cp=\"\(Self.package)/metadata/core-properties\" "
                + "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
                + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\(core.compactMap(\.self).joined())"
                + "</cp:coreProperties>")
    }

    /// The file.
    /// - Parameter main: the part that a program opens first.
    func bytes(main: String) -> [UInt8] {
        let types = parts.map { "<Override PartName=\"/\($0.name)\" ContentType=\"\($0.type)\"/>" }.joined()
        var archive = StoredArchive()
        func add(_ name: String, _ xml: String) { archive.add(name, Array((Self.head + xml).utf8)) }
        add(
            "[Content_Types].xml",
            "<Types xmlns=\"\(Self.package)/content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>\(types)</Types>")
        add(
            "_rels/.rels",
            Self.relationships([
                Link(id: "rId1", type: Self.relation + "/officeDocument", target: main),
                Link(
                    id: "rId2", type: Self.package + "/relationships/metadata/core-properties",
                    target: "docProps/core.xml"),
            ]))
        for part in parts { archive.add(part.name, part.bytes) }
        for (part, links) in relationships {
            let path = part.split(separator: "/")
            let folder = path.dropLast().joined(separator: "/")
            add("\(folder)/_rels/\(path.last ?? "").rels", Self.relationships(links))
        }
        return archive.bytes
    }

    private static func relationships(_ links: [Link]) -> String {
        let items = links.map { link in
            "<Relationship Id=\"\(link.id)\" Type=\"\(link.type)\" Target=\"\(Markup.escape(link.target))\""
                + (link.isOutside ? " TargetMode=\"External\"/>" : "/>")
        }
        return "<Relationships xmlns=\"\(package)/relationships\">\(items.joined())</Relationships>"
    }
}
