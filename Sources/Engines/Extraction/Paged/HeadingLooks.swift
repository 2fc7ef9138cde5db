/// Which paragraphs of a page look like headings.
extension PageComposer {
    /// A heading may be a sentence; a longer one is text.
    private static let longestSentence = 70

    /// Marks the pieces of texts whose lines are set so far apart that each looks like a paragraph: what follows goes on in
    /// a small letter. Of a heading that takes two lines there is less.
    func markRunning(_ result: inout Result) {
        var start = 0
        while start < result.paragraphs.count {
            var end = start + 1
            while end < result.paragraphs.count, goesOn(result.paragraphs[end - 1], in: result.paragraphs[end], result)
            {
                end += 1
            }
            let length = result.paragraphs[end - 1].range.upperBound - result.paragraphs[start].range.lowerBound
            if end - start > 1, length > 150 {
                for index in start..<end { result.paragraphs[index].isRunning = true }
            }
            start = end
        }
    }

    private func goesOn(_ draft: Draft, in next: Draft, _ result: Result) -> Bool {
        draft.kind == .body && next.kind == .body && abs(draft.size - next.size) < 0.5 && draft.bold == next.bold
            && !".?!:".unicodeScalars.contains(result.text[draft.range.upperBound - 1])
            && result.text[next.range.lowerBound].properties.isLowercase
    }

    /// Larger than the text around it, or bold and by itself.
    func isHeading(_ draft: Draft) -> Bool {
        guard draft.rows <= 3, draft.range.count <= 180, draft.kind != .tableRow, !draft.isBullet, !draft.isRunning
        else { return false }
        // A sentence on a slide or a flyer is set large to be read, not to head what follows.
        if draft.size >= 1.12 * bodySize { return !draft.endsInStop || draft.range.count <= Self.longestSentence }
        return draft.bold && draft.size > 0.95 * bodySize && draft.range.count <= (draft.endsInStop ? 40 : 120)
    }
}
