import Foundation
import Testing

@testable import Extraction

@Suite("Passages") struct PassagesTests {
    /// One token a word.
    private static func tokenize(_ text: String) -> [Int32] { text.split(separator: " ").map { Int32($0.count) } }

    private func passages(_ markdown: String) throws -> (PagedText, [Passage]) {
        let document = try read(markdown, as: "a.md")
        let text = PagedText(document.pages)
        return (text, PassageCutter(text, tokenize: Self.tokenize).passages(document.pages))
    }

    private static func chapter(_ number: Int, sentences: Int) -> String {
        let body = (0..<sentences).map { "Sentence \($0) of chapter \(number) says one thing." }
        let paragraphs = stride(from: 0, to: sentences, by: 7).map {
            body[$0..<min($0 + 7, sentences)].joined(separator: " ")
        }
        return "# Chapter \(number)\n\n" + paragraphs.joined(separator: "\n\n") + "\n\n"
    }

    @Test("hold 500 to 1000 tokens and never cross a chapter")
    func sizes() throws {
        let (text, passages) = try passages((1...3).map { Self.chapter($0, sentences: 400) }.joined())
        for passage in passages {
            #expect((PassageCutter.least...PassageCutter.most).contains(passage.tokenCount))
            let chapters = Set(text.text(passage.range).matches(of: /chapter (\d)/).map { $0.1 })
            #expect(chapters.count == 1)
            #expect(passage.headingPath == ["Chapter \(chapters.first ?? "?")"])
        }
    }

    @Test("together hold every sentence once, on sentence boundaries")
    func complete() throws {
        let (text, passages) = try passages((1...2).map { Self.chapter($0, sentences: 333) }.joined())
        let words = passages.flatMap { $0.sentences.map { text.text($0.range) } }.joined(separator: " ")
        let all = String(String.UnicodeScalarView(text.scalars)).replacing("\n", with: " ")
        #expect(words == all)
    }

    @Test("windows cover every token and overlap by 32")
    func windows() {
        let tokens = (0..<900).map { Int32($0) }
        let passage = Passage(
            range: 0..<1, headingPath: [], sentences: [.init(range: 0..<1, tokens: tokens, isHeading: false)])
        let windows = passage.windows()
        #expect(windows.allSatisfy { $0.count <= 254 })
        for (a, b) in zip(windows, windows.dropFirst()) { #expect(Array(a.suffix(32)) == Array(b.prefix(32))) }
        #expect(windows.flatMap { $0 }.reduce(into: Set()) { $0.insert($1) }.count == 900)
        #expect(windows.last?.last == 899)
    }

    @Test("a sentence that goes on overleaf is one sentence, found on both pages")
    func overPageEnd() {
        var first = ExtractedPage(
            number: 1, text: "The team meets. It com", paragraphs: [Paragraph(range: 0..<22, kind: .body)])
        first.join = .word
        let second = ExtractedPage(
            number: 2, text: "pares results. Then it acts.", paragraphs: [Paragraph(range: 0..<28, kind: .body)])
        let text = PagedText([first, second])
        let passage = PassageCutter(text, tokenize: Self.tokenize).passages([first, second])[0]
        let sentences = passage.sentences.map { text.text($0.range) }
        #expect(sentences == ["The team meets.", "It compares results.", "Then it acts."])
        let spans = text.spans(of: passage.sentences[1].range)
        #expect(spans.map(\.page) == [0, 1])
        #expect(spans.map(\.range) == [16..<22, 0..<14])
    }

    @Test("a file of nothing but headings, or of words without an end, makes few and bounded passages")
    func hostile() throws {
        func passages(_ text: String, _ name: String) throws -> [Passage] {
            let document = try Data(text.utf8).withUnsafeBytes { try Extraction.read($0, fileName: name) }
            return PassageCutter(PagedText(document.pages), tokenize: Self.tokenize).passages(document.pages)
        }
        #expect(try passages(String(repeating: "# a\n\n", count: 20_000), "headings.md").count < 100)
        #expect(try passages(String(repeating: "# a\n\nb\n\n", count: 10_000), "chapters.md").count < 100)
        let endless = String(repeating: "x", count: 400_000)
        let document = try Data("# \(endless)\n\n\(endless)".utf8).withUnsafeBytes {
            try Extraction.read($0, fileName: "endless.md")
        }
        let kept = try ExtractedDocument(bytes: document.bytes)
        #expect((kept.title ?? "").unicodeScalars.count <= 200)
        #expect(kept.outline.allSatisfy { $0.title.unicodeScalars.count <= 200 })
        for passage in try passages("# \(endless)\n\n\(endless)", "endless.md") {
            #expect(passage.range.count <= 20_000)
            #expect(passage.headingPath.allSatisfy { $0.unicodeScalars.count <= 200 })
        }
    }
}
