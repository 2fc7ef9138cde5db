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
        let text = ConversationText(
            title: "How long?",
            messages: [Self.message(.text("How long?"), .question), Self.message(.answer(answer), .answer)])
        for form in [text.markdown, text.html, String(decoding: text.docx, as: UTF8.self)] {
            let plain = form.replacing("\\", with: "")
            #expect(plain.contains("It costs 4,500 dollars. (no source supports this sentence)"))
            #expect(plain.contains("three weeks. [1]") && !plain.contains("[2]") && !plain.contains("Ledger"))
            #expect(plain.contains("Partial match. Read the sources before you rely on this."))
        }
        #expect(text.markdown.components(separatedBy: "How long?").count == 2, "the question is not said twice")
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
