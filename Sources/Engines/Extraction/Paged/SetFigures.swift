/// Figures that are set small above or below the line: powers, fractions, marks of footnotes, indices. Written in the
/// line like the others they would change the number or the word beside them.
struct SetFigures {
    /// Whether the document marks footnotes with raised figures: a raised 1 behind a word is no power.
    let marksNotes: Bool

    init(_ lines: some Sequence<SetLine>) {
        marksNotes = lines.contains { line in
            line.characters.indices.contains { index in
                line.characters[index].script == .raised && line.characters[index].scalar == "1"
                    && Self.isNoteBehind(line.characters, index)
                    && !Self.isFigure(line.characters, index + 1)
            }
        }
    }

    private static let indices: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉",
    ]

    /// A line's characters as they are written in running text.
    func written(_ characters: [SetCharacter]) -> [SetCharacter] {
        guard characters.contains(where: { $0.script != .none }) else { return characters }
        var result: [SetCharacter] = []
        var index = 0
        while index < characters.count {
            guard characters[index].script != .none else {
                result.append(characters[index])
                index += 1
                continue
            }
            var end = index
            while end < characters.count, characters[end].script == characters[index].script { end += 1 }
            let run = characters[index..<end]
            // A power set a little apart from its number is no number of its own.
            if run[run.startIndex].script == .raised, result.last?.scalar == " ", let base = result.dropLast().last,
                Self.isDigit(base.scalar), Self.isDigit(run[run.startIndex].scalar),
                run[run.startIndex].left - base.right < run[run.startIndex].right - run[run.startIndex].left
            {
                result.removeLast()
            }
            if let fraction = fraction(characters, run, after: result) {
                result += fraction.characters
                index = fraction.end
            } else {
                let next = end < characters.count ? characters[end].scalar : nil
                result +=
                    run[run.startIndex].script == .raised
                    ? raised(run, after: result, before: next) : lowered(run, after: result)
                index = end
            }
        }
        return result
    }

    // MARK: Fractions

    /// `1`, raised 3, a stroke and lowered 4 are `1 3/4`; the stroke may be missing where a rule is drawn.
    private func fraction(
        _ characters: [SetCharacter], _ run: ArraySlice<SetCharacter>, after written: [SetCharacter]
    ) -> (characters: [SetCharacter], end: Int)? {
        guard run.allSatisfy({ $0.script == .raised && Self.isDigit($0.scalar) }), let first = run.first else {
            return nil
        }
        var end = run.endIndex
        var slash: SetCharacter?
        if end < characters.count, "/\u{2044}\u{2215}".unicodeScalars.contains(characters[end].scalar) {
            slash = characters[end]
            end += 1
        }
        var below = end
        while below < characters.count, Self.isDigit(characters[below].scalar),
            characters[below].script == .lowered || slash != nil && characters[below].script == characters[end].script
        {
            below += 1
        }
        guard below > end, below - end <= 4, run.count <= 4 else { return nil }
        var stroke = slash ?? first
        stroke.scalar = "/"
        var result = run + [stroke] + characters[end..<below]
        if let last = written.last?.scalar, Self.isDigit(last) {
            result.insert(SetCharacter(scalar: " ", left: first.left, right: first.left), at: result.startIndex)
        }
        return (result.map { Self.plain($0) }, below)
    }

    // MARK: Raised and lowered runs

    private func raised(
        _ run: ArraySlice<SetCharacter>, after written: [SetCharacter], before next: Unicode.Scalar?
    ) -> [SetCharacter] {
        let scalars = run.map(\.scalar)
        let spaced = written.last?.scalar == " "
        guard let before = written.last(where: { $0.scalar != " " })?.scalar else {
            // A footnote's own number, or a line of its own.
            let text = run.map(Self.plain)
            guard scalars.allSatisfy(Self.isDigit), let next, next != " ", let last = text.last else { return text }
            return text + [SetCharacter(scalar: " ", left: last.right, right: last.right)]
        }
        let hasDigit = scalars.contains(where: Self.isDigit)
        guard hasDigit, scalars.allSatisfy({ Self.isDigit($0) || ",+-−–() ".unicodeScalars.contains($0) }) else {
            // Endings of numbers (1st, 2nd) and of words stay; one letter behind a number is a mark or a power.
            let isOne = scalars.count == 1 && Self.isDigit(before) && scalars[0].properties.isLowercase
            return isOne && !(next?.properties.isAlphabetic ?? false) ? Self.power(run) : run.map(Self.plain)
        }
        let figure = written.reversed().drop { $0.scalar == " " }.prefix { Self.isDigit($0.scalar) }
        // Behind a year it marks a note.
        if figure.count == 4, let first = figure.last?.scalar, first == "1" || first == "2", scalars.count < 3 {
            return []
        }
        if Self.isDigit(before) || before == "%" || before == "°" { return Self.power(run) }
        let word = written.reversed().drop { $0.scalar == " " }.prefix { $0.scalar.properties.isAlphabetic }.count
        if spaced, word > 2 { return [] }
        if (1...2).contains(word) { return Self.power(run) }
        if word == 0, !",.;:!?”’\"')]".unicodeScalars.contains(before) { return Self.power(run) }
        // Behind a longer word or a stop it marks a note; where no notes are marked, 2 and 3 may be powers of a name.
        let isSmall = scalars == ["2"] || scalars == ["3"]
        if isSmall, !marksNotes, word > 0 || before == ")" { return Self.power(run) }
        return []
    }

    private func lowered(_ run: ArraySlice<SetCharacter>, after written: [SetCharacter]) -> [SetCharacter] {
        guard let before = written.last?.scalar, Self.isDigit(before) else { return run.map(Self.plain) }
        return run.map { character in
            var character = Self.plain(character)
            character.scalar = Self.indices[character.scalar] ?? character.scalar
            return character
        }
    }

    // MARK: Characters

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isFigure(_ characters: [SetCharacter], _ index: Int) -> Bool {
        index < characters.count && characters[index].script == .raised && isDigit(characters[index].scalar)
    }

    private static func isNoteBehind(_ characters: [SetCharacter], _ index: Int) -> Bool {
        guard index > 2 else { return false }
        if ".,;:!?”’\"".unicodeScalars.contains(characters[index - 1].scalar) { return true }
        return characters[(index - 3)..<index].allSatisfy { $0.scalar.properties.isAlphabetic }
    }

    private static func plain(_ character: SetCharacter) -> SetCharacter {
        var character = character
        character.script = .none
        return character
    }

    /// `10^5`, as in text files.
    private static func power(_ run: ArraySlice<SetCharacter>) -> [SetCharacter] {
        guard let first = run.first else { return [] }
        return [SetCharacter(scalar: "^", left: first.left, right: first.left)] + run.map(plain)
    }
}
