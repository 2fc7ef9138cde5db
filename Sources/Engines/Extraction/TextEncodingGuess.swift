/// The encoding of a text file, guessed from its bytes; nil when they are no text.
enum TextEncodingGuess: Equatable {
    case utf8, utf16LittleEndian, utf16BigEndian, utf32LittleEndian, utf32BigEndian
    case single(SingleByteEncoding)

    static let windows1252 = TextEncodingGuess.single(.windows1252)

    init?(_ bytes: UnsafeRawBufferPointer) {
        let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(65536))
        if let marked = Self.marked(head) { self = marked; return }
        if let wide = Self.wide(head) { self = wide; return }
        // In a short text a stray byte or two are more than their share; a zero is no better than other controls.
        let controls = head.count { $0 < 0x20 && !Self.isOfText($0) }
        guard controls <= max(2, head.count / 50) else { return nil }
        self = Self.isMostlyUTF8(bytes) ? .utf8 : .single(EncodingScore.best(head))
    }

    /// Of a file that says how it is encoded, as far as its bytes bear it out.
    init(_ bytes: UnsafeRawBufferPointer, declared: String?) {
        let guess = TextEncodingGuess(bytes) ?? .utf8
        guard case .single = guess, let declared else { self = guess; return }
        self = SingleByteEncoding(label: declared).map { .single($0) } ?? guess
    }

    /// Whether the text is read by guess: nothing says how its letters are encoded, or not rightly.
    static func isGuessed(_ bytes: UnsafeRawBufferPointer, declared: String? = nil) -> Bool {
        switch TextEncodingGuess(bytes, declared: declared) {
        case .single(let encoding): declared.flatMap { SingleByteEncoding(label: $0) } != encoding
        case .utf8: String(validating: bytes, as: UTF8.self) == nil
        default: false
        }
    }

    private static func marked(_ head: UnsafeRawBufferPointer) -> TextEncodingGuess? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        if head.starts(with: [0xFF, 0xFE, 0, 0]) { return .utf32LittleEndian }
        if head.starts(with: [0, 0, 0xFE, 0xFF]) { return .utf32BigEndian }
        if head.starts(with: [0xFF, 0xFE]) { return .utf16LittleEndian }
        return head.starts(with: [0xFE, 0xFF]) ? .utf16BigEndian : nil
    }

    /// Encodings of two or four bytes a character, told by where their zeros stand.
    private static func wide(_ head: UnsafeRawBufferPointer) -> TextEncodingGuess? {
        var places = [0, 0, 0, 0]
        for (index, byte) in head.enumerated() where byte == 0 { places[index % 4] += 1 }
        let zeros = places.reduce(0, +)
        guard zeros > head.count / 40, zeros > 2 else { return nil }
        let quarter = head.count / 4
        if places[2] + places[3] >= quarter * 19 / 10, places[0] * 10 <= quarter { return .utf32LittleEndian }
        if places[0] + places[1] >= quarter * 19 / 10, places[3] * 10 <= quarter { return .utf32BigEndian }
        // Blanks and line ends alone give some zeros in any language; they stand on one side.
        let odd = places[1] + places[3]
        let isLittle = odd * 20 > zeros * 19
        guard isLittle || odd * 20 < zeros else { return nil }
        let guess: TextEncodingGuess = isLittle ? .utf16LittleEndian : .utf16BigEndian
        let text = guess.decode(UnsafeRawBufferPointer(rebasing: head.prefix(head.count & ~1)))
        let oddSigns = text.unicodeScalars.count { $0.value < 0x20 && !$0.properties.isWhitespace || $0 == "\u{FFFD}" }
        return oddSigns * 50 <= text.unicodeScalars.count ? guess : nil
    }

    /// Whether what is beyond ASCII is UTF-8, but for a stray byte here and there.
    private static func isMostlyUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
        if String(validating: bytes, as: UTF8.self) != nil { return true }
        var (whole, stray) = (0, 0)
        UTF8Pieces.each(bytes) { piece in
            switch piece {
            case .letter: whole += 1
            case .stray: stray += 1
            case .ascii: break
            }
        }
        return whole > 0 && stray <= whole * 3
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
        case .utf8: text = String(validating: bytes, as: UTF8.self) ?? UTF8Pieces.repaired(bytes)
        case .utf16LittleEndian, .utf16BigEndian:
            let big = self == .utf16BigEndian
            let units = (0..<bytes.count / 2).map { index -> UInt16 in
                let (a, b) = (UInt16(bytes[index * 2]), UInt16(bytes[index * 2 + 1]))
                return big ? a << 8 | b : b << 8 | a
            }
            text = String(decoding: units, as: UTF16.self)
        case .utf32LittleEndian, .utf32BigEndian:
            var scalars = String.UnicodeScalarView()
            for index in 0..<bytes.count / 4 {
                let four = (0..<4).map { UInt32(bytes[index * 4 + $0]) }
                let ordered = self == .utf32BigEndian ? four : four.reversed()
                scalars.append(Unicode.Scalar(ordered.reduce(0) { $0 << 8 | $1 }) ?? "\u{FFFD}")
            }
            text = String(scalars)
        case .single(let encoding): text = encoding.decode(bytes)
        }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}

/// UTF-8 with faults in it.
enum UTF8Pieces {
    enum Piece {
        case ascii(UInt8)
        case letter(Range<Int>)
        case stray(Int)
    }

    /// Calls `visit` for each byte of ASCII, each whole sequence and each byte that belongs to none.
    static func each(_ bytes: UnsafeRawBufferPointer, _ visit: (Piece) -> Void) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                visit(.ascii(byte))
                index += 1
                continue
            }
            let length =
                (0xC2...0xDF).contains(byte)
                ? 2 : (0xE0...0xEF).contains(byte) ? 3 : (0xF0...0xF4).contains(byte) ? 4 : 0
            let end = index + length
            let range = index..<min(end, bytes.count)
            if length > 0, end <= bytes.count, String(validating: bytes[range], as: UTF8.self) != nil {
                visit(.letter(range))
                index = end
            } else {
                visit(.stray(index))
                index += 1
            }
        }
    }

    /// A stray byte is what a program of Windows would have meant by it, where that can be; else it is left out.
    static func repaired(_ bytes: UnsafeRawBufferPointer) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        each(bytes) { piece in
            switch piece {
            case .ascii(let byte): result.append(byte)
            case .letter(let range): result.append(contentsOf: bytes[range])
            case .stray(let index):
                let byte = bytes[index]
                func isLetter(_ place: Int) -> Bool {
                    guard place >= 0, place < bytes.count else { return false }
                    return (0x61...0x7A).contains(bytes[place] | 0x20)
                }
                // A lead byte whose rest was lost is half a letter, not a letter of its own.
                let isLead = byte == 0xC2 || byte == 0xC3 || byte == 0xE2
                let isMark = (0x80...0x9F).contains(byte)
                if isMark || !isLead && byte >= 0xC0 && (isLetter(index - 1) || isLetter(index + 1)) {
                    let scalar = SingleByteEncoding.windows1252.high[Int(byte) - 0x80]
                    result.append(contentsOf: Array(String(scalar).utf8))
                } else {
                    result.append(contentsOf: Array("\u{FFFD}".utf8))
                }
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
