import Foundation

/// The text that evidence must stand in.
public struct EvidenceSource: Sendable {
    /// Where a quotation begins: in which part, and at which of its characters, with blanks made alike.
    struct Position: Comparable, Sendable {
        let part: Int, offset: Int

        static func < (first: Position, second: Position) -> Bool {
            (first.part, first.offset) < (second.part, second.offset)
        }
    }

    private let parts: [(id: String, text: [Unicode.Scalar])]

    /// A quotation of fewer letters proves nothing, unless the part holds no more.
    private static let fewest = 8

    public init(_ parts: [TaskPart]) { self.parts = parts.map { ($0.id, Self.plain($0.text)) } }

    /// Whether the quotation stands in its part, or else in another: models mistake numbers sooner than words.
    /// - Returns: the evidence with the part that it stands in; nil where it stands in none.
    func find(_ evidence: Evidence) -> (evidence: Evidence, at: Position)? {
        let quote = Self.trimmed(Self.plain(evidence.quote))
        guard !quote.isEmpty else { return nil }
        let own = parts.indices.filter { parts[$0].id == evidence.part }
        for index in own + parts.indices.filter({ parts[$0].id != evidence.part }) {
            guard quote.count >= Self.fewest || quote.count >= Self.trimmed(parts[index].text).count,
                let offset = Self.offset(of: quote, in: parts[index].text)
            else { continue }
            return (Evidence(part: parts[index].id, quote: evidence.quote), Position(part: index, offset: offset))
        }
        return nil
    }

    /// A text as it is compared: composed, small letters, one kind of quotation marks and dashes, single blanks.
    private static func plain(_ text: String) -> [Unicode.Scalar] {
        var plain: [Unicode.Scalar] = []
        for scalar in text.precomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar {
            // A soft hyphen, and marks without a width.
            case "\u{AD}", "\u{200B}"..."\u{200F}", "\u{2060}", "\u{FEFF}": continue
            case "‘", "’", "‚", "‛", "`", "´": plain.append("'")
            case "“", "”", "„", "‟", "«", "»": plain.append("\"")
            // As a fence has it: see `TaskPart`.
            case "‹": plain.append("<")
            case "\u{2010}"..."\u{2015}", "−": plain.append("-")
            case _ where scalar.properties.isWhitespace: if plain.last != " " { plain.append(" ") }
            default: plain.append(scalar)
            }
        }
        return plain
    }

    /// Without what a model puts around a quotation: its marks, dots for what it left out, blanks.
    private static func trimmed(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        let isAround: (Unicode.Scalar) -> Bool = { " \"'.…".unicodeScalars.contains($0) }
        return Array(text.drop(while: isAround).reversed().drop(while: isAround).reversed())
    }

    /// Where one text begins in another, as a whole word does: "art" does not stand in "part".
    private static func offset(of quote: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int? {
        guard let first = quote.first, let last = quote.last, quote.count <= text.count else { return nil }
        func joins(_ one: Unicode.Scalar, _ next: Unicode.Scalar) -> Bool {
            one.properties.isAlphabetic && next.properties.isAlphabetic && one.value < 0x2E80 && next.value < 0x2E80
        }
        for start in 0...text.count - quote.count where text[start] == first {
            let end = start + quote.count
            guard text[start..<end].elementsEqual(quote) else { continue }
            let isInside = start > 0 && joins(text[start - 1], first) || end < text.count && joins(last, text[end])
            if !isInside { return start }
        }
        return nil
    }
}
