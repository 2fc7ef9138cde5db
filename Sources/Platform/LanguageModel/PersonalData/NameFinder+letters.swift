/// Names whose letters or parts are written apart.
extension NameFinder {
    /// Letters with blanks or hyphens between: "K o w a l c z y k".
    mutating func spellings() {
        var start = 0
        while start < words.count {
            guard words[start].range.count == 1 else {
                start += 1
                continue
            }
            var end = start + 1
            while end < words.count, words[end].range.count == 1,
                words[end].before == .blank || words[end].before == .joint,
                end - start < 24
            {
                end += 1
            }
            if end - start > 2 {
                let letters = words[start..<end].map(\.key).joined()
                let word = TextWord(
                    range: 0..<letters.unicodeScalars.count, key: letters, lookalike: nil, before: .other,
                    style: .capital,
                    hasDot: false, isPossessive: false, isMarked: false, isScored: false, isNumbered: false,
                    hasDigits: false, opens: false)
                // "C·O·O·K": with signs between, even a word is a name.
                let isMarked =
                    end - start > 3 && words[start].isCapital
                    && words[start..<end].dropFirst().allSatisfy { $0.before == .joint }
                if names.token(word).map({ !$0.isCommon || isMarked }) ?? names.isRunTogether(letters, isHandle: false)
                {
                    for index in start..<end { isHidden[index] = true }
                }
            }
            start = end
        }
        // A word cut at a line's end: "Kowal-" and "czyk".
        for index in words.indices.dropFirst()
        where words[index].before == .blank && words[index].style != .capital && !isHidden[index]
            && words[index].range.lowerBound - words[index - 1].range.upperBound == 2
        {
            let whole = words[index - 1].key + words[index].key
            let word = TextWord(
                range: 0..<whole.unicodeScalars.count, key: whole, lookalike: nil, before: .other,
                style: .capital,
                hasDot: false, isPossessive: false, isMarked: false, isScored: false, isNumbered: false,
                hasDigits: false, opens: false)
            if let token = names.token(word), !token.isCommon {
                (isHidden[index - 1], isHidden[index]) = (true, true)
            }
        }
    }

    /// "Mac Namara", "Mc Tavish": written apart.
    mutating func parted() {
        for index in words.indices.dropLast()
        where words[index].isCapital && ["mac", "mc", "fitz", "o", "d", "l"].contains(words[index].key) {
            guard words[index + 1].before == .blank || words[index + 1].before == .joint,
                words[index + 1].isCapital,
                let token = names.token(spelled: words[index].key + words[index + 1].key), !token.isCommon
            else { continue }
            (isHidden[index], isHidden[index + 1]) = (true, true)
        }
    }
}
