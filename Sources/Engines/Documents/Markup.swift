/// Text as XML and HTML take it.
enum Markup {
    /// Escaped for content and for attributes in double quotes. Characters that XML 1.0 forbids (section 2.2, `Char`) are
    /// removed; carriage returns become the line feeds that a parser would make of them.
    /// - Parameters:
    ///   - lineFeed: stands for one.
    ///   - tab: stands for one.
    static func escape(_ text: String, lineFeed: String = "\n", tab: String = "\t") -> String {
        var out: [UInt8] = []
        escape(text, lineFeed: lineFeed, tab: tab, into: &out)
        return String(decoding: out, as: UTF8.self)
    }

    static func escape(_ text: String, lineFeed: String = "\n", tab: String = "\t", into out: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            guard bytes.contains(where: isSpecial) else { return out.append(contentsOf: bytes) }
            for index in bytes.indices {
                let byte = bytes[index]
                switch byte {
                case UInt8(ascii: "&"): out += "&amp;".utf8
                case UInt8(ascii: "<"): out += "&lt;".utf8
                case UInt8(ascii: ">"): out += "&gt;".utf8
                case UInt8(ascii: "\""): out += "&quot;".utf8
                case UInt8(ascii: "\t"): out += tab.utf8
                case UInt8(ascii: "\n"): out += lineFeed.utf8
                case UInt8(ascii: "\r"):
                    if index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n") { out += lineFeed.utf8 }
                case 0..<0x20, 0x7F: break
                // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
                case 0xEF where isNoCharacter(bytes, at: index): break
                case 0xBF where isNoCharacter(bytes, at: index - 1): break
                case 0xBE...0xBF where isNoCharacter(bytes, at: index - 2): break
                default: out.append(byte)
                }
            }
        }
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<0x20, 0x22, 0x26, 0x3C, 0x3E, 0x7F, 0xEF: true
        default: false
        }
    }

    private static func isNoCharacter(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index >= 0 && index + 2 < bytes.count && bytes[index] == 0xEF && bytes[index + 1] == 0xBF
            && bytes[index + 2] >= 0xBE
    }

    /// The text without the same characters, for forms that escape in their own way. Line ends are line feeds.
    static func clean(_ text: String) -> String {
        let isPlain = !text.utf8.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 || $0 == 0x7F || $0 == 0xEF }
        if isPlain { return text }
        var scalars = String.UnicodeScalarView()
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where last == "\r": break
            case "\n", "\r": scalars.append("\n")
            case "\t": scalars.append(scalar)
            case _ where scalar.value < 0x20 || scalar.value == 0x7F || (0xFFFE...0xFFFF).contains(scalar.value): break
            default: scalars.append(scalar)
            }
            last = scalar
        }
        return String(scalars)
    }
}
