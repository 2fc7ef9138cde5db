import Foundation

/// Text in a header.
enum HeaderText {
    /// A subject.
    static func text(_ text: String) -> String { isPlain(text) ? text : words(text) }

    /// A name beside an address: words, or a text in quotes (RFC 5322, 3.2.5).
    static func phrase(_ text: String) -> String {
        guard isPlain(text) else { return words(text) }
        if text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }) { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 60 && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !text.contains("=?")
            && !text.hasPrefix(" ") && !text.hasSuffix(" ")
    }

    /// Encoded words in UTF-8 (RFC 2047), one a line. Each holds whole characters, and has 75 characters at most: 45
    /// bytes are 60 of base64, and 12 stand around them; the first shares its line with the header's name.
    private static func words(_ text: String) -> String {
        var (words, bytes) = ([String](), [UInt8]())
        func close() {
            if !bytes.isEmpty { words.append("=?utf-8?B?" + Data(bytes).base64EncodedString() + "?=") }
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > (words.isEmpty ? 39 : 45) { close() }
            bytes += next
        }
        close()
        return words.joined(separator: "\r\n ")
    }
}

/// Text as lines of ASCII (RFC 2045, 6.7).
enum QuotedPrintable {
    private static let longest = 75
    private static let digits = Array("0123456789ABCDEF".utf8)

    static func encode(_ text: String) -> String {
        var out: [UInt8] = []
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            if number > 0 { out += [13, 10] }
            var width = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isLast = index == bytes.count - 1
                // Blanks at the end of a line get lost; a dot at its beginning is an end to some servers.
                let isPlain =
                    (0x21...0x7E).contains(byte) && byte != 0x3D && !(byte == 0x2E && width == 0)
                    || (byte == 0x20 || byte == 9) && !isLast
                let piece = isPlain ? [byte] : [0x3D, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                if width + piece.count > longest {
                    out += [0x3D, 13, 10]
                    width = 0
                }
                out += piece
                width += piece.count
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
