/// Names in scripts that put no blanks between words: found within a run of letters.
struct UnspacedNames: Sendable {
    private var names: Set<String> = []
    /// Families of one letter, which are a name only with a form of address after them.
    private var short: Set<String> = []
    private var firsts: Set<Unicode.Scalar> = []
    private var longest = 0

    static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0x20000...0x323AF,
            0xE00...0xEFF, 0x1780...0x17FF, 0x1000...0x109F:
            true
        default: false
        }
    }
    static func isUnspaced(_ text: [Unicode.Scalar]) -> Bool { text.contains(where: isUnspaced) }

    mutating func add(given: [Unicode.Scalar], family: [Unicode.Scalar]) {
        let given = given.filter { !Self.isGap($0) }
        let family = family.filter { !Self.isGap($0) }
        for name in [family + given, given + family, given, family] {
            guard let first = name.first else { continue }
            let key = Self.key(name[...])
            if name.count > 1 { names.insert(key) } else { short.insert(key) }
            firsts.insert(first)
            longest = max(longest, min(name.count, 24))
        }
    }

    /// Names in plain scalars, longest first where several begin together.
    func ranges(in text: [Unicode.Scalar]) -> [Range<Int>] {
        guard !firsts.isEmpty else { return [] }
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            guard firsts.contains(text[index]), let end = end(text, index) else {
                index += 1
                continue
            }
            found.append(index..<end)
            index = end
        }
        return found
    }

    private func end(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        var best: Int?
        var key = String.UnicodeScalarView()
        var (index, count) = (start, 0)
        while index < text.count, count < longest {
            // "王 小明", "田中・美咲".
            if Self.isGap(text[index]) {
                guard count > 0, index + 1 < text.count, Self.isUnspaced(text[index + 1]) else { break }
                index += 1
                continue
            }
            guard Self.isUnspaced(text[index]) else { break }
            key.append(text[index])
            (index, count) = (index + 1, count + 1)
            if names.contains(String(key)) { best = index }
        }
        if best == nil, short.contains(String(text[start])), isAddressed(text, start + 1) {
            return start + 1
        }
        return best
    }

    private static let addresses = [
        "老师", "老師", "同学", "同學", "先生", "女士", "小姐", "太太", "妈妈", "爸爸", "さん", "くん", "君", "ちゃん", "様", "씨",
        "선생님", "선생", "학생", "양", "군",
    ].map { Array($0.unicodeScalars) }

    private func isAddressed(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        Self.addresses.contains { word in
            let start = index < text.count && text[index] == " " ? index + 1 : index
            return start + word.count <= text.count
                && text.part(start, start + word.count).elementsEqual(word)
        }
    }

    private static func isGap(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "・" || scalar == "·" || scalar == "-"
    }
    private static func key(_ text: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(text))
    }
}
