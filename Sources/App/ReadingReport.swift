import Extraction

/// What was read in a file, as `homeroom read` prints it.
struct ReadingReport: Encodable {
    struct Heading: Encodable { let title: String, level: Int, page: Int }
    struct Page: Encodable {
        let number: Int, label: String?, text: String
        /// How sure the recognition is, 0 to 1; absent where the text is the file's own.
        let certainty: Double?
        let paragraphs: [Part]

        struct Part: Encodable { let kind: String, level: Int?, text: String }
    }
    struct Warning: Encodable { let kind: String, count: Int, pages: [Int], message: String }

    let title: String?, author: String?, language: String?, edition: String?, modified: String?, kind: String
    let outline: [Heading], pages: [Page]
    /// Pages that hold no text of their own; of those that a machine could read, the warnings and their certainty tell.
    let pagesWithoutText: [Int]
    let warnings: [Warning]
    private let pageCount: Int

    enum CodingKeys: CodingKey {
        case title, author, language, edition, modified, kind, outline, pages, pagesWithoutText, warnings
    }

    init(_ document: ExtractedDocument, only: Int?) {
        (title, author, language) = (document.title, document.author, document.language)
        (edition, modified, kind) = (document.edition, document.modified, document.kind.rawValue)
        outline = document.outline.map { Heading(title: $0.title, level: $0.level, page: $0.page) }
        pages = document.pages.filter { only == nil || $0.number == only }.map(Self.page)
        pageCount = document.pages.count
        let blank = Set(document.pagesWithoutText)
        pagesWithoutText = document.pages.filter { $0.certainty != nil || blank.contains($0.number) }.map(\.number)
        warnings = document.allNotices.map { notice in
            Warning(kind: notice.kind.rawValue, count: notice.count, pages: notice.pages, message: notice.sentence)
        }
    }

    private static func page(_ page: ExtractedPage) -> Page {
        let scalars = Array(page.text.unicodeScalars)
        return Page(
            number: page.number, label: page.label, text: page.text, certainty: page.certainty.map(Double.init),
            paragraphs: page.paragraphs.map { paragraph in
                Page.Part(
                    kind: paragraph.kind.name, level: paragraph.kind.headingLevel,
                    text: String(String.UnicodeScalarView(scalars[paragraph.range])))
            })
    }

    /// For people: what the file is, what was not read, then page by page.
    var text: String {
        var lines: [String] = []
        func add(_ name: String, _ value: String?) { if let value { lines.append("\(name): \(value)") } }
        add("Title", title)
        add("Author", author)
        add("Language", language)
        add("Edition", edition)
        add("Last changed", modified)
        add("Pages", "\(pageCount)")
        for warning in warnings { add("Note", warning.message) }
        for page in pages {
            lines += ["", "--- \(page.number)" + (page.label.map { ", printed \($0)" } ?? "") + " ---"]
            if let certainty = page.certainty { lines.append("(read by machine, \(Int(certainty * 100)) % sure)") }
            lines += page.paragraphs.map { part in
                switch part.kind {
                case "heading": String(repeating: "#", count: (part.level ?? 0) + 1) + " " + part.text
                case "listItem": "  " + part.text
                case "tableRow": "| " + part.text
                default: part.text
                }
            }
        }
        return lines.joined(separator: "\n")
    }
}
