extension TOMLScanner {
    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")

    /// A text in any of the four forms, at the scanner's place.
    mutating func string() throws(TOMLError) -> String {
        let start = index
        let mark = byte == Self.quote ? Self.quote : Self.apostrophe
        let isLong = isNext("\"\"\"") || isNext("'''")
        skip(isLong ? 3 : 1)
        // A line's end right behind the opening belongs to it.
        if isLong { _ = try skipLineEnd() }
        var text: [UInt8] = []
        while let byte {
            if byte == mark {
                if !isLong {
                    skip()
                    return String(decoding: text, as: UTF8.self)
                }
                var marks = 0
                while take(mark) { marks += 1 }
                guard marks < 6 else { throw error("There are too many quotation marks. End a long text with three.") }
                // One or two marks may stand right before the three that end it.
                text += Array(repeating: mark, count: marks >= 3 ? marks - 3 : marks)
                if marks >= 3 { return String(decoding: text, as: UTF8.self) }
            } else if byte == UInt8(ascii: "\\"), mark == Self.quote {
                text += try escape(isLong: isLong)
            } else if byte == 0x0A || isNext("\r\n") {
                guard isLong else {
                    throw error(
                        "A text goes over its line's end. Close it, or put it in three quotation marks.", at: start)
                }
                _ = try skipLineEnd()
                text.append(0x0A)
            } else if Self.isControl(byte) {
                throw error("A text holds a control character. Take it out, or write it as \\u00XX in double quotes.")
            } else {
                text.append(byte)
                skip()
            }
        }
        throw error("A text that begins here is not closed. Put its closing quotation mark.", at: start)
    }

    private mutating func escape(isLong: Bool) throws(TOMLError) -> [UInt8] {
        let start = index
        skip()
        let letter = byte
        if isLong, letter == 0x20 || letter == 0x09 || letter == 0x0A || letter == 0x0D {
            return try lineContinued(from: start)
        }
        skip()
        switch letter {
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "\""): return [Self.quote]
        case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
        case UInt8(ascii: "u"): return try scalar(digits: 4, from: start)
        case UInt8(ascii: "U"): return try scalar(digits: 8, from: start)
        default:
            throw error(
                "A backslash begins no escape that TOML knows here. Double it, or put the text in single quotes: 'C:\\x'.",
                at: start)
        }
    }

    /// A backslash at a line's end, which takes all blanks up to the next word away.
    private mutating func lineContinued(from start: Int) throws(TOMLError) -> [UInt8] {
        skipBlanks()
        guard try skipLineEnd() else {
            throw error("A backslash stands before a blank. Double it, or end the line behind it.", at: start)
        }
        repeat { skipBlanks() } while try skipLineEnd()
        return []
    }

    private mutating func scalar(digits: Int, from start: Int) throws(TOMLError) -> [UInt8] {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let byte, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw error("\\u needs four hexadecimal digits and \\U eight.", at: start)
            }
            value = value << 4 | UInt32(digit)
            skip()
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw error("This number is no character of Unicode.", at: start)
        }
        return Array(String(Character(scalar)).utf8)
    }
}
