import Foundation

/// Finding what guessers know in a password. Each search takes a bounded time for 256 scalars, whatever they are.
extension GuessEstimate {
    /// The known stretches by where they begin.
    func parts(of text: Text) -> [[Part]] {
        let count = text.lower.count
        var parts = [[Part]](repeating: [], count: count)
        let repeats = earlier(text.lower)
        for start in 0..<count {
            words(text, start, &parts[start])
            rows(text.lower, start, &parts[start])
            numbers(text.lower, start, &parts[start])
            runs(text.lower, start, &parts[start])
            // What was there before costs hardly anything.
            if repeats[start] >= 3 {
                for length in 3...repeats[start] { parts[start].append(.init(end: start + length, cost: 1)) }
            }
        }
        phrases(text, &parts)
        return parts
    }

    private func words(_ text: Text, _ start: Int, _ parts: inout [Part]) {
        guard text.lower[start] != 0x20 else { return }
        for end in stride(from: start + 3, through: min(start + GuessLists.longestWord, text.lower.count), by: 1) {
            // No word holds a blank.
            guard text.lower[end - 1] != 0x20 else { return }
            let range = start..<end
            var cost = Double.infinity
            for (scalars, extra) in [(text.lower[range], 0.0), (text.read[range], 0.5)] {
                if extra > 0, scalars.elementsEqual(text.lower[range]) { continue }
                for (word, extra) in [(Self.string(scalars), extra), (Self.string(scalars.reversed()), extra + 0.3)] {
                    if own.contains(word) { cost = min(cost, 0.5 + extra) }
                    if let rank = lists.words[word] { cost = min(cost, rank + extra) }
                }
            }
            if cost < .infinity { parts.append(.init(end: end, cost: cost + text.capitals(range))) }
        }
    }

    private static func string(_ scalars: some Sequence<UInt32>) -> String {
        var view = String.UnicodeScalarView()
        for value in scalars { if let scalar = Unicode.Scalar(value) { view.append(scalar) } }
        return String(view)
    }

    /// Three keys or more of a row, either way.
    private func rows(_ lower: [UInt32], _ start: Int, _ parts: inout [Part]) {
        var longest = 0
        for row in GuessLists.rows {
            for (place, key) in row.enumerated() where key == lower[start] {
                for step in [1, -1] {
                    var length = 1
                    while start + length < lower.count, row.indices.contains(place + step * length),
                        row[place + step * length] == lower[start + length]
                    {
                        length += 1
                    }
                    longest = max(longest, length)
                }
            }
        }
        if longest >= 3 {
            for length in 3...longest { parts.append(.init(end: start + length, cost: 1.7 + log10(Double(length)))) }
        }
    }

    /// One character again and again, or each with the same distance to the one before.
    private func runs(_ lower: [UInt32], _ start: Int, _ parts: inout [Part]) {
        guard start + 1 < lower.count else { return }
        let step = Int64(lower[start + 1]) - Int64(lower[start])
        guard abs(step) <= 2 else { return }
        var end = start + 2
        while end < lower.count, Int64(lower[end]) - Int64(lower[end - 1]) == step { end += 1 }
        for stop in (start + (step == 0 ? 2 : 3))..<max(end + 1, start + 4) where stop <= end {
            parts.append(.init(end: stop, cost: 1.1 + log10(Double(stop - start))))
        }
    }

    /// Years of these times, and days.
    private func numbers(_ lower: [UInt32], _ start: Int, _ parts: inout [Part]) {
        guard Self.isDigit(lower[start]) else { return }
        let gaps: Set<UInt32> = [0x20, 0x2D, 0x2E, 0x2F, 0x5F]
        var groups: [Int] = [], digits = 0, value = 0, length = 0
        for index in start..<min(start + 10, lower.count) {
            if Self.isDigit(lower[index]) {
                (digits, value, length) = (digits + 1, value * 10 + Int(lower[index] - 0x30), length + 1)
                if groups.isEmpty, digits == 4, (1900...2049).contains(value) {
                    parts.append(.init(end: index + 1, cost: 1.9))
                }
                let isDay: Bool =
                    switch (groups.count, length) {
                    case (0, 4): isDayOfYear(value / 100, value % 100)
                    case (0, 6):
                        isDayOfYear(value / 10_000, value / 100 % 100) || isDayOfYear(value / 100 % 100, value % 100)
                    case (0, 8):
                        isDayOfYear(value / 1_000_000, value / 10_000 % 100)
                            || isDayOfYear(value / 100 % 100, value % 100)
                    case (2, 1...4):
                        isDayOfYear(groups[0], groups[1]) || isDayOfYear(groups[1], value)
                    default: false
                    }
                if isDay { parts.append(.init(end: index + 1, cost: groups.isEmpty && length == 4 ? 2.9 : 4.5)) }
            } else if gaps.contains(lower[index]), length > 0, groups.count < 2 {
                groups.append(value)
                (value, length) = (0, 0)
            } else {
                break
            }
        }
    }

    private func isDayOfYear(_ a: Int, _ b: Int) -> Bool {
        (1...12).contains(a) && (1...31).contains(b) || (1...12).contains(b) && (1...31).contains(a)
    }

    /// For each place, how many scalars from it were there before, not overlapping.
    private func earlier(_ lower: [UInt32]) -> [Int] {
        let count = lower.count
        var longest = [Int](repeating: 0, count: count)
        // Common beginnings of the two rests, row by row from the end.
        var below = [Int](repeating: 0, count: count + 1)
        for first in stride(from: count - 1, through: 0, by: -1) {
            var row = [Int](repeating: 0, count: count + 1)
            for second in stride(from: count - 1, to: first, by: -1) where lower[first] == lower[second] {
                row[second] = below[second + 1] + 1
                longest[second] = max(longest[second], min(row[second], second - first))
            }
            below = row
        }
        return longest
    }

    /// Known sentences, whatever stands between their letters.
    private func phrases(_ text: Text, _ parts: inout [[Part]]) {
        for scalars in [text.lower, text.read] {
            let places = scalars.indices.filter { Unicode.Scalar(scalars[$0])?.properties.isAlphabetic == true }
            for phrase in lists.phrases where phrase.count <= places.count {
                for first in 0...(places.count - phrase.count) {
                    guard phrase.indices.allSatisfy({ phrase[$0] == scalars[places[first + $0]] }) else { continue }
                    let (start, end) = (places[first], places[first + phrase.count - 1] + 1)
                    parts[start].append(.init(end: end, cost: 2.5 + text.capitals(start..<end)))
                }
            }
        }
    }
}
