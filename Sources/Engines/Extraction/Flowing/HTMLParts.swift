/// A list that the walk is in.
struct HTMLList {
    let isOrdered: Bool
    let style: String
    let step: Int
    private(set) var number: Int

    init(_ element: HTMLElement) {
        isOrdered = element.name == "ol"
        let node = element.node
        style = element.look.list ?? node.attribute("type") ?? ""
        let isReversed = node.attribute("reversed") != nil
        step = isReversed ? -1 : 1
        let count = isReversed ? node.children.count(where: { $0.name?.lowercased() == "li" }) : 1
        number = node.attribute("start").flatMap { Int($0.trimmed) } ?? count
        number = max(-1_000_000, min(1_000_000, number))
    }

    /// What stands before the next item.
    mutating func marker(_ value: String?, _ ownStyle: String?) -> String {
        guard isOrdered else { return "• " }
        if let value = value.flatMap({ Int($0.trimmed) }) { number = max(-1_000_000, min(1_000_000, value)) }
        defer { number += step }
        let written = ownStyle ?? style
        if written.lowercased().split(separator: " ").contains("none") { return "" }
        return Numerals.text(number, Self.numerals(written)) + ". "
    }

    /// A style by the names of CSS or the letters of old HTML.
    static func numerals(_ style: String) -> Numerals.Style {
        if ["a", "A", "i", "I"].contains(style.trimmed) {
            return style.trimmed == "a"
                ? .lowerLetter : style.trimmed == "A" ? .upperLetter : style.trimmed == "i" ? .lowerRoman : .upperRoman
        }
        for word in style.lowercased().split(separator: " ") {
            switch word {
            case "lower-alpha", "lower-latin": return .lowerLetter
            case "upper-alpha", "upper-latin": return .upperLetter
            case "lower-roman": return .lowerRoman
            case "upper-roman": return .upperRoman
            case "lower-greek": return .lowerGreek
            case "decimal-leading-zero": return .decimalZero
            default: continue
            }
        }
        return .decimal
    }
}

/// A table that the walk is in.
struct HTMLTable {
    /// Too deep to be data: read as paragraphs.
    let isFlat: Bool
    var grid = FlowTable()
    var row: FlowRow?
    /// What was read before the cell that is open.
    var outside: [FlowBlock]?

    init(isFlat: Bool) { self.isFlat = isFlat }
}

/// Counters of a style sheet (CSS Lists 3, 4): a counter counts within the element whose child set it.
struct HTMLCounters {
    private var values: [String: [(value: Int, depth: Int)]] = [:]
    private var open: [(name: String, depth: Int)] = []

    mutating func enter(_ look: HTMLLook, depth: Int) {
        for (name, value) in look.resets {
            var own = values[name] ?? []
            if let last = own.indices.last, own[last].depth == depth {
                own[last].value = value
            } else if open.count < 1000 {
                own.append((value, depth))
                open.append((name, depth))
            }
            values[name] = own
        }
        for (name, step) in look.steps {
            var own = values[name] ?? []
            if own.isEmpty { own = [(0, 0)] }
            own[own.count - 1].value &+= step
            values[name] = own
        }
    }

    /// - Parameter depth: of the element that ends; what its children set ends with it.
    mutating func leave(depth: Int) {
        while let last = open.last, last.depth > depth {
            _ = values[last.name]?.popLast()
            open.removeLast()
        }
    }

    /// What a `content` value writes; nil where it writes nothing that can be read.
    func text(of content: String, element: MarkupNode) -> String? {
        var result = ""
        for part in content.matches(of: /"([^"]*)"|'([^']*)'|counters?\(([^)]*)\)|attr\(([^)]*)\)/).prefix(12) {
            if let text = part.output.1 ?? part.output.2 {
                result += Self.unescaped(String(text))
            } else if let name = part.output.4 {
                result += element.attribute(String(name).trimmed) ?? ""
            } else if let arguments = part.output.3 {
                let words = arguments.split(separator: ",").map { $0.trimmed }
                let isNested = part.output.0.hasPrefix("counters")
                guard let name = words.first, let found = values[name], !found.isEmpty else { return nil }
                let style = HTMLList.numerals(words.dropFirst(isNested ? 2 : 1).first ?? "decimal")
                let shown = isNested ? found.map(\.value) : found.suffix(1).map(\.value)
                let between = isNested && words.count > 1 ? words[1].filter { $0 != "\"" && $0 != "'" } : ""
                result += shown.suffix(10).map { Numerals.text($0, style) }.joined(separator: between)
            }
        }
        return result.contains { $0.isLetter || $0.isNumber } ? String(result.prefix(60)) : nil
    }

    /// "\00a0" and its like.
    private static func unescaped(_ text: String) -> String {
        text.replacing(/\\([0-9A-Fa-f]{1,6})\s?/) { found in
            UInt32(found.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
    }
}

/// Addresses behind links, kept aside until it is known how many a paragraph has: a text full of links would be
/// unreadable with all of their addresses in it.
enum HTMLLinks {
    static let most = 3
    private static let (start, end): (Unicode.Scalar, Unicode.Scalar) = ("\u{10FF01}", "\u{10FF02}")

    static func hidden(_ address: String) -> String { "\u{10FF01} (\(address))\u{10FF02}" }

    /// Text of the file, which may not hold the marks.
    static func withoutMarks(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == start || $0 == end }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != start && $0 != end }))
    }

    /// The paragraph with its addresses, or without.
    static func shown(_ text: String, count: Int) -> String {
        guard text.unicodeScalars.contains(start) else { return text }
        var result = String.UnicodeScalarView()
        var isInside = false
        for scalar in text.unicodeScalars {
            if scalar == start {
                isInside = true
            } else if scalar == end {
                isInside = false
            } else if !isInside || count <= most {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
