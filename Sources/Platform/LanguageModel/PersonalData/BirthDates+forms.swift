/// Rarer ways of writing a day: with a month in Roman numerals, in Chinese and Japanese, with blanks between digits.
extension BirthDates {
    /// "出生日期", "生年月日".
    static func isHan(_ key: String) -> Bool {
        guard let first = key.unicodeScalars.first, !first.isASCII, UnspacedNames.isUnspaced(first) else {
            return false
        }
        return key.contains("出生") || key.contains("生日") || key.contains("生年月日") || key.contains("생년월일")
    }

    func rare(_ start: Int) -> Int? { roman(start) ?? han(start) ?? spaced(start) }

    private func count(_ place: inout Int, most: Int) -> Int {
        let start = place
        while isDigit(place), place - start < most { place += 1 }
        return place - start
    }

    /// "17-XII-2008", "3.IV.2012".
    private func roman(_ start: Int) -> Int? {
        var place = start
        guard count(&place, most: 2) > 0, "-./ ".unicodeScalars.contains(at(place)) else { return nil }
        place += 1
        let month = place
        while "IVXivx".unicodeScalars.contains(at(place)), place - month < 5 { place += 1 }
        guard place > month, "-./ ".unicodeScalars.contains(at(place)) else { return nil }
        place += 1
        let digits = count(&place, most: 4)
        return digits == 4 || digits == 2 ? place : nil
    }

    /// "2012年6月9日", "2012년 6월 9일".
    private func han(_ start: Int) -> Int? {
        var place = start
        for sign in ["年년", "月월", "日일号號"] {
            guard count(&place, most: 4) > 0 else { return nil }
            if at(place) == " " { place += 1 }
            guard sign.unicodeScalars.contains(at(place)) else { return nil }
            place += 1
            if at(place) == " ", isDigit(place + 1) { place += 1 }
        }
        return place
    }

    /// "0 4 / 1 9 / 2 0 1 3".
    private func spaced(_ start: Int) -> Int? {
        var (place, counts, end) = (start, [0], start)
        while place - start < 32, counts.count < 4 {
            if isDigit(place) {
                counts[counts.count - 1] += 1
                place += 1
                end = place
            } else if at(place) == " " {
                place += 1
            } else if "/-.".unicodeScalars.contains(at(place)), counts.count < 3 {
                counts.append(0)
                place += 1
            } else {
                break
            }
        }
        let isDay = counts.count == 3 && counts[0] < 3 && counts[1] < 3 && (counts[2] == 4 || counts[2] == 2)
        return isDay && counts.allSatisfy({ $0 > 0 }) ? end : nil
    }
}
