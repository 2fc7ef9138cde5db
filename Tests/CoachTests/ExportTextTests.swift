import Documents
import Foundation
import Models
import Testing

@testable import Answering
@testable import Coach

@Suite("Exported answers") struct ExportTextTests {
    private static func citation(_ title: String) -> QuotedAnswer.Citation {
        .init(
            document: UUID(), title: title, hasPages: true, headingPath: [],
            spans: [.init(page: 4, label: nil, start: 0, end: 9)])
    }

    private static func message(_ content: Message.Content, _ role: MessageRecord.Role) -> Message {
        Message(
            record: MessageRecord(
                id: UUID(), conversationID: UUID(), parentID: nil, role: role, body: Data(), authorID: nil,
                createdAt: Date()), content: content)
    }

    @Test("a sentence that nothing bears out keeps its mark and has no citation, in every format")
    func unsupported() throws {
        let written = WrittenAnswer(
            sentences: [
                .init(
                    text: "It lasts three weeks.", opensParagraph: false,
                    citations: [.init(number: 1, citation: Self.citation("Handbook"))], isSupported: true),
                .init(
                    text: "It costs 4,500 dollars.", opensParagraph: false,
                    citations: [.init(number: 2, citation: Self.citation("Ledger"))], isSupported: false),
            ], supported: 0.5, inventedCitations: 0, provider: "p", model: "m", tier: .fast, why: [], cost: 0,
            hidden: 0,
            promptVersion: "", firstText: 0)
        var answer = Answer(
            domains: [], isFound: true,
            confidence: Confidence(own: 0.6, relevance: 0.6, clarity: 0.6, completeness: 0.6), quotes: [], nearby: [],
            trace: [:])
        answer.written = written
        let report = Report(
            of: [Self.message(.text("How long?"), .question), Self.message(.answer(answer), .answer)],
            title: "How long?", isSpanish: false)
        for format in [ReportFormat.md, .html, .docx] {
            let text = String(decoding: report.file(as: format) ?? [], as: UTF8.self)
            let plain = format == .md ? text.replacing("\\", with: "") : text.replacing(/<[^>]*>/, with: "")
            #expect(plain.contains("It costs 4,500 dollars. (no source supports this sentence)"), "\(format)")
            #expect(plain.contains("three weeks. [1]") && !plain.contains("[2]") && !plain.contains("Ledger"))
            #expect(plain.contains("Partial match. Read the sources before you rely on this."))
        }
        #expect(report.markdown.components(separatedBy: "How long?").count == 2, "the question is not said twice")
    }

    @Test("sources are numbered through a conversation, and the same place has one number")
    func numbers() {
        let (handbook, ledger) = (Self.citation("Handbook"), Self.citation("Ledger"))
        func answer(_ cited: [QuotedAnswer.Citation]) -> Message {
            let quotes = cited.enumerated().map {
                QuotedAnswer.Quote(number: $0 + 1, text: "Three weeks.", lead: nil, citation: $1, confidence: 1)
            }
            return Self.message(
                .answer(
                    Answer(
                        domains: [], isFound: true,
                        confidence: Confidence(own: 0.6, relevance: 0.6, clarity: 0.6, completeness: 0.6),
                        quotes: quotes, nearby: [], trace: [:])), .answer)
        }
        let report = Report(of: [answer([handbook]), answer([ledger, handbook])], title: "Weeks", isSpanish: true)
        let cited = report.blocks.compactMap { if case .quote(_, let number) = $0 { number } else { nil } }
        #expect(cited == [1, 2, 1])
        guard case .sources(let sources)? = report.blocks.last else {
            Issue.record("no sources")
            return
        }
        #expect(sources.map(\.title) == ["Handbook", "Ledger"] && sources.first?.place == "página 4")
        #expect(report.language == "es" && report.markdown.contains("## Fuentes"))
    }

    @Test("only a question in English is said to lie outside what the coach is for")
    func language() {
        for text in ["What is the melting point of tungsten?", "How do I help a pupil?", "Who makes the agenda"] {
            #expect(QuestionLanguage.isEnglish(text), "\(text)")
        }
        for text in [
            "¿Cómo ayudo a un alumno a formar un hábito?", "Comment aider les élèves ?", "Wie lange dauert das?",
            "如何帮助学生", "Photosynthese",
        ] { #expect(!QuestionLanguage.isEnglish(text), "\(text)") }
    }
}
