/// Footnotes stand below a page's text; a sentence that goes on overleaf is read on without them.
enum Footnotes {
    /// Moves a page's footnotes before its last paragraph where that goes on overleaf.
    static func move(in page: inout PageComposer.Result, before next: PageComposer.Result, bodySize: Float) {
        let notes = page.paragraphs.reversed().prefix { isNote($0, in: page, bodySize: bodySize) }.count
        let count = page.paragraphs.count
        guard notes > 0, count > notes, let first = next.paragraphs.first, first.kind == .body,
            next.text.first.map({ $0.properties.isLowercase || $0.properties.numericType != nil }) ?? false
        else { return }
        let last = page.paragraphs[count - notes - 1]
        guard last.kind == .body || last.kind == .listItem, last.size < 1.12 * bodySize, !last.range.isEmpty,
            !".!?:".unicodeScalars.contains(page.text[last.range.upperBound - 1])
        else { return }
        let order = Array(0..<(count - notes - 1)) + Array((count - notes)..<count) + [count - notes - 1]
        page = page.reordered(order)
    }

    /// Smaller than the text, with a number or a mark before it, or going on from such a one.
    private static func isNote(_ draft: PageComposer.Draft, in page: PageComposer.Result, bodySize: Float) -> Bool {
        guard draft.kind != .tableRow, draft.size < 0.94 * bodySize, let first = page.text[draft.range].first else {
            return false
        }
        return first.properties.numericType != nil || "*†‡§¹²³⁴⁵⁶⁷⁸⁹[(".unicodeScalars.contains(first)
            || first.properties.isLowercase
    }
}

extension PageComposer.Result {
    /// The page with its paragraphs in another order.
    func reordered(_ order: [Int]) -> PageComposer.Result {
        var result = PageComposer.Result()
        for index in order {
            let draft = paragraphs[index]
            if !result.text.isEmpty { result.text.append("\n") }
            let shift = result.text.count - draft.range.lowerBound
            result.text += text[draft.range]
            func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + shift..<range.upperBound + shift }
            var placed = draft
            placed.range = moved(draft.range)
            result.paragraphs.append(placed)
            for var line in lines where draft.range.contains(line.range.lowerBound) {
                line.range = moved(line.range)
                result.lines.append(line)
            }
        }
        return result
    }
}
