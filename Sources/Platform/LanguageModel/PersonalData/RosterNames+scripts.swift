/// Names of a roster in Latin letters, found in texts of other scripts, and the other way round.
extension RosterNames {
    /// What comes before a name in Arabic: a mother, a student, "my son".
    private static let arabicCues: Set<String> = [
        "والده", "والد", "ام", "اب", "الطالب", "الطالبه", "ابني", "ابنتي", "طفلي", "السيد", "السيده",
        "المعلم",
        "المعلمه", "الاستاذ",
        "الاستاذه", "اسمي", "اسمه", "اسمها", "اخي", "اختي", "انا", "عزيزي", "عزيزتي", "ولدي", "بنتي",
        "التلميذ",
        "التلميذه",
    ]

    /// Places of words that are names in Arabic letters.
    func arabic(_ words: [TextWord]) -> [Int] {
        var found: [Int] = []
        for index in words.indices {
            guard let first = words[index].key.unicodeScalars.first, (0x621...0x6FF).contains(first.value)
            else {
                continue
            }
            let own = foreign.arabic(words[index].key, all)
            guard !own.isEmpty else { continue }
            if index > 0, Self.arabicCues.contains(words[index - 1].key), own.contains(where: \.isGiven) {
                found.append(index)
            }
            // "عبد الله" stands between as well.
            for next in index + 1..<max(index + 1, min(words.count, index + 3))
            where words[next].before == .blank {
                let others = foreign.arabic(words[next].key, all)
                guard others.contains(where: { other in own.contains { arePair($0, other) } }) else {
                    continue
                }
                found += index...next
                break
            }
        }
        return found
    }

    /// Names in scripts that put no blanks between words.
    func unspacedLatin(_ text: [Unicode.Scalar]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count {
            let end =
                Hangul.isSyllable(text[index])
                ? korean(text, index)
                : (0x3040...0x30FF).contains(text[index].value)
                    ? japanese(text, index) : chinese(text, index)
            if let end { found.append(index..<end) }
            index = end ?? index + 1
        }
        return found
    }

    private static let koreanEndings = [
        "가", "이", "는", "은", "를", "을", "의", "야", "아", "랑", "도", "와", "과", "에게", "한테", " 학생", " 엄마",
        " 어머니", " 아버지",
        " 아빠",
        " 선생", " 씨", "씨", "네", "라고", "입니다", "예요",
    ].map { Array($0.unicodeScalars) }

    private func korean(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        guard start == 0 || !Hangul.isSyllable(text[start - 1]) else { return nil }
        var end = start
        while end < text.count, end - start < 6, Hangul.isSyllable(text[end]) { end += 1 }
        func isNames(_ family: ArraySlice<Unicode.Scalar>, _ given: ArraySlice<Unicode.Scalar>) -> Bool {
            let families = foreign.hangul(family, isFamily: true, all).filter(\.isFamily)
            guard !families.isEmpty else { return false }
            let givens = foreign.hangul(given, isFamily: false, all).filter(\.isGiven)
            return givens.contains { given in families.contains { arePair(given: given, family: $0) } }
        }
        for length in [3, 4, 2] where start + length <= end {
            if isNames(text.part(start, start + 1), text.part(start + 1, start + length)) {
                return start + length
            }
        }
        // "박 서연"
        if end == start + 1, end + 2 < text.count, text[end] == " ", Hangul.isSyllable(text[end + 1]),
            Hangul.isSyllable(text[end + 2]),
            isNames(text.part(start, end), text.part(end + 1, end + 3))
        {
            return end + 3
        }
        // A given name alone, with what a name is followed by.
        guard start + 2 <= end,
            foreign.hangul(text.part(start, start + 2), isFamily: false, all).contains(where: { $0.isGiven })
        else {
            return nil
        }
        let rest = text[(start + 2)...]
        return Self.koreanEndings.contains { rest.starts(with: $0) } ? start + 2 : nil
    }

    private func japanese(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        func isKana(_ index: Int) -> Bool {
            index < text.count && (0x3040...0x30FF).contains(text[index].value) && text[index] != "・"
        }
        func reading(_ range: Range<Int>) -> String? { Romanized.kana(text[range]) }
        guard start == 0 || !isKana(start - 1) else { return nil }
        for length in 2...6 where (start..<start + length).allSatisfy(isKana) {
            guard let one = reading(start..<start + length), let first = token(spelled: one) else {
                continue
            }
            let end = start + length
            let next = end < text.count && (text[end] == " " || text[end] == "・") ? end + 1 : end
            for other in 2...6 where (next..<next + other).allSatisfy(isKana) {
                if let key = reading(next..<next + other), let second = token(spelled: key),
                    arePair(first, second)
                {
                    return next + other
                }
            }
            if length > 2, !first.isCommon,
                !isKana(end) || ["さ", "ち", "く", "の", "は", "が"].contains(text[end])
            {
                return end
            }
        }
        return nil
    }

    /// Families of two characters.
    private static let compounds = [
        "欧阳": "ouyang", "歐陽": "ouyang", "司马": "sima", "司馬": "sima", "诸葛": "zhuge", "諸葛": "zhuge", "上官": "shangguan",
        "司徒": "situ", "夏侯": "xiahou", "慕容": "murong", "皇甫": "huangfu", "令狐": "linghu", "尉迟": "yuchi",
    ]

    private func chinese(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
        if start + 2 < text.count,
            let compound = Self.compounds[String(String.UnicodeScalarView(text.part(start, start + 2)))],
            let family = token(spelled: compound), family.isFamily
        {
            for count in [2, 1] where start + 2 + count <= text.count {
                if let key = Pinyin.reading(of: text.part(start + 2, start + 2 + count)),
                    let given = token(spelled: key),
                    arePair(given: given, family: family)
                {
                    return start + 2 + count
                }
            }
        }
        guard let first = Pinyin.reading(text[start]) else { return nil }
        func given(_ from: Int, _ count: Int) -> Token? {
            guard from + count <= text.count, let key = Pinyin.reading(of: text.part(from, from + count))
            else {
                return nil
            }
            return token(spelled: key).flatMap { $0.isGiven ? $0 : nil }
        }
        for key in Pinyin.families(first) {
            guard let family = token(spelled: key), family.isFamily else { continue }
            for count in [2, 1] {
                if let given = given(start + 1, count), arePair(given: given, family: family) {
                    return start + 1 + count
                }
            }
        }
        // A given name of two characters alone.
        if let key = Pinyin.reading(of: text.part(start, min(text.count, start + 2))), key.utf8.count > 4,
            given(start, 2) != nil
        {
            return start + 2
        }
        return nil
    }
}
