/// Lines that end in a break: are they lines of a list, or one sentence that was broken by hand?
enum FlowLines {
    /// The paragraphs that lines make. A blank line parts them; lines that each begin anew and end whole stand alone.
    static func paragraphs(_ lines: [String]) -> [String] {
        guard lines.count > 1 else { return lines }
        return lines.split { CharacterCleaning.clean($0).isEmpty }.flatMap { group -> [String] in
            guard group.count > 1 else { return Array(group) }
            if stand(Array(group)) { return Array(group) }
            let leaders = LeaderLine.stand(group.map { LeaderLine($0.unicodeScalars) })
            var result: [String] = []
            for (index, line) in group.enumerated() {
                if let last = result.indices.last, !isItem(line), !leaders[index], !leaders[index - 1] {
                    result[last] += " " + line
                } else {
                    result.append(line)
                }
            }
            return result
        }
    }

    private static let openings = "\"“‘'(¿¡$•–—-*[☐☒☑✓#+"

    private static func stand(_ lines: [String]) -> Bool {
        let clean = lines.map { CharacterCleaning.clean($0) }
        guard clean.allSatisfy({ $0.unicodeScalars.count <= 140 && begins($0) }) else { return false }
        return clean.dropLast().allSatisfy { !goesOn($0) }
    }

    private static func begins(_ line: String) -> Bool {
        guard let first = line.first(where: { !openings.contains($0) }) else { return false }
        return first.isUppercase || first.isNumber || (!first.isLetter && !first.isLowercase)
            || line.first.map { "•-–*☐☒".contains($0) } ?? false
    }

    private static let joining: Set<Substring> = [
        "the", "a", "an", "of", "and", "or", "to", "in", "for", "with", "by", "on", "at", "from", "is", "are", "will",
        "that", "mr.", "ms.", "mrs.", "dr.", "el", "la", "los", "las", "de", "del", "y", "o", "en", "que", "por",
        "para",
        "con", "al", "sr.", "sra.", "un", "una", "be", "must", "may", "as", "our", "your", "their", "this", "not", "&",
    ]

    /// Whether a line cannot be whole: it ends with a comma, a hyphen or a word that something must follow.
    static func goesOn(_ line: String) -> Bool {
        guard let last = line.last else { return false }
        if ",-–—(/&".contains(last) { return true }
        let word = line.lowercased().split(separator: " ").last ?? ""
        return joining.contains(word)
    }

    /// "- item", "• item", "3. item", "b) item", "☐ item".
    static func isItem(_ line: String) -> Bool {
        let body = line.drop(while: \.isWhitespace)
        var rest = body
        guard let first = rest.popFirst() else { return false }
        if !"-–—*•·◦▪●○■□☐☒☑✓►➢+".contains(first) {
            rest = first == "(" ? rest : body
            let mark = rest.prefix(5).prefix { $0 != "." && $0 != ")" }
            let isNumber = mark.count <= 3 && mark.allSatisfy { $0.isNumber && $0.isASCII }
            let isLetter = mark.count == 1 && mark.allSatisfy { $0.isASCII && $0.isLetter }
            guard (1...4).contains(mark.count), isNumber || isLetter || mark.allSatisfy({ "ivxIVX".contains($0) })
            else {
                return false
            }
            rest = rest.dropFirst(mark.count + 1)
        }
        return rest.first?.isWhitespace ?? false && rest.contains { !$0.isWhitespace }
    }
}
