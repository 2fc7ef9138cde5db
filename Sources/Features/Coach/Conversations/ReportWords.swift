import Answering

/// What a report of a conversation says by itself, in one of the product's languages.
struct ReportWords: Sendable {
    let sources: String, nothing: String, nearest: String, unsupported: String
    private let strong: String, partial: String, weak: String
    private let fromLibrary: String, writtenBy: String, checked: @Sendable (Int, Int) -> String
    private let page: String, section: String, printed: String, earlier: String

    static let english = ReportWords(
        sources: "Sources", nothing: Answer.nothing, nearest: Answer.nearest, unsupported: Answer.unsupported,
        strong: "Strong match.", partial: "Partial match. Read the sources before you rely on this.",
        weak: "Weak match. Read the sources before you rely on this.",
        fromLibrary: "From your library.", writtenBy: "Written by",
        checked: { "\($0) of \($1) sentences checked against their sources." },
        page: "page", section: "section", printed: "printed", earlier: "earlier edition")

    static let spanish = ReportWords(
        sources: "Fuentes", nothing: "La biblioteca no contiene nada cercano a esta pregunta.",
        nearest: "La biblioteca no parece contener una respuesta. Los pasajes más cercanos:",
        unsupported: "(ninguna fuente respalda esta frase)",
        strong: "Coincidencia fuerte.", partial: "Coincidencia parcial. Lee las fuentes antes de fiarte.",
        weak: "Coincidencia débil. Lee las fuentes antes de fiarte.",
        fromLibrary: "De tu biblioteca.", writtenBy: "Escrito por",
        checked: { "\($0) de \($1) frases comprobadas con sus fuentes." },
        page: "página", section: "sección", printed: "impresa", earlier: "edición anterior")

    /// How sure an answer is, as the page says it.
    func remark(_ answer: Answer) -> String {
        let match =
            switch answer.confidence.level {
            case .high: strong
            case .medium: partial
            case .low: weak
            }
        guard let written = answer.written else { return "\(fromLibrary) \(match)" }
        let supported = written.sentences.count(where: \.isSupported)
        return "\(writtenBy) \(written.model). \(match) \(checked(supported, written.sentences.count))"
    }

    /// "page 12 (printed 8), earlier edition (2019)"
    func place(_ citation: QuotedAnswer.Citation) -> String {
        let pages = citation.spans.map { "\($0.page)" }.joined(separator: "–")
        let label = citation.spans.first?.label.flatMap { $0 == pages ? nil : " (\(printed) \($0))" } ?? ""
        let edition =
            citation.isEarlierEdition == true ? ", \(earlier)" + (citation.edition.map { " (\($0))" } ?? "") : ""
        return (citation.hasPages ? "\(page) \(pages)\(label)" : "\(section) \(pages)") + edition
    }
}

extension QuotedAnswer.Citation {
    /// "A Handbook, page 12 (printed 8)".
    var place: String { "\(title), \(ReportWords.english.place(self))" }
}
