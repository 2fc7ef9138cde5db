/// The kinds of file that are read.
public enum FileKind: String, Sendable, CaseIterable {
    case pdf, epub, docx, html, markdown, text

    /// Whether its pages are pages of paper, which can be drawn.
    public var hasPages: Bool { self == .pdf }

    /// File name endings, without the dot, in lower case.
    public var extensions: [String] {
        switch self {
        case .pdf: ["pdf"]
        case .epub: ["epub"]
        case .docx: ["docx", "docm", "dotx", "dotm"]
        case .html: ["html", "htm", "xhtml", "xht", "shtml", "mht", "mhtml"]
        case .markdown: ["md", "markdown", "mdown", "mkd"]
        case .text: ["txt", "text", "rtf"] + DelimitedReading.extensions + CalendarReading.extensions
        }
    }

    /// The kind that a file's name promises.
    public init?(fileName: String) {
        guard let dot = fileName.lastIndex(of: ".") else { return nil }
        let ending = fileName[fileName.index(after: dot)...].lowercased()
        guard let kind = Self.allCases.first(where: { $0.extensions.contains(ending) }) else { return nil }
        self = kind
    }

    /// The kind of a file, by its name and checked against its first bytes.
    /// - Throws: `ExtractionFailure.empty`, `.unknownKind`, `.mismatch` or `.locked`.
    public init(fileName: String, bytes: UnsafeRawBufferPointer) throws(ExtractionFailure) {
        guard !bytes.isEmpty else { throw .empty }
        guard let promised = Self(fileName: fileName) else { throw .unknownKind }
        let found = Signature(bytes)
        switch (promised, found) {
        case (.pdf, .pdf), (.epub, .zip), (.docx, .zip): self = promised
        // Word opens Rich Text under its own name, and programs save it so.
        case (.docx, .text) where RTFReading.isOne(bytes): self = .text
        case (.docx, .compoundFile):
            // Office wraps an encrypted document in a compound file with this stream; an old .doc lacks it.
            let marker = "EncryptedPackage".utf16.flatMap { [UInt8($0 & 0xFF), 0] }
            throw bytes.contains(marker) ? .locked : .mismatch(name: "docx", found: "an old Word document")
        case (.epub, .text), (.docx, .text), (.pdf, .text), (.pdf, .other), (.docx, .other), (.epub, .other):
            throw .mismatch(name: promised.extensions[0], found: found == .text ? "text" : "something else")
        case (.html, .text), (.markdown, .text), (.text, .text): self = promised
        case (_, let other): throw .mismatch(name: promised.extensions[0], found: other.description)
        }
    }
}

/// What a file's first bytes say it is.
private enum Signature: Equatable {
    case pdf, zip, compoundFile, program, picture, text, other

    init(_ bytes: UnsafeRawBufferPointer) {
        func starts(_ prefix: [UInt8]) -> Bool { bytes.prefix(prefix.count).elementsEqual(prefix) }
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(1024))
        if head.contains(Array("%PDF-".utf8)) {
            self = .pdf
        } else if starts([0x50, 0x4B, 0x03, 0x04]) || starts([0x50, 0x4B, 0x05, 0x06]) {
            self = .zip
        } else if starts([0xD0, 0xCF, 0x11, 0xE0]) {
            self = .compoundFile
        } else if starts([0x4D, 0x5A]) && head.contains(0) || starts([0x7F, 0x45, 0x4C, 0x46]) {
            self = .program
        } else if starts([0x89, 0x50, 0x4E, 0x47]) || starts([0xFF, 0xD8, 0xFF]) || starts(Array("GIF8".utf8)) {
            self = .picture
        } else if TextEncodingGuess(bytes) != nil {
            self = .text
        } else {
            self = .other
        }
    }

    var description: String {
        switch self {
        case .pdf: "a PDF"
        case .zip: "a zip archive"
        case .compoundFile: "an old Office file"
        case .program: "a program"
        case .picture: "a picture"
        case .text: "text"
        case .other: "not text"
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether `pattern` occurs anywhere.
    func contains(_ pattern: [UInt8]) -> Bool {
        guard let first = pattern.first, count >= pattern.count else { return false }
        return (0...(count - pattern.count)).contains { start in
            self[start] == first && self[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
