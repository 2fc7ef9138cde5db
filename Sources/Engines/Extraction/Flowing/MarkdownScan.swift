/// Cuts a paragraph of Markdown into text and what its marks mean (CommonMark 6, GitHub's struck text, Pandoc's notes,
/// raised and lowered figures). One pass; what closes an opening is looked up in tables made beforehand.
struct MarkdownScan {
    enum Piece {
        case text(String)
        case `break`
        case script(String, InlineText.Script)
        case entity(String)
        case code(String)
        case formula(String)
        case address(String)
        case tag(name: String, isEnd: Bool, source: String)
        case struck
        case image(alt: String, target: String)
        case note(String)
        case link(label: String, target: String?, name: String?)
        case bracket(String)
    }

    let text: [Character]
    var index = 0
    /// Where the bracket closes that opens at a place.
    private(set) var closing: [Int: Int] = [:]
    /// Marks of stress that belong to a pair, which are dropped.
    private var dropped: Set<Int> = []

    init(_ source: String) {
        text = Array(source)
        pairBrackets()
        dropped = MarkdownStress.pairs(text).union(MarkdownNotes.marks(text))
    }

    private mutating func pairBrackets() {
        guard text.contains("[") else { return }
        var open: [Int] = []
        var place = 0
        while place < text.count {
            switch text[place] {
            case "\\": place += 1
            case "[": open.append(place)
            case "]": if let start = open.popLast() { closing[start] = place }
            default: break
            }
            place += 1
        }
    }

    private static let escapable: Set<Character> = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    private static let special: Set<Character> = Set("\\`<&![*_~^$=\n\u{2028}")

    mutating func next(_ budget: inout Int) -> Piece? {
        guard index < text.count else { return nil }
        let start = index
        switch text[index] {
        case "\\":
            index += 1
            guard index < text.count else { return .text("\\") }
            if text[index] == "\n" { index += 1; return .break }
            guard Self.escapable.contains(text[index]) else { return .text("\\") }
            index += 1
            return .text(String(text[index - 1]))
        case "\n", "\u{2028}":
            index += 1
            return text[start] == "\n" ? .text(" ") : .break
        case "`": return code()
        case "<": return angle()
        case "&": return entity()
        case "!" where index + 1 < text.count && text[index + 1] == "[":
            index += 1
            if let (words, isMedia) = noteLink() { return isMedia ? .image(alt: words, target: "") : .text(words) }
            guard let (label, target, _) = bracket(), let target else { index = start + 1; return .text("!") }
            skipLooks()
            return .image(alt: label, target: target)
        case "[":
            if let (words, _) = noteLink() { return .text(words) }
            guard let (label, target, name) = bracket() else { index = start + 1; return .text("[") }
            if label.first == "^", target == nil, !label.holds(" ") { return .note(String(label.dropFirst())) }
            return target == nil && name == nil ? .bracket(label) : .link(label: label, target: target, name: name)
        case "*", "_", "=":
            index += 1
            return .text(dropped.contains(start) ? "" : String(text[start]))
        case "~": return tilde()
        case "^":
            if let end = short("^", from: index + 1), end > index + 1 {
                index = end + 1
                return .script(String(text[(start + 1)..<end]), .raised)
            }
            index += 1
            return .text("^")
        case "$": return formula()
        default:
            while index < text.count, !Self.special.contains(text[index]) { index += 1 }
            if index == start { index += 1 }
            return .text(String(text[start..<index]))
        }
    }

    // MARK: Parts

    private mutating func code() -> Piece {
        let start = index
        while index < text.count, text[index] == "`" { index += 1 }
        let run = index - start
        var place = index
        // Code longer than this is no word in a sentence.
        let last = min(text.count, index + 2000)
        while place < last {
            guard text[place] == "`" else { place += 1; continue }
            var end = place
            while end < text.count, text[end] == "`" { end += 1 }
            if end - place == run {
                let code = String(text[index..<place])
                index = end
                return .code(code.replacing("\n", with: " "))
            }
            place = end
        }
        return .text(String(text[start..<index]))
    }

    private static let tags: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "data", "del", "details", "aside", "dfn",
        "div",
        "em",
        "font", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "ol", "p", "q", "rp", "rt", "ruby", "s",
        "samp", "small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead",
        "time",
        "tr", "tt", "u", "ul", "var", "wbr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "figure",
        "figcaption",
        "nav", "header", "footer", "blockquote", "pre", "dl", "dt", "dd", "video", "audio", "source", "iframe",
        "picture", "o",
    ]

    private mutating func angle() -> Piece {
        let start = index
        let last = min(text.count, index + 1000)
        guard let end = text[index..<last].firstIndex(of: ">") else { index += 1; return .text("<") }
        let inside = String(text[(start + 1)..<end])
        if inside.wholeMatch(of: /[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*/) != nil {
            index = end + 1
            return .address(inside.lowercased().hasPrefix("mailto:") ? String(inside.dropFirst(7)) : inside)
        }
        if inside.wholeMatch(of: /[^\s<>@]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/) != nil {
            index = end + 1
            return .address(inside)
        }
        if let found = inside.prefixMatch(of: /(\/?)([A-Za-z][A-Za-z0-9]*)(?=[\s\/:]|$)/),
            Self.tags.contains(found.output.2.lowercased()),
            inside.wholeMatch(
                of: /\/?[A-Za-z][A-Za-z0-9:]*(\s+[A-Za-z_:][\w:.-]*(\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*\/?/)
                != nil
        {
            index = end + 1
            return .tag(name: found.output.2.lowercased(), isEnd: !found.output.1.isEmpty, source: inside)
        }
        index += 1
        return .text("<")
    }

    private mutating func entity() -> Piece {
        let start = index
        let last = min(text.count, index + 34)
        if let end = text[index..<last].firstIndex(of: ";") {
            let reference = String(text[start...end])
            if reference.wholeMatch(of: /&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});/) != nil {
                index = end + 1
                return .entity(reference)
            }
        }
        index += 1
        return .text("&")
    }

    /// What stands in brackets at the index, with the address or the name after it; the index moves past both.
    private mutating func bracket() -> (label: String, target: String?, name: String?)? {
        guard let end = closing[index] else { return nil }
        let label = String(text[(index + 1)..<end])
        index = end + 1
        guard index < text.count else { return (label, nil, nil) }
        if text[index] == "(", let (target, after) = target(from: index + 1) {
            index = after
            return (label, target, nil)
        }
        if text[index] == "[", let close = closing[index] {
            let name = String(text[(index + 1)..<close])
            guard !name.hasPrefix("^") else { return (label, nil, nil) }
            index = close + 1
            return (label, nil, name.isEmpty ? label : name)
        }
        return (label, nil, nil)
    }

    private func target(from start: Int) -> (String, Int)? {
        var depth = 1
        var place = start
        let last = min(text.count, start + 2000)
        while place < last {
            if text[place] == "\\" { place += 2; continue }
            if text[place] == "(" { depth += 1 }
            if text[place] == ")" {
                depth -= 1
                if depth == 0 {
                    let inside = String(text[start..<place]).trimmed
                    let target =
                        inside.hasPrefix("<")
                        ? String(inside.dropFirst().prefix { $0 != ">" }) : String(inside.prefix { !$0.isWhitespace })
                    // A remark in brackets after a bracket is no address.
                    let rest = inside.dropFirst(target.count).trimmed
                    guard inside.hasPrefix("<") || rest.isEmpty || "\"'(".contains(rest.first ?? " ") else {
                        return nil
                    }
                    return (target, place + 1)
                }
            }
            place += 1
        }
        return nil
    }

    /// Where a mark closes before a blank comes, as those of Pandoc's raised and lowered figures do.
    private func short(_ mark: Character, from start: Int) -> Int? {
        var place = start
        while place < min(text.count, start + 20) {
            if text[place] == mark { return place }
            if text[place].isWhitespace { return nil }
            place += 1
        }
        return nil
    }

    private mutating func tilde() -> Piece {
        let start = index
        while index < text.count, text[index] == "~" { index += 1 }
        let run = index - start
        guard run <= 2, index < text.count, !text[index].isWhitespace else { return .text(String(text[start..<index])) }
        let before = start > 0 ? text[start - 1] : " "
        if run == 1, before.isLetter || before.isNumber || before == ")" {
            if let end = short("~", from: index), end > index {
                defer { index = end + 1 }
                return .script(String(text[index..<end]), .lowered)
            }
            return .text("~")
        }
        var place = index
        let last = min(text.count, index + 400)
        while place < last {
            guard text[place] == "~" else { place += 1; continue }
            var end = place
            while end < text.count, text[end] == "~" { end += 1 }
            let follows = end < text.count ? text[end] : " "
            if end - place == run, !text[place - 1].isWhitespace, run == 2 || !follows.isNumber && !follows.isLetter {
                index = end
                return .struck
            }
            place = end
        }
        return .text(String(text[start..<index]))
    }

    /// "$x^2$" is a formula, "$5 and $6" are prices.
    private mutating func formula() -> Piece {
        let start = index
        while index < text.count, text[index] == "$", index - start < 2 { index += 1 }
        let run = index - start
        let last = min(text.count, index + 500)
        if index < last, !text[index].isWhitespace || run == 2, let end = text[index..<last].firstIndex(of: "$") {
            let inside = String(text[index..<end])
            let isClosed = run == 1 || end + 1 < text.count && text[end + 1] == "$"
            if isClosed, inside.last?.isWhitespace != true || run == 2, inside.contains(where: { "\\^_{".contains($0) })
            {
                index = end + run
                return .formula(inside)
            }
        }
        return .text(String(text[start..<index]))
    }
}
