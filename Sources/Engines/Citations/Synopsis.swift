/// The list of topics that old books have at the head of a chapter: "Attention comes in beats,—Genius and
/// attention,—Interest defined." It names all that the chapter says and says none of it.
enum Synopsis {
    /// As many words to a topic at most; a dash before a capital stands in prose too, but not so often.
    private static let longestTopic = 16

    /// - Parameter words: how many words the text has.
    static func isOne(_ text: String, words: Int) -> Bool {
        let seams = self.seams(Array(text.unicodeScalars))
        return seams >= 2 && words <= longestTopic * (seams + 1)
    }

    /// How often a dash stands after a stop or comma and before a capital, quotation marks and blanks aside.
    private static func seams(_ text: [Unicode.Scalar]) -> Int {
        text.indices.count { place in
            guard isDash(text[place]), place > 0, !isDash(text[place - 1]) else { return false }
            let before = text[..<place].last { !isAside($0) }
            let after = text[(place + 1)...].first { !isDash($0) && !isAside($0) }
            return before.map { ".,;:?!".unicodeScalars.contains($0) } ?? false
                && after?.properties.isUppercase ?? false
        }
    }

    private static func isDash(_ scalar: Unicode.Scalar) -> Bool { scalar == "—" || scalar == "–" || scalar == "-" }

    private static func isAside(_ scalar: Unicode.Scalar) -> Bool {
        " '’‘\"“”()".unicodeScalars.contains(scalar)
    }
}
