/// Marks of HTML in a text: a tag is a blank, or a cell's border, or a line's end; an entity is its character.
enum Markup {
    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    private static let inline = words(
        "b i u em strong span a font small mark s sub sup code label abbr")
    private static let cells = words("td th option")
    private static let blocks = words(
        "tr table tbody thead li ul ol p div br hr h1 h2 h3 h4 h5 h6 section dt dd dl body html")
    private static let named: [String: Unicode.Scalar] = [
        "nbsp": " ", "amp": "&", "quot": "\"", "apos": "'", "rsquo": "'", "lsquo": "'", "lt": "<",
        "gt": ">",
        "ndash": "-",
        "mdash": "-", "ensp": " ", "emsp": " ", "thinsp": " ", "szlig": "s", "oslash": "o",
        "Oslash": "O", "aelig": "a",
    ]
    private static let accents = [
        "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron",
    ]
    private static let longest = 200

    /// - Returns: the scalars that remain, and which of the given ones each was; nil where there is no mark.
    static func plain(_ text: [Unicode.Scalar]) -> (scalars: [Unicode.Scalar], places: [Int])? {
        guard text.contains(where: { $0 == "<" || $0 == "&" }) else { return nil }
        var (scalars, places): ([Unicode.Scalar], [Int]) = ([], [])
        scalars.reserveCapacity(text.count)
        places.reserveCapacity(text.count)
        var index = 0
        // A tag's end is looked for once: what has none has none further on.
        while index < text.count {
            var found: (scalar: Unicode.Scalar, end: Int)?
            if text[index] == "<" {
                found = tag(text, index)
            } else if text[index] == "&" {
                found = entity(text, index)
            }
            scalars.append(found?.scalar ?? text[index])
            places.append(index)
            index = found?.end ?? index + 1
        }
        return (scalars, places)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    private static func tag(_ text: [Unicode.Scalar], _ start: Int) -> (Unicode.Scalar, Int)? {
        var index = start + 1
        if index < text.count, text[index] == "/" { index += 1 }
        let first = index
        while index < text.count, index - first < 8, isLetter(text[index]) { index += 1 }
        let name = String(String.UnicodeScalarView(text.part(first, index))).lowercased()
        let isCell = cells.contains(name)
        let isBlock = blocks.contains(name)
        guard isCell || isBlock || inline.contains(name), index < text.count,
            " >/\n".unicodeScalars.contains(text[index])
        else {
            return nil
        }
        let attributes = index
        while index < text.count, text[index] != ">", text[index] != "<", index - start < longest {
            index += 1
        }
        guard index < text.count, text[index] == ">" else { return nil }
        // What an attribute says may be about somebody: it is looked at as text.
        let hasText = text.part(attributes, index).contains { $0 == "@" || $0 == "=" }
        let mark: Unicode.Scalar = isCell ? "|" : isBlock ? "\n" : " "
        return (mark, hasText ? attributes : index + 1)
    }

    private static func entity(_ text: [Unicode.Scalar], _ start: Int) -> (Unicode.Scalar, Int)? {
        var index = start + 1
        while index < text.count, index - start < 10, isLetter(text[index]) || text[index] == "#" {
            index += 1
        }
        guard index < text.count, text[index] == ";" else { return nil }
        let name = String(String.UnicodeScalarView(text.part((start + 1), index)))
        if let scalar = named[name] { return (scalar, index + 1) }
        if name.hasPrefix("#") {
            let digits = name.dropFirst()
            let value =
                digits.first == "x" || digits.first == "X"
                ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let value, let scalar = Unicode.Scalar(value),
                !scalar.properties.isWhitespace || value == 160 || value == 32
            else {
                return nil
            }
            let plain = PlainText(String(scalar)).scalars
            return (plain.first ?? " ", index + 1)
        }
        guard let letter = name.unicodeScalars.first, accents.contains(String(name.dropFirst())) else {
            return nil
        }
        return (letter, index + 1)
    }
}
