import CMuPDF

/// The encodings of Chinese, Japanese and Korean files that are not in Unicode. MuPDF has their tables, for the fonts of
/// PDFs.
enum EastAsianEncoding: CaseIterable {
    case gb18030, big5, shiftJIS, eucJP, iso2022JP, eucKR

    /// By the name that a file states, as the Encoding Standard (WHATWG) lists them.
    init?(label: String) {
        let plain = label.lowercased().filter { $0.isLetter || $0.isNumber }
        guard let found = Self.labels[plain] else { return nil }
        self = found
    }

    private static let labels: [String: EastAsianEncoding] = [
        "gb18030": .gb18030, "gbk": .gb18030, "xgbk": .gb18030, "gb2312": .gb18030, "gb231280": .gb18030,
        "csgb2312": .gb18030, "chinese": .gb18030, "isoir58": .gb18030, "euccn": .gb18030, "cp936": .gb18030,
        "ms936": .gb18030, "windows936": .gb18030,
        "big5": .big5, "big5hkscs": .big5, "csbig5": .big5, "cnbig5": .big5, "xxbig5": .big5, "cp950": .big5,
        "windows950": .big5,
        "shiftjis": .shiftJIS, "sjis": .shiftJIS, "xsjis": .shiftJIS, "mskanji": .shiftJIS, "csshiftjis": .shiftJIS,
        "windows31j": .shiftJIS, "ms932": .shiftJIS, "cp932": .shiftJIS, "windows932": .shiftJIS,
        "eucjp": .eucJP, "xeucjp": .eucJP, "cseucpkdfmtjapanese": .eucJP, "ujis": .eucJP,
        "iso2022jp": .iso2022JP, "csiso2022jp": .iso2022JP,
        "euckr": .eucKR, "cseuckr": .eucKR, "ksc5601": .eucKR, "ksc56011987": .eucKR, "ksc56011989": .eucKR,
        "korean": .eucKR, "isoir149": .eucKR, "csksc56011987": .eucKR, "windows949": .eucKR, "cp949": .eucKR,
        "ms949": .eucKR, "uhc": .eucKR,
    ]

    /// The tables from codes to letters and from there to Unicode.
    private var tables: (codes: String, letters: String) {
        switch self {
        case .gb18030: ("GBK2K-H", "Adobe-GB1-UCS2")
        case .big5: ("HKscs-B5-H", "Adobe-CNS1-UCS2")
        case .shiftJIS: ("90ms-RKSJ-H", "Adobe-Japan1-UCS2")
        case .eucJP, .iso2022JP: ("EUC-H", "Adobe-Japan1-UCS2")
        case .eucKR: ("KSCms-UHC-H", "Adobe-Korea1-UCS2")
        }
    }

    /// The text of some bytes, and how many of its codes stand for nothing (they become U+FFFD).
    /// - Complexity: linear in the bytes.
    func decode(
        _ bytes: some Collection<UInt8>, reader: Reader
    ) throws(ExtractionFailure) -> (text: String, faults: Int) {
        var codes: OpaquePointer?
        try reader.check(mu_codes_open(reader.handle, tables.codes, tables.letters, &codes))
        defer { mu_codes_close(reader.handle, codes) }
        guard let codes else { throw .outOfMemory }
        var decoder = Decoder(encoding: self, codes: codes)
        for byte in bytes { decoder.take(byte) }
        decoder.finish()
        return (String(decoder.scalars), decoder.faults)
    }

    private struct Decoder {
        let encoding: EastAsianEncoding
        let codes: OpaquePointer
        var scalars = String.UnicodeScalarView()
        var faults = 0
        private var pending: [UInt8] = []
        /// Of ISO 2022: what two bytes, or one, stand for since the last escape.
        private enum Shift { case ascii, katakana, kanji, unknown }
        private var shift = Shift.ascii

        init(encoding: EastAsianEncoding, codes: OpaquePointer) { (self.encoding, self.codes) = (encoding, codes) }

        mutating func take(_ byte: UInt8) {
            if encoding == .iso2022JP { return takeShifted(byte) }
            pending.append(byte)
            guard let lead = pending.first else { return }
            if pending.count == 1 { return takeFirst(lead) }
            // A stray lead byte leaves what follows as it is.
            if pending.count == 2, byte < 0x30 || byte == 0x7F || byte == 0xFF {
                fail()
                return take(byte)
            }
            let isFour = encoding == .gb18030 && (0x30...0x39).contains(pending[1])
            if isFour, pending.count < 4 {
                if pending.count == 3, !(0x81...0xFE).contains(byte) {
                    let tail = pending.dropFirst()
                    fail()
                    tail.forEach { take($0) }
                }
                return
            }
            if lead == 0x8E, encoding == .eucJP {
                add((0xA1...0xDF).contains(byte) ? 0xFF61 + UInt32(byte) - 0xA1 : nil)
            } else if lead == 0x8F, encoding == .eucJP {
                // JIS X 0212, which next to no file uses.
                if pending.count == 3 { add(nil) }
                return
            } else {
                lookUp(pending.reduce(0) { $0 << 8 | UInt32($1) }, tail: byte)
            }
            pending = []
        }

        private mutating func takeFirst(_ byte: UInt8) {
            let isLead =
                switch encoding {
                case .shiftJIS: (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte)
                case .eucJP: (0xA1...0xFE).contains(byte) || byte == 0x8E || byte == 0x8F
                default: (0x81...0xFE).contains(byte)
                }
            guard !isLead else { return }
            if byte < 0x80 {
                add(UInt32(byte))
            } else if encoding == .shiftJIS, (0xA1...0xDF).contains(byte) {
                add(0xFF61 + UInt32(byte) - 0xA1)
            } else {
                add(encoding == .gb18030 && byte == 0x80 ? 0x20AC : nil)
            }
            pending = []
        }

        private mutating func takeShifted(_ byte: UInt8) {
            if byte == 0x1B || pending.first == 0x1B {
                if byte == 0x1B, !pending.isEmpty { fail() }
                pending.append(byte)
                // ESC ( B, ESC $ B, ESC $ ( D
                guard pending.count >= 3, !(pending.count == 3 && pending[1] == 0x24 && byte == 0x28) else { return }
                shift =
                    switch (pending[1], byte) {
                    case (0x28, 0x42), (0x28, 0x4A): .ascii
                    case (0x28, 0x49): .katakana
                    case (0x24, 0x40), (0x24, 0x42): .kanji
                    default: .unknown
                    }
                pending = []
                return
            }
            if byte < 0x21 {
                // Control signs and line ends stand in any shift.
                if !pending.isEmpty { fail() }
                if byte == 0x0A || byte == 0x0D { shift = .ascii }
                return add(UInt32(byte))
            }
            switch shift {
            case .ascii: add(byte < 0x80 ? UInt32(byte) : nil)
            case .katakana: add((0x21...0x5F).contains(byte) ? 0xFF40 + UInt32(byte) : nil)
            case .kanji, .unknown:
                pending.append(byte)
                guard pending.count == 2 else { return }
                if shift == .kanji, pending[0] < 0x7F, byte < 0x7F {
                    lookUp(UInt32(pending[0] | 0x80) << 8 | UInt32(byte | 0x80), tail: 0x80)
                } else {
                    add(nil)
                }
                pending = []
            }
        }

        private mutating func lookUp(_ code: UInt32, tail: UInt8) {
            var found: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
            let count = withUnsafeMutablePointer(to: &found) { place in
                place.withMemoryRebound(to: UInt32.self, capacity: 4) { mu_codes_look_up(codes, code, $0) }
            }
            if count > 0 {
                for value in [found.0, found.1, found.2, found.3].prefix(count) { add(value) }
            } else if code >= 0x9030_8130, encoding == .gb18030 {
                // Beyond the first plane the codes are counted through.
                let digits = (0..<4).map { Int(code >> UInt32(24 - 8 * $0) & 0xFF) }
                let number =
                    (((digits[0] - 0x90) * 10 + digits[1] - 0x30) * 126 + digits[2] - 0x81) * 10 + digits[3] - 0x30
                add((0...0xFFFFF).contains(number) ? UInt32(0x10000 + number) : nil)
            } else {
                add(nil)
                // Half of a letter must not swallow a mark of the page.
                if tail < 0x80, code <= 0xFFFF { add(UInt32(tail)) }
            }
        }

        private mutating func add(_ value: UInt32?) {
            guard let scalar = value.flatMap({ Unicode.Scalar(Self.usual[$0] ?? $0) }) else {
                faults += 1
                return scalars.append("\u{FFFD}")
            }
            scalars.append(scalar)
        }

        /// The collections of letters have other forms of some marks than the encodings.
        private static let usual: [UInt32: UInt32] = [0x22EF: 0x2026, 0x02DC: 0xFF5E]

        private mutating func fail() {
            pending = []
            add(nil)
        }

        mutating func finish() { if !pending.isEmpty { fail() } }
    }
}

extension EastAsianEncoding {
    /// A file in UTF-8, where it states such an encoding and its bytes are in it; nil for all others.
    static func rewritten(
        _ bytes: UnsafeRawBufferPointer, declared: String?, reader: Reader
    ) throws(ExtractionFailure) -> (bytes: [UInt8], faults: Int)? {
        guard let encoding = declared.flatMap({ EastAsianEncoding(label: $0) }), !isUnicode(bytes) else { return nil }
        let (text, faults) = try encoding.decode(bytes, reader: reader)
        return (Array(text.utf8), faults)
    }

    /// Whether bytes say of themselves that they are Unicode, whatever the file states. Escapes hide in plain ASCII.
    private static func isUnicode(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return true }
        return String(validating: bytes, as: UTF8.self) != nil && !bytes.contains(0x1B)
    }

    /// The encoding of a text that states none, where only one makes sense of it; nil in any doubt.
    static func certain(_ bytes: UnsafeRawBufferPointer) -> EastAsianEncoding? {
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(65_536))
        if [UInt8]([0x1B, 0x24, 0x42]).withUnsafeBytes({ holds(head, $0) }), head.allSatisfy({ $0 < 0x80 }) {
            return .iso2022JP
        }
        guard String(validating: bytes, as: UTF8.self) == nil, !isMostlyUTF8(head) else { return nil }
        return [EastAsianEncoding.shiftJIS, .eucJP, .eucKR, .big5, .gb18030].first { $0.bears(head) }
    }

    /// Whether most bytes beyond ASCII are letters in UTF-8: one stray byte makes Spanish no Korean. In the encodings of
    /// East Asia a tenth of them look so.
    private static func isMostlyUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var (high, whole, index) = (0, 0, 0)
        while index < bytes.count {
            let lead = bytes[index]
            let length = lead < 0x80 ? 1 : (0xC2...0xDF).contains(lead) ? 2 : (0xE0...0xEF).contains(lead) ? 3 : 4
            let isWhole =
                lead >= 0x80 && (0xC2...0xF4).contains(lead) && index + length <= bytes.count
                && (index + 1..<index + length).allSatisfy { (0x80...0xBF).contains(bytes[$0]) }
            if lead >= 0x80 { high += isWhole ? length : 1 }
            if isWhole { whole += length }
            index += isWhole ? length : 1
        }
        return whole * 2 > high
    }

    private static func holds(_ bytes: UnsafeRawBufferPointer, _ mark: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= mark.count else { return false }
        return (0...(bytes.count - mark.count)).contains { place in
            bytes[place] == mark[0] && bytes[place..<place + mark.count].elementsEqual(mark)
        }
    }

    /// Whether every byte of a text is in its place, and the letters are those that texts are made of.
    private func bears(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var (pairs, usual, low) = (0, 0, 0)
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            index += 1
            if lead < 0x80 { continue }
            if self == .shiftJIS, (0xA1...0xDF).contains(lead) { continue }
            guard index < bytes.count else { break }
            if self == .eucJP, lead == 0x8E { index += 1; continue }
            if self == .gb18030, lead > 0x80, (0x30...0x39).contains(bytes[index]) { index += 3; continue }
            let tail = bytes[index]
            index += 1
            pairs += 1
            let isWide = (0xA1...0xFE).contains(tail), isNarrow = (0x40...0x7E).contains(tail)
            switch self {
            case .shiftJIS:
                guard (0x81...0x9F).contains(lead) || (0xE0...0xFC).contains(lead),
                    isNarrow || (0x80...0xFC).contains(tail)
                else { return false }
                // Kana.
                if lead == 0x82 || lead == 0x83 { usual += 1 }
            case .big5:
                guard (0xA1...0xF9).contains(lead), isWide || isNarrow else { return false }
                if isNarrow { low += 1 }
                if (0xA4...0xC6).contains(lead) || lead == 0xA1 { usual += 1 }
            case .gb18030:
                guard lead > 0x80, lead < 0xFF, isWide || isNarrow || (0x80...0xA0).contains(tail) else { return false }
                if isWide, (0xB0...0xD7).contains(lead) || lead == 0xA1 || lead == 0xA3 { usual += 1 }
            default:
                guard (0xA1...0xFE).contains(lead), isWide else { return false }
                if self == .eucJP ? lead == 0xA4 || lead == 0xA5 : (0xB0...0xC8).contains(lead) { usual += 1 }
            }
        }
        guard pairs >= 20 else { return false }
        return switch self {
        case .shiftJIS, .eucJP: usual * 4 >= pairs
        case .eucKR: usual * 100 >= pairs * 94
        case .big5: usual * 100 >= pairs * 92 && low * 6 >= pairs
        default: usual * 100 >= pairs * 88
        }
    }
}
