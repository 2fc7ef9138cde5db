/// The title and date that a file gives itself.
enum PDFTitle {
    private static let defaults: [String] = [
        "untitled", "microsoft word", "microsoft powerpoint", "powerpoint presentation", "microsoft excel", "anonymous",
        "unspecified", "unknown", "no title", "new document", "document", "presentation", "slide", "folie",
        "diapositiva",
        "page", "layout", "title", "book", "sheet", "workbook", "scan", "scanned document", "print", "image", "img",
        "doc",
        "pdf", "google docs", "template", "blank", "camscanner", "full page photo", "sin título", "documento", "none",
        "null",
    ]

    /// A title that a person wrote; what programs put there (a file's name, their own, "Slide 1") is none.
    static func written(_ text: String) -> String? {
        let text = text.trimmingCharacters(where: \.isWhitespace)
        let bare = text.lowercased().trimmingCharacters { !$0.isLetter && !$0.isNumber }
        // "Slide 1" and "Document (2)" are a program's word and a number.
        let name = bare.trimmingCharacters { $0.isNumber || $0.isWhitespace || "()_-#.".contains($0) }
        if name.isEmpty || defaults.contains(name) || LeftTitle.isLeft(text) { return nil }
        if ["untitled", "microsoft word -", "microsoft powerpoint -", "microsoft excel -", "powerpoint presentation"]
            .contains(where: bare.hasPrefix)
        {
            return nil
        }
        let isFileName = text.wholeMatch(of: /.*[^ .]\.\w{2,4}/) != nil && !text.hasSuffix(".")
        let isPath = text.contains(":\\") || text.hasPrefix("/") || text.contains("://") || text.hasPrefix("file:")
        // "scan_2024-03-11_0815", "IMG0042": no words in it.
        let isCode =
            !text.contains(" ") && text.contains(where: \.isNumber)
            && (text.contains("_") || text.count { $0.isNumber } * 2 > text.count)
        return isFileName || isPath || isCode ? nil : text
    }

    /// The largest heading of the first page that has text.
    static func largestHeading(of pages: [PageComposer.Result], composer: PageComposer) -> String? {
        guard let page = pages.first(where: { !$0.paragraphs.isEmpty }) else { return nil }
        let headings = page.paragraphs.filter { draft in
            composer.isHeading(draft) && draft.isUpright && draft.size >= 1.12 * composer.bodySize
                && page.text[draft.range].count { $0.properties.isAlphabetic } > 2
        }
        guard let size = headings.map(\.size).max(), let first = headings.first(where: { $0.size > 0.98 * size }) else {
            return nil
        }
        return String(String.UnicodeScalarView(page.text[first.range]))
    }

    /// `D:20240311081500-05'00'` as 2024-03-11; nil where it is no date.
    static func date(_ text: String) -> String? {
        let digits = text.drop { !$0.isNumber }.prefix { $0.isASCII && $0.isNumber }.prefix(8)
        guard digits.count == 8, let year = Int(digits.prefix(4)), let month = Int(digits.dropFirst(4).prefix(2)),
            let day = Int(digits.suffix(2)), (1980...2200).contains(year), (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
    }
}
