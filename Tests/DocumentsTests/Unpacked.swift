import Foundation

/// The files of a zip archive that is not compressed, read by its directory.
struct Unpacked {
    let files: [String: String]

    init(_ bytes: [UInt8]) {
        func number(_ place: Int, _ width: Int) -> Int {
            (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
        }
        let end = bytes.count - 22
        var (place, found) = (number(end + 16, 4), [String: String]())
        for _ in 0..<number(end + 10, 2) {
            let (size, length, offset) = (number(place + 20, 4), number(place + 28, 2), number(place + 42, 4))
            let name = String(decoding: bytes[(place + 46)..<(place + 46 + length)], as: UTF8.self)
            let start = offset + 30 + number(offset + 26, 2) + number(offset + 28, 2)
            found[name] = String(decoding: bytes[start..<(start + size)], as: UTF8.self)
            place += 46 + length
        }
        files = found
    }

    /// What is wrong with a file as XML: tags that do not close in their order, characters and ampersands that have no
    /// place in it. nil where nothing is.
    static func fault(in xml: String) -> String? {
        if let bad = xml.unicodeScalars.first(where: { scalar in
            scalar.value < 0x20 && !"\n\t".unicodeScalars.contains(scalar) || (0xFFFE...0xFFFF).contains(scalar.value)
        }) {
            return "U+\(String(bad.value, radix: 16))"
        }
        if let bare = xml.firstMatch(of: /&(?!(?:amp|lt|gt|quot);)/) {
            return "\(xml[bare.range.lowerBound...].prefix(20))"
        }
        var open: [Substring] = []
        for tag in xml.matches(of: /<(\/?)([A-Za-z][\w:]*)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>/) {
            if !tag.output.1.isEmpty {
                guard open.popLast() == tag.output.2 else { return "</\(tag.output.2)>" }
            } else if tag.output.4.isEmpty {
                open.append(tag.output.2)
            }
        }
        let rest = xml.replacing(/<\?xml[^>]*\?>|<\/?[A-Za-z][\w:]*(?:\s+[\w:]+="[^"<]*")*\s*\/?>/, with: "")
        if rest.contains("<") { return "<" }
        return open.last.map { "<\($0)> stays open" }
    }
}
