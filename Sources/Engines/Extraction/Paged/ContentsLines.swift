/// Lines of a table of contents: a title, a row of dots that leads the eye, and a page number.
enum ContentsLines {
    private static let dots = Set<Unicode.Scalar>([".", "·", "…", "_", "․", "‥", "•", "-", "–"])
    /// What stands for the row of dots: no stop, so that no sentence ends there.
    static let leader: [Unicode.Scalar] = ["·", "·", "·"]

    static func isOne(_ line: SetLine) -> Bool { leader(of: line.characters) != nil }

    /// Whether a fragment is nothing but a row of dots.
    static func isLeader(_ line: SetLine) -> Bool {
        guard line.characters.count > 3, let first = line.characters.first, dots.contains(first.scalar) else {
            return false
        }
        return line.characters.allSatisfy { $0.scalar == first.scalar || $0.scalar == " " }
    }

    static func endsInLeader(_ line: SetLine) -> Bool {
        guard let last = line.characters.last?.scalar, dots.contains(last) else { return false }
        return line.characters.reversed().prefix { $0.scalar == last || $0.scalar == " " }.count { $0.scalar == last }
            > 3
    }

    /// The characters with the row of dots made short.
    static func shortened(_ characters: [SetCharacter]) -> [SetCharacter] {
        guard let range = leader(of: characters) else { return characters }
        let (left, right) = (characters[range.lowerBound].left, characters[range.upperBound - 1].right)
        let signs = ([" "] + leader + [" "]).map { SetCharacter(scalar: $0, left: left, right: right) }
        return characters[..<range.lowerBound] + signs + characters[range.upperBound...]
    }

    /// Where the row of dots stands, with the blanks around it.
    private static func leader(of characters: [SetCharacter]) -> Range<Int>? {
        guard characters.count > 8, let last = characters.last?.scalar,
            last.properties.numericType != nil || "ivxlIVXL".unicodeScalars.contains(last)
        else { return nil }
        // The page's number: figures, a Roman numeral, or both with a letter before, as in A-3.
        var end = characters.count
        while end > 0, characters[end - 1].scalar != " ", characters[end - 1].scalar != ".",
            characters[end - 1].scalar != "…",
            characters[end - 1].scalar != "·", characters[end - 1].scalar != "_"
        { end -= 1 }
        guard characters.count - end <= 6, end < characters.count else { return nil }
        var start = end
        var (count, kind) = (0, Unicode.Scalar(" "))
        while start > 0 {
            let scalar = characters[start - 1].scalar
            if scalar != " " {
                guard dots.contains(scalar), kind == " " || kind == scalar else { break }
                kind = scalar
                count += scalar == "…" ? 3 : scalar == "‥" ? 2 : 1
            }
            start -= 1
        }
        // "Grade: ______ 4" is a form.
        if kind == "_", start > 0, characters[start - 1].scalar == ":" { return nil }
        guard count >= 4, start > 0, characters[..<start].contains(where: { $0.scalar.properties.isAlphabetic }) else {
            return nil
        }
        return start..<end
    }
}
