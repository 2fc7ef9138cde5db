/// Encodings with a byte a character whose first half is ASCII (WHATWG Encoding Standard, 9; the last two are of DOS).
enum SingleByteEncoding: String, CaseIterable {
    case windows1250, windows1251, windows1252, windows1253, windows1254, windows1255, windows1256
    case windows1257, windows1258, windows874, latin2, latin3, latin4, latinCyrillic, latinArabic, latinGreek
    case latinHebrew, latin6, latin7, latin8, latin9, latin10, macRoman, macCyrillic, koi8r, koi8u, dos866
    case dos850, dos437

    /// The encoding that a label names.
    init?(label: String) {
        let name = label.lowercased().filter { $0.isLetter || $0.isNumber }
        guard let known = Self.labels[name] else { return nil }
        self = known
    }

    /// Labels without hyphens; ISO 8859-1, -9 and -11 are read as their larger cousins of Windows, as browsers do.
    private static let labels: [String: SingleByteEncoding] = {
        var labels: [String: SingleByteEncoding] = [
            "ascii": .windows1252, "usascii": .windows1252, "latin1": .windows1252, "l1": .windows1252,
            "ansi": .windows1252,
            "latin2": .latin2, "l2": .latin2, "latin3": .latin3, "latin4": .latin4, "cyrillic": .latinCyrillic,
            "arabic": .latinArabic, "greek": .latinGreek, "hebrew": .latinHebrew, "visual": .latinHebrew,
            "latin5": .windows1254, "latin6": .latin6, "latin9": .latin9, "koi8r": .koi8r, "koi8": .koi8r,
            "koi8u": .koi8u,
            "macintosh": .macRoman, "mac": .macRoman, "xmacroman": .macRoman, "macroman": .macRoman,
            "xmaccyrillic": .macCyrillic, "xmacukrainian": .macCyrillic, "ibm866": .dos866, "cp866": .dos866,
            "tis620": .windows874, "dos874": .windows874, "ibm850": .dos850, "cp850": .dos850, "ibm437": .dos437,
            "cp437": .dos437,
        ]
        let parts: [(Int, SingleByteEncoding)] = [
            (1, .windows1252), (2, .latin2), (3, .latin3), (4, .latin4), (5, .latinCyrillic), (6, .latinArabic),
            (7, .latinGreek), (8, .latinHebrew), (9, .windows1254), (10, .latin6), (11, .windows874), (13, .latin7),
            (14, .latin8), (15, .latin9), (16, .latin10),
        ]
        for (part, encoding) in parts {
            for form in ["iso8859\(part)", "8859\(part)", "iso8859\(part)e", "iso8859\(part)i"] {
                labels[form] = encoding
            }
        }
        let pages: [SingleByteEncoding] = [
            .windows1250, .windows1251, .windows1252, .windows1253, .windows1254, .windows1255, .windows1256,
            .windows1257, .windows1258,
        ]
        for (index, encoding) in pages.enumerated() {
            for form in ["windows125\(index)", "cp125\(index)", "xcp125\(index)", "win125\(index)"] {
                labels[form] = encoding
            }
        }
        labels["windows874"] = .windows874
        return labels
    }()

    /// The characters from 0x80 on; what the encoding leaves out is U+FFFD.
    var high: [Unicode.Scalar] { Self.tables[self] ?? [] }

    func decode(_ bytes: UnsafeRawBufferPointer) -> String {
        let high = high
        var scalars = String.UnicodeScalarView()
        scalars.reserveCapacity(bytes.count)
        for byte in bytes { scalars.append(byte < 0x80 ? Unicode.Scalar(byte) : high[Int(byte) - 0x80]) }
        return String(scalars)
    }

    private static let tables: [SingleByteEncoding: [Unicode.Scalar]] = Dictionary(
        uniqueKeysWithValues: allCases.map { encoding in
            let own = Array(encoding.characters.unicodeScalars)
            // Parts of ISO 8859 have controls from 0x80 to 0x9F; where files use them, they mean those of Windows.
            let marks = Array(Self.windows1252.characters.unicodeScalars.prefix(32))
            let all = own.count == 96 ? marks + own : own
            return (encoding, all + Array(repeating: "\u{FFFD}", count: max(0, 128 - all.count)))
        })
}
