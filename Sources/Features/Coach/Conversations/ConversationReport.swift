import Answering
import Documents
import Foundation

extension Report {
    /// A conversation: questions as headings, answers with what they cite, and at the end the sources.
    /// - Parameter isSpanish: whether what stands between question and answer is Spanish, not English.
    init(of messages: [Message], title: String, createdAt: Date? = nil, isSpanish: Bool) {
        var writer = ConversationReport(words: isSpanish ? .spanish : .english)
        for (index, message) in messages.enumerated() {
            switch message.content {
            // A conversation is named by its first question: it is not said twice.
            case .text(let text) where index == 0 && text == title: continue
            case .text(let text) where message.record.role == .question:
                writer.blocks.append(.heading(1, [.text(text)]))
            case .text(let text): writer.addParagraphs(text)
            case .answer(let answer): writer.add(answer)
            }
        }
        self.init(
            title: title, language: isSpanish ? "es" : "en", createdAt: createdAt, blocks: writer.finished)
    }
}

/// A conversation while it is made a report. Sources are numbered through it all: answers that cite the same place give it
/// the same number.
private struct ConversationReport {
    /// What a citation leads to.
    private struct Place: Hashable { let document: UUID, words: String }

    let words: ReportWords
    var blocks: [Report.Block] = []
    private var sources: [Report.Source] = []
    private var numbers: [Place: Int] = [:]

    init(words: ReportWords) { self.words = words }

    var finished: [Report.Block] {
        sources.isEmpty ? blocks : blocks + [.heading(1, [.text(words.sources)]), .sources(sources)]
    }

    mutating func addParagraphs(_ text: String) {
        blocks += text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { .paragraph([.text($0)]) }
    }

    mutating func add(_ answer: Answer) {
        if answer.isFound { blocks.append(.note([.text(words.remark(answer))])) }
        if let written = answer.written {
            add(written)
        } else if answer.isFound {
            for quote in answer.quotes {
                blocks.append(.quote([.text(quote.shown)], citation: number(of: quote.citation)))
            }
        } else {
            blocks.append(.paragraph([.text(answer.nearby.isEmpty ? words.nothing : words.nearest)]))
            for one in answer.nearby {
                blocks.append(.quote([.text("“\(one.text) …”")], citation: number(of: one.citation)))
            }
        }
        guard !answer.web.isEmpty else { return }
        let links = answer.web.map { Report.List.Item(["Web: ", .link($0.title, to: $0.address)]) }
        blocks.append(.list(.init(links)))
    }

    /// A sentence that nothing bears out has a mark for citations: one would lend it what it does not have.
    private mutating func add(_ written: WrittenAnswer) {
        var runs: [Report.Run] = []
        for sentence in written.sentences {
            if sentence.opensParagraph, !runs.isEmpty {
                blocks.append(.paragraph(runs))
                runs = []
            }
            let lead = runs.isEmpty ? "" : " "
            guard sentence.isSupported else {
                runs.append(.text("\(lead)\(sentence.text) \(words.unsupported)"))
                continue
            }
            runs.append(.text(lead + sentence.text + (sentence.shownCitations.isEmpty ? "" : " ")))
            var seen: Set<Int> = []
            for mark in sentence.shownCitations {
                let number = number(of: mark.citation)
                if seen.insert(number).inserted { runs.append(.citation(number)) }
            }
        }
        if !runs.isEmpty { blocks.append(.paragraph(runs)) }
    }

    /// The number of the source, a new one where it is cited for the first time.
    private mutating func number(of citation: QuotedAnswer.Citation) -> Int {
        let place = Place(document: citation.document, words: words.place(citation))
        if let known = numbers[place] { return known }
        let number = sources.count + 1
        numbers[place] = number
        sources.append(
            .init(
                number: number, title: citation.title, place: place.words,
                details: [citation.isbn.map { "ISBN \($0)" }, citation.sku].compactMap(\.self)))
        return number
    }
}
