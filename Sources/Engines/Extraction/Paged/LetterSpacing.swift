/// Words whose letters are set apart for looks: "F A M I L Y  N I G H T".
enum LetterSpacing {
    /// A line's characters without the blanks inside such words.
    static func closed(_ characters: [SetCharacter], size: Float) -> [SetCharacter] {
        guard characters.count >= 7, mayBeSpaced(characters) else { return characters }
        var result: [SetCharacter] = []
        var index = 0
        while index < characters.count {
            let end = runEnd(characters, from: index)
            let isStart = index == 0 || characters[index - 1].scalar == " "
            if isStart, end - index >= 7, let words = words(Array(characters[index..<end]), size: size) {
                result += words
                index = end
            } else {
                result.append(characters[index])
                index += 1
            }
        }
        return result
    }

    /// Whether a line is nothing but letters set apart.
    static func isSpaced(_ characters: [SetCharacter]) -> Bool {
        characters.count == 1 && isLetter(characters[0].scalar)
            || characters.count >= 3 && runEnd(characters, from: 0) == characters.count
    }

    private static func mayBeSpaced(_ characters: [SetCharacter]) -> Bool {
        var singles = 0
        for (index, character) in characters.enumerated() {
            let isAlone =
                (index == 0 || characters[index - 1].scalar == " ")
                && (index + 1 == characters.count || characters[index + 1].scalar == " ") && isLetter(character.scalar)
            singles = isAlone ? singles + 1 : character.scalar == " " ? singles : 0
            if singles >= 4 { return true }
        }
        return false
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar == "&" || scalar == "’" || scalar == "'"
    }

    /// Where a run of letters that stand by themselves ends; a stop or a figure may follow the last.
    private static func runEnd(_ characters: [SetCharacter], from start: Int) -> Int {
        var index = start
        while index < characters.count,
            isLetter(characters[index].scalar)
                || index > start && ".,:;!?".unicodeScalars.contains(characters[index].scalar)
        {
            var next = index + 1
            if next < characters.count, ".,:;!?-".unicodeScalars.contains(characters[next].scalar) { next += 1 }
            guard next < characters.count else { return next }
            guard characters[next].scalar == " " else { return max(start, index - 1) }
            index = next + 1
        }
        return max(start, min(index - 1, characters.count))
    }

    /// The words of a run; nil where it is a row of letters that mean themselves.
    private static func words(_ run: [SetCharacter], size: Float) -> [SetCharacter]? {
        let letters = run.filter { $0.scalar != " " }
        let gaps = zip(letters, letters.dropFirst()).map { max(0, abs($1.left - $0.right)) }
        guard letters.count >= 4, !gaps.isEmpty else { return nil }
        let sorted = gaps.sorted()
        let usual = sorted[sorted.count * 2 / 5]
        guard usual < 1.3 * size else { return nil }
        var words: [[SetCharacter]] = [[]]
        for (index, letter) in letters.enumerated() {
            if index > 0, gaps[index - 1] > 1.45 * usual + 0.08 * size { words.append([]) }
            words[words.count - 1].append(letter)
        }
        guard words.contains(where: isWord), words.count * 2 <= letters.count else { return nil }
        var result: [SetCharacter] = []
        for word in words {
            if let last = result.last, let first = word.first {
                result.append(SetCharacter(scalar: " ", left: last.right, right: first.left))
            }
            result += word
        }
        return result
    }

    /// A word has vowels and consonants, and is no stretch of the alphabet.
    private static func isWord(_ letters: [SetCharacter]) -> Bool {
        let text = String(String.UnicodeScalarView(letters.map(\.scalar))).lowercased().filter(\.isLetter)
        guard text.count >= 4 else { return false }
        let vowels = text.count { "aeiouyáéíóúüàèìòùâêîôûäöåøæœ".contains($0) }
        guard vowels > 0, vowels < text.count || text.count > 4 else { return !(text.first?.isASCII ?? true) }
        let codes = text.unicodeScalars.map(\.value)
        let steps = zip(codes, codes.dropFirst()).count { $1 > $0 && $1 - $0 <= 2 || $1 == $0 }
        return steps * 2 <= codes.count
    }
}

/// A first letter that is set large and reaches down over several lines.
enum DropCaps {
    /// The lines with large first letters put before the words that they begin.
    static func joined(_ lines: [SetLine], words: Set<String>) -> [SetLine] {
        guard lines.contains(where: mayBeOne) else { return lines }
        var result = lines
        var gone: Set<Int> = []
        for index in lines.indices.filter({ mayBeOne(lines[$0]) }).prefix(20) {
            let letter = lines[index]
            // The first of the lines to its right that stand beside it.
            let beside = lines.indices.filter { other in
                let line = lines[other]
                return other != index && line.turn == letter.turn && line.size < 0.62 * letter.size
                    && line.left > letter.left + 0.3 * letter.width && line.left - letter.right < 1.5 * line.size
                    && line.baseline > letter.baseline - letter.size
                    && line.baseline < letter.baseline + 0.3 * line.size
            }
            guard let first = beside.min(by: { lines[$0].baseline < lines[$1].baseline }),
                letter.baseline - lines[first].baseline > 0.6 * lines[first].size,
                let head = lines[first].characters.first, head.scalar.properties.isAlphabetic
            else { continue }
            gone.insert(index)
            result[first] = line(lines[first], after: letter, words: words)
        }
        return result.indices.filter { !gone.contains($0) }.map { result[$0] }
    }

    private static func mayBeOne(_ line: SetLine) -> Bool {
        guard let letter = line.characters.last?.scalar, line.size > 14 else { return false }
        return
            (line.characters.count == 1
            || line.characters.count == 2 && "\"“‘¿¡".unicodeScalars.contains(line.characters[0].scalar))
            && letter.properties.isUppercase
    }

    private static func line(_ line: SetLine, after letter: SetLine, words: Set<String>) -> SetLine {
        var result = line
        let rest = String(
            String.UnicodeScalarView(line.characters.prefix { $0.scalar.properties.isAlphabetic }.map(\.scalar))
        )
        .lowercased()
        let initial = String(letter.text.suffix(1)).lowercased()
        // "A" may be a word of its own before "school".
        let isWord = ["a", "i", "o", "y"].contains(initial)
        let standsAlone =
            isWord && (words.contains(rest) || Lexicon.contains(rest)) && !words.contains(initial + rest)
            && !Lexicon.knows(initial + rest)
        // Places are the line's, so that marks on the page stay in it.
        var head = letter.characters.map { SetCharacter(scalar: $0.scalar, left: letter.left, right: letter.right) }
        if standsAlone { head.append(SetCharacter(scalar: " ", left: letter.right, right: line.left)) }
        result.characters = head + line.characters
        return result
    }
}
