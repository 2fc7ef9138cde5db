/// Why a file could not be read. Each case knows a sentence that names the cause and the cure.
public enum ExtractionFailure: Error, Equatable, Sendable, Codable {
    case empty
    case unknownKind
    /// The name promises one kind, the bytes are another.
    case mismatch(name: String, found: String)
    case locked
    case damaged(detail: String)
    case noText
    /// Its pages only say that a certain program must open it.
    case needsOtherProgram
    case tooManyPages(count: Int, limit: Int)
    /// Inflates past the limit, in bytes.
    case inflates(limit: Int)
    case tooMuchText(limit: Int)
    case outOfMemory

    /// Stable name for machines.
    public var code: String {
        switch self {
        case .empty: "library.fileEmpty"
        case .unknownKind: "library.fileKindUnknown"
        case .mismatch: "library.fileKindMismatch"
        case .locked: "library.fileLocked"
        case .damaged: "library.fileDamaged"
        case .noText: "library.fileWithoutText"
        case .needsOtherProgram: "library.fileNeedsOtherProgram"
        case .tooManyPages: "library.tooManyPages"
        case .inflates: "library.fileInflates"
        case .tooMuchText: "library.tooMuchText"
        case .outOfMemory: "library.fileNeedsTooMuchMemory"
        }
    }

    /// Cause and cure in one or two sentences, without the file's name.
    public var message: String {
        switch self {
        case .empty: "The file is empty. Export or download it again."
        case .unknownKind:
            "This kind of file is not read. Use PDF, EPUB, DOCX, HTML, Markdown, RTF, plain text, CSV or an ICS calendar; "
                + "save others as PDF, and spreadsheets as CSV."
        case .mismatch(let name, let found):
            "The name ends in .\(name), but the content is \(found). Rename it to what it is, or export it again."
        case .locked: "The file is protected by a password. Save a copy without one and add that."
        case .damaged(let detail):
            "The file is damaged\(detail.isEmpty ? "" : " (\(detail))"). Open it in its own program and save it again."
        case .noText:
            "No text was found in the file, on its pictures neither. A better scan, 300 dots an inch and straight, may help."
        case .needsOtherProgram:
            "The file only says that another program must open it: it is a form or a portfolio. Open it in Adobe Reader, "
                + "print it as PDF or save the files in it, and add those."
        case .tooManyPages(let count, let limit):
            "The file has \(count) pages; the limit is \(limit). Split it, or raise the limit max-pages."
        case .inflates(let limit):
            "The file unpacks to more than \(limit / 1_048_576) MB, which looks like a zip bomb. Save it again, smaller."
        case .tooMuchText(let limit):
            "The file holds more than \(limit) characters. Split it into parts."
        case .outOfMemory: "Reading the file takes more memory than allowed. Split it, or save it again, smaller."
        }
    }
}
