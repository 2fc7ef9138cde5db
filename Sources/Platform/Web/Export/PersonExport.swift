public import Foundation
public import Kernel
public import Vault

/// All that is kept of a person, while features add it: `person.json` for programs, `person.html` for people, and the
/// person's own files. It is made inside one transaction, so that all of it is of one moment, and lies on the disk sealed
/// (`SealedSpool`). No feature adds passwords, keys, tokens or their hashes.
public final class PersonExport {
    /// What a section is called, in both languages of the product.
    public struct Heading: Sendable {
        let english: String, spanish: String
        public init(_ english: String, _ spanish: String) { (self.english, self.spanish) = (english, spanish) }
    }

    /// A field of an entry; those without a value are left out.
    public typealias Fields = KeyValuePairs<String, JSONValue?>

    /// The person's file, to be read when the archive is sent. `read` blocks.
    struct File: Sendable {
        let path: String
        let read: @Sendable () throws -> [UInt8]
    }

    public let person: UUID
    /// Whether what staff ask, read and write for themselves is told: to themselves, and to who may read activity.
    public let includesActivity: Bool
    private let isSpanish: Bool
    private var json: SealedSpool, html: SealedSpool
    private var files: [File] = []
    private var fileBytes = 0
    /// The keys of the sections that were added.
    public private(set) var sections: [String] = []

    /// - Parameters:
    ///   - folder: where it may lie while it is made and sent.
    ///   - sealer: makes the keys that it is sealed with there.
    /// - Throws: errors of the file system.
    public init(
        of person: UUID, includesActivity: Bool, isSpanish: Bool, folder: String, sealer: Sealer, at moment: Date
    ) throws {
        (self.person, self.includesActivity, self.isSpanish) = (person, includesActivity, isSpanish)
        json = try SealedSpool(folder: folder, sealer: sealer.makeKey(for: "export").sealer)
        html = try SealedSpool(folder: folder, sealer: sealer.makeKey(for: "export").sealer)
        let head = #"{"format":"homeroom.person","version":1,"exportedAt":"\#(Self.text(moment))","#
        try json.add(Array((head + #""person":"\#(person.uuidString.lowercased())","sections":{"#).utf8))
        try html.add(Array(ExportPage.head(isSpanish: isSpanish, at: Self.text(moment)).utf8))
    }

    /// Adds a section, also where it holds nothing: whoever reads it sees that nothing is kept.
    /// - Parameters:
    ///   - key: its member of `sections`; stable.
    ///   - isActivity: it is what staff do for themselves: without `includesActivity` it says that it is left out.
    ///   - body: adds its entries, one by one.
    /// - Throws: what `body` throws; errors of the file system.
    public func section(
        _ key: String, _ heading: Heading, isActivity: Bool, _ body: (_ add: (Fields) throws -> Void) throws -> Void
    ) throws {
        try json.add(Array("\(sections.isEmpty ? "" : ",")\n\"\(key)\":".utf8))
        try html.add(Array(ExportPage.section(isSpanish ? heading.spanish : heading.english).utf8))
        sections.append(key)
        guard includesActivity || !isActivity else {
            try json.add(Array(#"{"leftOut":"activity"}"#.utf8))
            return try html.add(Array(ExportPage.leftOut(isSpanish: isSpanish).utf8))
        }
        try json.add(Array("[".utf8))
        var count = 0
        try body { fields in
            let present = fields.compactMap { field in field.value.map { (field.key, $0) } }
            if count > 0 { try json.add(Array(",\n".utf8)) }
            try json.add(JSONEncoder.wire.encode(JSONValue.object(Dictionary(present, uniquingKeysWith: { $1 }))))
            try html.add(Array(ExportPage.entry(present, isSpanish: isSpanish).utf8))
            count += 1
        }
        try json.add(Array("]".utf8))
        if count == 0 { try html.add(Array(ExportPage.nothing(isSpanish: isSpanish).utf8)) }
    }

    /// Adds one of the person's own files.
    /// - Parameters:
    ///   - name: what it is called; its path gets a number too.
    ///   - size: bytes that it has.
    ///   - read: gives its bytes when the archive is sent. Blocks.
    /// - Returns: its path in the archive; nil where the archive can hold no more.
    public func file(_ name: String, size: Int, _ read: @escaping @Sendable () throws -> [UInt8]) -> String? {
        guard files.count < 60_000, fileBytes + size < 3_500_000_000 else { return nil }
        fileBytes += size
        let fileExtension = (name as NSString).pathExtension
        let stem = FileName.kept(of: (name as NSString).deletingPathExtension)
        let plain = fileExtension.wholeMatch(of: /[A-Za-z0-9]{1,8}/) == nil ? "" : "." + fileExtension
        let path = "files/\(files.count + 1) \(stem)\(plain)"
        files.append(File(path: path, read: read))
        return path
    }

    /// What was added, to be sent.
    /// - Throws: errors of the file system.
    public func finish() throws -> PersonArchive {
        try json.add(Array("}}\n".utf8))
        try html.add(Array(ExportPage.end.utf8))
        return PersonArchive(json: try json.finish(), html: try html.finish(), files: files)
    }

    /// A moment as the export writes it: ISO 8601, UTC.
    static func text(_ moment: Date) -> String { moment.formatted(.iso8601) }
}

extension JSONValue {
    /// A moment, in ISO 8601.
    public static func moment(_ date: Date) -> JSONValue { .string(PersonExport.text(date)) }
    /// An identifier in small letters.
    public static func identifier(_ id: UUID) -> JSONValue { .string(id.uuidString.lowercased()) }
    /// A count.
    public static func count(_ number: Int) -> JSONValue { .number(Double(number)) }
}
