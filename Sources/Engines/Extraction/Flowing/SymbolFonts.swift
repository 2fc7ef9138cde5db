import CMuPDF

/// Signs of fonts whose letters are pictures: what Word writes as a code of the private use area.
enum SymbolFonts {
    /// The sign at a place of a font; nil where the font is none of these or the sign says nothing in text.
    static func sign(font: String, code: UInt32) -> String? {
        let place = code & 0xFF
        let font = font.lowercased()
        if font.contains("wingdings 2") { return wingdings2[place] }
        if font.contains("wingdings 3") { return place >= 0x21 && place <= 0x2F ? "→" : nil }
        if font.contains("wingdings") { return wingdings[place] }
        if font.contains("webdings") { return place == 0x61 ? "✓" : place == 0x63 ? "☐" : nil }
        if font.contains("symbol") {
            return place >= 0x20 && place - 0x20 < symbol.count ? String(symbol[Int(place - 0x20)]) : nil
        }
        return nil
    }

    /// A character of a PDF with the sign that its font draws.
    static func written(_ item: MuCharacter) -> MuCharacter {
        let isPrivate = (0xF000...0xF0FF).contains(item.scalar)
        let font: String
        switch MuFont(UInt32(item.font)) {
        case MU_DINGBATS:
            guard let sign = dingbats[item.scalar] else { return item }
            return item.with(sign)
        case MU_WINGDINGS: font = "wingdings"
        case MU_WINGDINGS_2: font = "wingdings 2"
        case MU_WINGDINGS_3: font = "wingdings 3"
        case MU_WEBDINGS: font = "webdings"
        // Letters of this one are named rightly, unless the file gives codes only.
        case MU_SYMBOL where isPrivate: font = "symbol"
        default: return item
        }
        guard isPrivate || (0x21...0xFF).contains(item.scalar) else { return item }
        let sign = self.sign(font: font, code: UInt32(bitPattern: item.scalar))
        return item.with(sign?.unicodeScalars.first ?? "•")
    }

    /// Zapf Dingbats by the numbers in the names of its signs ("a20" is a tick), which is what MuPDF gives for them.
    private static let dingbats: [Int32: Unicode.Scalar] = {
        var signs: [Int32: Unicode.Scalar] = [
            19: "✓", 20: "✔", 21: "✕", 22: "✖", 23: "✗", 24: "✘", 35: "★", 71: "•", 72: "○", 73: "■", 74: "☐", 75: "☐",
            76: "▲", 77: "▼", 78: "◆", 79: "❖", 203: "☐", 204: "☐", 11: "☛", 12: "☞", 117: "✉",
        ]
        // Numbers in circles, then arrows.
        for (first, start) in [(Int32(120), UInt32(0x2460)), (130, 0x2776), (140, 0x2780), (150, 0x278A)] {
            for step in 0..<Int32(10) { signs[first + step] = Unicode.Scalar(start + UInt32(step)) }
        }
        for arrow in Int32(160)...190 where signs[arrow] == nil { signs[arrow] = "→" }
        return signs
    }()

    /// Text of a run in a font; codes of the private use area become the signs that they show, and so do letters of
    /// fonts that have pictures only.
    static func readable(_ text: String, font: String?) -> String {
        let isPicture = font.map { pictures.contains($0.lowercased().trimmed) } ?? false
        func isSign(_ scalar: Unicode.Scalar) -> Bool {
            (0xF020...0xF0FF).contains(scalar.value)
                || isPicture && (0x21...0xFF).contains(scalar.value)
                    && scalar.value != 0xA0
        }
        guard text.unicodeScalars.contains(where: isSign) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if isSign(scalar) {
                result += sign(font: font ?? "symbol", code: scalar.value) ?? "•"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }

    private static let pictures: Set<String> = ["wingdings", "wingdings 2", "wingdings 3", "webdings"]

    private static let wingdings: [UInt32: String] = [
        0x6C: "•", 0x6E: "•", 0x6F: "☐", 0x70: "☐", 0x71: "☐", 0x72: "☐", 0x73: "•", 0x74: "•", 0x75: "•", 0x76: "•",
        0x77: "•", 0x78: "☒", 0x9E: "•", 0x9F: "•", 0xA7: "•", 0xA8: "☐", 0xD8: "•", 0xE0: "→", 0xE8: "→", 0xF0: "→",
        0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4C: "☹", 0x22: "✂", 0x21: "✏",
    ]
    private static let wingdings2: [UInt32: String] = [
        0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x30: "☐", 0x2A: "☐", 0xA3: "☐", 0x97: "•",
        0x98: "•",
    ]
    /// The Symbol font from its 32nd sign on (Adobe's Symbol encoding); a blank where it has pieces of signs only.
    private static let symbol = Array(
        " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_ αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
            + "                                €ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈… ─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
            + "◊〈®©™∑           〉∫")
}

extension MuCharacter {
    fileprivate func with(_ scalar: Unicode.Scalar) -> MuCharacter {
        var copy = self
        copy.scalar = Int32(bitPattern: scalar.value)
        return copy
    }
}
