import CMuPDF

/// Files whose pages only say that another program must open them: forms that the program lays out itself (XFA), and
/// portfolios, which are a cover around other files.
enum PDFPlaceholder {
    private static let notices = [
        "please wait", "this document is a form that requires adobe", "you need a later version of the pdf viewer",
        "the document you are trying to load requires adobe reader", "open this pdf portfolio",
        "upgrade to the latest version of adobe reader", "for the best experience, open this pdf",
        "your pdf viewer may not be able to display this type of document",
        "this pdf file contains a portfolio", "requires adobe reader 8", "requires adobe acrobat",
    ]

    /// The document in place of such pages; nil where they say something themselves.
    static func replaced(
        _ pages: [PDFReading.Page], of document: PDFFile, facts: MuFacts, notices told: inout [ReadingNotice]
    ) throws(ExtractionFailure) -> ExtractedDocument? {
        guard pages.count <= 3, facts.has_template || facts.is_portfolio || pages.count == 1 else { return nil }
        let lines = pages.flatMap(\.lines)
        guard lines.reduce(0, { $0 + $1.characters.count }) < 1500 else { return nil }
        let text = lines.map(\.text).joined(separator: " ").lowercased()
        let isNotice =
            Self.notices.contains(where: text.contains)
            && (facts.has_template || facts.is_portfolio || text.contains("adobe") || text.contains("viewer"))
        guard isNotice || lines.isEmpty && (facts.has_template || facts.is_portfolio) else { return nil }
        told.add(.placeholderPage, page: 1)
        if facts.has_template, let template = document.formTemplate(),
            let form = FormTemplate.read(template, reader: document.reader, notices: &told), !form.pages.isEmpty
        {
            return form
        }
        throw .needsOtherProgram
    }
}
