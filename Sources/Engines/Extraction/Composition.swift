/// Letters that are written as a base and its marks, as one character each where Unicode has it: files of some programs
/// hold "o" and an accent where others hold "ó", and a search would take them for two words.
enum Composition {
    /// The character for a base and a mark; nil where there is none.
    static func composed(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        var pair = String.UnicodeScalarView()
        pair.append(base)
        pair.append(mark)
        return letters[String(pair)]
    }

    static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0x300...0x36F).contains(scalar.value) }

    /// Strings are equal by canonical equivalence: a letter is found by its parts.
    private static let letters: [String: Unicode.Scalar] = {
        var letters: [String: Unicode.Scalar] = [:]
        for range in [0xC0...0x24F, 0x386...0x3CE, 0x400...0x4FF, 0x1E00...0x1FFF] as [ClosedRange<UInt32>] {
            for value in range {
                guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic else { continue }
                let key = String(Character(scalar))
                if letters[key] == nil { letters[key] = scalar }
            }
        }
        return letters
    }()
}
