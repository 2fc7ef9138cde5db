/// The text of one paragraph, gathered run by run, so that raised and lowered figures keep their value when the marks
/// of style are gone: 10³ is "10^3" and never "103", ¾ set as a fraction is "3/4", a footnote's figure is no figure.
struct InlineText {
    enum Script: Equatable { case plain, raised, lowered }

    fileprivate struct Run {
        var text: String
        var script: Script
    }

    private var runs: [Run] = []

    /// Stands for a line break until the paragraph is laid out.
    static let lineBreak: Unicode.Scalar = "\u{2028}"
    /// Stands for the end of a printed page; of a private use area, and taken out of what a file holds.
    static let pageBreak: Unicode.Scalar = "\u{10FF00}"

    init(_ text: String = "") { if !text.isEmpty { append(text) } }

    /// Whether it holds nothing that is seen.
    var isEmpty: Bool {
        runs.allSatisfy { $0.text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0 == Self.pageBreak } }
    }

    /// Adds text as the file holds it.
    mutating func append(_ text: String, _ script: Script = .plain) {
        guard !text.isEmpty else { return }
        let text = text.unicodeScalars.contains(Self.pageBreak) ? text.filter { $0 != "\u{10FF00}" } : text
        if let last = runs.indices.last, runs[last].script == script, !runs[last].text.isEmpty {
            runs[last].text += text
        } else {
            runs.append(Run(text: text, script: script))
        }
    }

    /// Parts a short label from the value behind it, where nothing does yet: "Student", "Hospital preferred".
    mutating func endLabel() {
        guard let last = runs.indices.last, runs[last].script == .plain else { return }
        let line = runs[last].text.unicodeScalars.split(separator: Self.lineBreak, omittingEmptySubsequences: false)
            .last
        let words = line.map { String($0).split(whereSeparator: \.isWhitespace) } ?? []
        guard (1...4).contains(words.count), words.last?.last?.isLetter == true, words.first?.first?.isUppercase == true
        else { return }
        while runs[last].text.last?.isWhitespace == true { runs[last].text.removeLast() }
        runs[last].text += ":"
    }

    /// Adds a formula; one that begins with a fraction stands apart from the whole number before it.
    mutating func appendFormula(_ text: String) {
        if runs.last?.text.last?.isNumber == true, text.first?.isNumber == true { append(" ") }
        append(text)
    }

    mutating func breakLine() { append("\u{2028}") }

    /// A printed page ends here.
    mutating func breakPage() { runs.append(Run(text: "\u{10FF00}", script: .plain)) }

    /// A footnote's mark, which is no part of the sentence; keeps the runs beside it apart.
    mutating func skipMark() { runs.append(Run(text: "", script: .plain)) }

    mutating func append(_ other: InlineText) { for run in other.runs { append(run.text, run.script) } }

    /// The text, with its line and page breaks.
    var composed: String {
        var result = ""
        var index = 0
        while index < runs.count {
            let run = runs[index]
            let (next, afterNext) = (runs.after(index), runs.after(index + 1))
            switch run.script {
            case .plain:
                // Where a mark was left out, what stood on its two sides stays apart.
                if index > 0, runs[index - 1].text.isEmpty, let first = run.text.first,
                    first.isNumber || first.isLetter,
                    let last = result.last, !last.isWhitespace, !Self.isBreak(last)
                {
                    result += " "
                }
                result += run.text.unicodeScalars.contains("⁄") ? Self.slashed(run.text) : run.text
            case .raised:
                if let (lower, used) = Self.denominator(next?.pair, afterNext?.pair, numerator: run.text) {
                    let upper = run.text.filter { $0 != "/" && $0 != "⁄" }
                    Self.appendFraction("\(upper.trimmed)/\(lower)", to: &result)
                    index += used
                } else if Self.isNumerator(run.text, before: next?.text ?? "") {
                    Self.appendFraction(run.text.trimmed, to: &result)
                } else {
                    RaisedFigures.append(run.text, to: &result, before: next?.text ?? "")
                }
            case .lowered: RaisedFigures.appendLowered(run.text, to: &result, before: next?.text ?? "")
            }
            index += 1
        }
        return result
    }

    /// The lines of the text between its breaks.
    var lines: [String] {
        composed.unicodeScalars.split(separator: Self.lineBreak, omittingEmptySubsequences: false).map { String($0) }
    }

    /// What stands below the line of a fraction whose upper part was just met, and how many runs it takes.
    private static func denominator(
        _ next: (String, Script)?, _ afterNext: (String, Script)?, numerator: String
    ) -> (String, Int)? {
        let upper = numerator.trimmed
        guard let last = upper.last, upper.count <= 6, upper.first?.isNumber == true else { return nil }
        if last == "/" || last == "⁄" {
            guard let (text, script) = next, script == .lowered else { return nil }
            return text.trimmed.isEmpty ? nil : (text.trimmed, 1)
        }
        guard upper.allSatisfy(\.isNumber), let (bar, script) = next else { return nil }
        if script == .lowered, let first = bar.trimmed.first, first == "/" || first == "⁄" {
            return (String(bar.trimmed.dropFirst()), 1)
        }
        guard bar.trimmed == "/" || bar.trimmed == "⁄", let (text, under) = afterNext, under == .lowered else {
            return nil
        }
        return text.trimmed.isEmpty ? nil : (text.trimmed, 2)
    }

    /// Whether a bar and a number follow on the line.
    private static func isNumerator(_ text: String, before next: String) -> Bool {
        guard let bar = next.first, bar == "/" || bar == "⁄", next.dropFirst().first?.isNumber == true else {
            return false
        }
        let upper = text.trimmed
        return !upper.isEmpty && upper.count <= 3 && upper.allSatisfy(\.isNumber)
    }

    /// "1⁄2" with a plain slash, as it is typed; apart from a whole number before it.
    private static func slashed(_ text: String) -> String { text.replacing("⁄", with: "/") }

    /// A fraction stands apart from the whole number before it: "1 3/4", never "13/4".
    static func appendFraction(_ fraction: String, to result: inout String) {
        if result.last?.isNumber == true { result += " " }
        result += fraction
    }
}

extension InlineText.Run {
    fileprivate var pair: (String, InlineText.Script) { (text, script) }
}

extension Array {
    fileprivate func after(_ index: Int) -> Element? { index + 1 < count ? self[index + 1] : nil }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var (start, end) = (startIndex, endIndex)
        while start < end, self[start].isWhitespace { start = index(after: start) }
        while start < end {
            let last = index(before: end)
            guard self[last].isWhitespace else { break }
            end = last
        }
        return String(self[start..<end])
    }

    /// Whether it holds a few ASCII letters. Bytes are compared: a search by characters or by a pattern, which is made
    /// anew for each line that it is asked of, costs many times as much.
    func holds(_ letters: StaticString) -> Bool {
        let sought = UnsafeBufferPointer(start: letters.utf8Start, count: letters.utf8CodeUnitCount)
        guard let first = sought.first else { return true }
        func search(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            guard bytes.count >= sought.count else { return false }
            for place in 0...(bytes.count - sought.count) where bytes[place] == first {
                if sought.indices.allSatisfy({ bytes[place + $0] == sought[$0] }) { return true }
            }
            return false
        }
        if let found = utf8.withContiguousStorageIfAvailable(search) { return found }
        return Array(utf8).withUnsafeBufferPointer(search)
    }
}
