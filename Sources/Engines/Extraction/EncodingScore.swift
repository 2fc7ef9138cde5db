/// Which encoding makes sense of bytes that are no UTF-8: letters stand among letters, marks between words.
enum EncodingScore {
    private static let candidates: [SingleByteEncoding] = [
        .windows1252, .macRoman, .dos850, .windows1250, .latin2, .windows1251, .koi8r,
    ]

    static func best(_ bytes: UnsafeRawBufferPointer) -> SingleByteEncoding {
        var places: [Int] = []
        for (index, byte) in bytes.enumerated() where byte >= 0x80 {
            places.append(index)
            if places.count >= 4000 { break }
        }
        var best = (encoding: SingleByteEncoding.windows1252, score: Int.min)
        for encoding in candidates {
            let high = encoding.high
            func scalar(_ place: Int) -> Unicode.Scalar {
                guard place >= 0, place < bytes.count else { return " " }
                return bytes[place] < 0x80 ? Unicode.Scalar(bytes[place]) : high[Int(bytes[place]) - 0x80]
            }
            let score = places.reduce(0) { $0 + value(scalar($1), after: scalar($1 - 1), before: scalar($1 + 1)) }
            // The usual encoding holds unless another is plainly better.
            if score > best.score + (best.score == Int.min ? 0 : 1) { best = (encoding, score) }
        }
        return best.encoding
    }

    private static let western: Set<Unicode.Scalar> = Set("áéíóúñüçàèùâêîôûäöïëãõåøæßÁÉÍÓÚÑÜÇÄÖ".unicodeScalars)
    private static let central: Set<Unicode.Scalar> = Set(
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻěščřžýáíéůúďťňĚŠČŘŽÝÁÍÉŮÚőűŐŰăâîșțşţ".unicodeScalars)

    private static func value(_ scalar: Unicode.Scalar, after before: Unicode.Scalar, before after: Unicode.Scalar)
        -> Int
    {
        let (isWordBefore, isWordAfter) = (before.properties.isAlphabetic, after.properties.isAlphabetic)
        if scalar.properties.isAlphabetic, !"ºª".unicodeScalars.contains(scalar) {
            if (0x400...0x4FF).contains(scalar.value) {
                let isMixed = isWordBefore && before.value < 0x400 || isWordAfter && after.value < 0x400
                // Capitals inside a word of small letters are another encoding's small letters.
                let isShouted = scalar.properties.isUppercase && before.properties.isLowercase
                return isMixed ? -4 : isShouted ? -2 : isWordBefore || isWordAfter ? 3 : -1
            }
            if scalar.properties.isUppercase, before.properties.isLowercase { return -2 }
            if !isWordBefore, !isWordAfter { return -1 }
            // Words of nothing but accented letters are of another script.
            if before.value > 0x7F && isWordBefore && after.value > 0x7F && isWordAfter { return -2 }
            return western.contains(scalar) ? 3 : central.contains(scalar) ? 2 : 0
        }
        switch scalar {
        case "’": return isWordBefore && isWordAfter ? 3 : isWordBefore || isWordAfter ? 1 : -1
        case "“", "‘", "«", "¿", "¡", "„": return !isWordBefore && !after.properties.isWhitespace ? 3 : -3
        case "”", "»", "…": return !isWordAfter && !before.properties.isWhitespace ? 3 : -3
        case "–", "—", "•": return isWordBefore && isWordAfter ? -1 : 2
        case "º", "ª", "°": return before.properties.numericType != nil || before == "." ? 2 : -2
        case "\u{A0}": return isWordBefore && isWordAfter ? -1 : 1
        case "€", "£", "©", "®", "™", "§", "½", "¼", "¾", "×", "÷", "±", "²", "³", "¢":
            return isWordBefore && isWordAfter ? -3 : 1
        case "\u{FFFD}": return -6
        default: return scalar.value < 0xA0 ? -6 : isWordBefore && isWordAfter ? -3 : -2
        }
    }
}

/// Text that was decoded wrongly once and stored so: "reuniÃ³n".
enum Mojibake {
    private static let bytes: [Unicode.Scalar: UInt8] = {
        var bytes: [Unicode.Scalar: UInt8] = [:]
        for (index, scalar) in SingleByteEncoding.windows1252.high.enumerated() { bytes[scalar] = UInt8(0x80 + index) }
        return bytes
    }()

    /// The text with such letters put right, where they are too many to be meant.
    static func repaired(_ text: String) -> (text: String, count: Int) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.contains(where: { $0 == "Ã" || $0 == "Â" || $0 == "â" }) else { return (text, 0) }
        var result = String.UnicodeScalarView()
        result.reserveCapacity(scalars.count)
        var (index, count) = (0, 0)
        while index < scalars.count {
            let length = scalars[index] == "Ã" || scalars[index] == "Â" ? 2 : scalars[index] == "â" ? 3 : 0
            if length > 0, index + length <= scalars.count {
                let raw = scalars[index..<index + length].compactMap { bytes[$0] }
                if raw.count == length, let letter = String(validating: raw, as: UTF8.self) {
                    result.append(contentsOf: letter.unicodeScalars)
                    index += length
                    count += 1
                    continue
                }
            }
            result.append(scalars[index])
            index += 1
        }
        return count > 1 ? (String(result), count) : (text, 0)
    }
}
