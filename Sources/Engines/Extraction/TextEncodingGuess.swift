/// The encoding of a text file, guessed from its bytes; nil when they are no text.
enum TextEncodingGuess: Equatable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1252

    init?(_ bytes: UnsafeRawBufferPointer) {
        let head = bytes.prefix(65536)
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { self = .utf8; return }
        if head.starts(with: [0xFF, 0xFE]) { self = .utf16LittleEndian; return }
        if head.starts(with: [0xFE, 0xFF]) { self = .utf16BigEndian; return }
        let zeros = head.indices.filter { head[$0] == 0 }
        if !zeros.isEmpty {
            // UTF-16 of mostly Latin text has a zero in every second byte.
            let odd = zeros.count { $0 % 2 == 1 }
            guard zeros.count > head.count / 3 else { return nil }
            if odd > zeros.count * 9 / 10 {
                self = .utf16LittleEndian
            } else if odd < zeros.count / 10 {
                self = .utf16BigEndian
            } else {
                return nil
            }
            return
        }
        // In a short text a single stray byte is more than its share.
        let controls = head.count { $0 < 0x20 && !Self.isOfText($0) }
        guard controls <= max(1, head.count / 50) else { return nil }
        self = String(validating: bytes, as: UTF8.self) != nil ? .utf8 : .windows1252
    }

    /// Tab, the line ends of all programs (line feed, return, line and page tabulation), escape, the end mark of DOS,
    /// and the separators of records.
    private static func isOfText(_ byte: UInt8) -> Bool {
        (0x09...0x0D).contains(byte) || (0x1A...0x1F).contains(byte)
    }

    /// The text of `bytes`, without a byte order mark; faulty parts become U+FFFD.
    func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        let text: String
        switch self {
        case .utf8: text = String(decoding: bytes, as: UTF8.self)
        case .utf16LittleEndian, .utf16BigEndian:
            let big = self == .utf16BigEndian
            let units = (0..<bytes.count / 2).map { index -> UInt16 in
                let (a, b) = (UInt16(bytes[index * 2]), UInt16(bytes[index * 2 + 1]))
                return big ? a << 8 | b : b << 8 | a
            }
            text = String(decoding: units, as: UTF16.self)
        case .windows1252:
            var scalars = String.UnicodeScalarView()
            scalars.append(
                contentsOf: bytes.map { byte in
                    (0x80...0x9F).contains(byte) ? Self.windows1252High[Int(byte) - 0x80] : Unicode.Scalar(byte)
                })
            text = String(scalars)
        }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Characters 0x80 to 0x9F of Windows-1252 (WHATWG Encoding Standard, index windows-1252).
    private static let windows1252High: [Unicode.Scalar] = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
}
