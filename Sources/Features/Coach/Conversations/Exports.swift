import Answering
import Extraction
import Foundation
import GRDB
import Kernel
import Persistence

/// Conversations as files, each with the list of what it cites.
struct Exports: Sendable {
    /// Sets HTML of our own as a PDF, for somebody whose turn it is.
    let typeset: @Sendable (_ html: String, _ actor: String) async throws -> [UInt8]
    let database: any DatabaseWriter

    enum Format: String, Sendable {
        case md, pdf, docx

        var mediaType: String {
            switch self {
            case .md: "text/markdown; charset=utf-8"
            case .pdf: "application/pdf"
            case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        }
    }

    /// - Parameter message: the last to take in; nil for the branch that was written to last.
    /// - Throws: what `typeset` throws where the PDF cannot be set.
    func file(
        _ conversation: Conversation, upTo message: UUID?, as format: Format, isSpanish: Bool, by origin: RequestOrigin
    )
        async throws
        -> [UInt8]
    {
        let text = ConversationText(
            title: conversation.title, messages: message.map { conversation.path(to: $0) } ?? conversation.newest,
            isSpanish: isSpanish)
        let bytes: [UInt8] =
            switch format {
            case .md: Array(text.markdown.utf8)
            case .docx: text.docx
            case .pdf: try await typeset(text.html, origin.actor)
            }
        try await database.write { db in
            try AuditTrail.append(
                .init(
                    .exported, "conversation", conversation.record.id.uuidString.lowercased(),
                    details: ["format": format.rawValue]), by: origin, db)
        }
        return bytes
    }
}

/// A conversation as paragraphs, for every format alike.
struct ConversationText: Sendable {
    enum Style: Sendable { case title, question, answer, note, remark, heading, entry }
    private(set) var paragraphs: [(style: Style, text: String)] = []

    /// - Parameter isSpanish: whether what stands between question and answer is Spanish, not English.
    init(title: String, messages: [Message], isSpanish: Bool = false) {
        paragraphs.append((.title, title))
        var bibliography: [UUID: (entry: String, places: [String])] = [:]
        var order: [UUID] = []
        for (index, message) in messages.enumerated() {
            switch message.content {
            // A conversation is named by its first question: it is not said twice.
            case .text(let text) where index == 0 && text == title: continue
            case .text(let text): paragraphs.append((message.record.role == .question ? .question : .answer, text))
            case .answer(let answer):
                if answer.isFound { paragraphs.append((.remark, Self.remark(answer, isSpanish))) }
                for part in answer.text().components(separatedBy: "\n\n") { paragraphs.append((.answer, part)) }
                for (number, citation) in answer.citations {
                    paragraphs.append((.note, "[\(number)] \(citation.place)"))
                    if bibliography[citation.document] == nil {
                        order.append(citation.document)
                        let numbers = [citation.isbn.map { "ISBN \($0)" }, citation.sku].compactMap { $0 }
                        bibliography[citation.document] = (([citation.title] + numbers).joined(separator: ". "), [])
                    }
                    for span in citation.spans {
                        let place = span.label ?? "\(span.page)"
                        if bibliography[citation.document]?.places.contains(place) == false {
                            bibliography[citation.document]?.places.append(place)
                        }
                    }
                }
                for source in answer.web { paragraphs.append((.note, "Web: \(source.title), \(source.address)")) }
            }
        }
        guard !order.isEmpty else { return }
        paragraphs.append((.heading, isSpanish ? "Fuentes" : "Sources"))
        for (entry, places) in order.compactMap({ bibliography[$0] }).sorted(by: { $0.entry < $1.entry }) {
            paragraphs.append(
                (.entry, "\(entry). \(isSpanish ? "Páginas" : "Pages") \(places.joined(separator: ", "))."))
        }
    }

    /// How sure it is, as the page says it.
    private static func remark(_ answer: Answer, _ isSpanish: Bool) -> String {
        if isSpanish { return spanishRemark(answer) }
        let match =
            switch answer.confidence.level {
            case .high: "Strong match."
            case .medium: "Partial match. Read the sources before you rely on this."
            case .low: "Weak match. Read the sources before you rely on this."
            }
        guard let written = answer.written else { return "From your library. \(match)" }
        let checked = written.sentences.count(where: \.isSupported)
        return "Written by \(written.model). \(match) "
            + "\(checked) of \(written.sentences.count) sentences checked against their sources."
    }

    private static func spanishRemark(_ answer: Answer) -> String {
        let match =
            switch answer.confidence.level {
            case .high: "Coincidencia fuerte."
            case .medium: "Coincidencia parcial. Lee las fuentes antes de fiarte."
            case .low: "Coincidencia débil. Lee las fuentes antes de fiarte."
            }
        guard let written = answer.written else { return "De tu biblioteca. \(match)" }
        let checked = written.sentences.count(where: \.isSupported)
        return "Escrito por \(written.model). \(match) "
            + "\(checked) de \(written.sentences.count) frases comprobadas con sus fuentes."
    }

    var markdown: String {
        paragraphs.map { style, text in
            // What would be read as markup stands for itself.
            let plain = text.replacing(/[\\`*_<>\[\]#!|]/) { "\\" + $0.output }
            return switch style {
            case .title: "# \(plain)"
            case .question, .heading: "## \(plain)"
            case .answer: plain
            case .remark: "*\(plain)*"
            case .note, .entry: "- \(plain)"
            }
        }.joined(separator: "\n\n") + "\n"
    }

    private static func escape(_ text: String) -> String {
        // Control characters are not for XML.
        let plain = String(
            String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 32 || $0 == "\n" || $0 == "\t" }))
        return plain.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    var html: String {
        let body = paragraphs.map { style, text in
            let plain = Self.escape(text)
            return switch style {
            case .title: "<h1>\(plain)</h1>"
            case .question, .heading: "<h2>\(plain)</h2>"
            case .answer: "<p>\(plain)</p>"
            case .note, .remark: "<p class=\"small\">\(plain)</p>"
            case .entry: "<p>\(plain)</p>"
            }
        }
        return "<html><body>\(body.joined(separator: "\n"))</body></html>"
    }

    /// An Office Open XML document (ECMA-376), as small as Word and LibreOffice take it.
    var docx: [UInt8] {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        let office = "http://schemas.openxmlformats.org/package/2006"
        let word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        let mime = "application/vnd.openxmlformats-officedocument.wordprocessingml"
        let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        let body = paragraphs.map { style, text in
            let name =
                switch style {
                case .title: "Title"
                case .question, .heading: "Heading1"
                case .answer, .entry: "Normal"
                case .note, .remark: "Note"
                }
            return "<w:p><w:pPr><w:pStyle w:val=\"\(name)\"/></w:pPr><w:r><w:t xml:space=\"preserve\">"
                + "\(Self.escape(text))</w:t></w:r></w:p>"
        }
        func style(_ id: String, _ name: String, size: Int, isBold: Bool = false) -> String {
            "<w:style w:type=\"paragraph\" w:styleId=\"\(id)\"><w:name w:val=\"\(name)\"/><w:pPr><w:spacing w:after=\"120\"/>"
                + "</w:pPr><w:rPr>\(isBold ? "<w:b/>" : "")<w:sz w:val=\"\(size)\"/></w:rPr></w:style>"
        }
        let parts = [
            (
                "[Content_Types].xml",
                "<Types xmlns=\"\(office)/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Override PartName=\"/word/document.xml\" ContentType=\"\(mime).document.main+xml\"/>"
                    + "<Override PartName=\"/word/styles.xml\" ContentType=\"\(mime).styles+xml\"/></Types>"
            ),
            (
                "_rels/.rels",
                "<Relationships xmlns=\"\(office)/relationships\"><Relationship Id=\"r1\" "
                    + "Type=\"\(relation)/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
            ),
            (
                "word/_rels/document.xml.rels",
                "<Relationships xmlns=\"\(office)/relationships\"><Relationship Id=\"r1\" "
                    + "Type=\"\(relation)/styles\" Target=\"styles.xml\"/></Relationships>"
            ),
            (
                "word/styles.xml",
                "<w:styles xmlns:w=\"\(word)\">" + style("Normal", "Normal", size: 22)
                    + style("Title", "Title", size: 40, isBold: true)
                    + style("Heading1", "heading 1", size: 26, isBold: true) + style("Note", "Note", size: 18)
                    + "</w:styles>"
            ),
            (
                "word/document.xml",
                "<w:document xmlns:w=\"\(word)\"><w:body>\(body.joined())</w:body></w:document>"
            ),
        ]
        var archive = StoredArchive()
        for (name, text) in parts { archive.add(name, Array((head + text).utf8)) }
        return archive.bytes
    }
}
