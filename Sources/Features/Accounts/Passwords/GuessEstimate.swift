import Foundation

/// How many guesses a password takes, after Wheeler's zxcvbn (2016): it is cut into parts in the way that is cheapest to
/// guess, each as what guessers try: words, names, years, dates, rows of keys, sequences, repeats.
///
/// Works on scalars in arrays, and looks at the first 256 of them: what comes after only adds to the guesses.
struct GuessEstimate {
    let lists: GuessLists
    /// Names and addresses of the person's own, in small letters.
    let own: Set<String>

    /// Scalars looked at.
    static let most = 256
    /// Parts told apart; more of them change the number of orders no further.
    private static let mostParts = 16
    /// What one character costs that belongs to nothing.
    private static let plain = 1.1

    /// A stretch that guessers know.
    struct Part {
        let end: Int
        let cost: Double
    }

    /// A password as it is taken apart.
    struct Text {
        /// As it was typed, in small letters, and with letters for the figures that stand for them.
        let typed: [UInt32], lower: [UInt32], read: [UInt32]

        init(_ password: String) {
            typed = password.precomposedStringWithCompatibilityMapping.unicodeScalars.prefix(GuessEstimate.most)
                .map(\.value)
            lower = typed.map { value in
                let mapped = Unicode.Scalar(value)?.properties.lowercaseMapping.unicodeScalars
                return mapped?.count == 1 ? mapped?.first?.value ?? value : value
            }
            read = lower.map { Self.spelling[$0] ?? $0 }
        }

        /// Letters that are often written otherwise.
        private static let spelling: [UInt32: UInt32] = Dictionary(
            [
                ("0", "o"), ("1", "l"), ("3", "e"), ("4", "a"), ("5", "s"), ("7", "t"), ("8", "b"), ("9", "g"),
                ("@", "a"),
                ("$", "s"), ("!", "i"), ("|", "l"), ("+", "t"), ("€", "e"),
            ].map { ($0.0 as Unicode.Scalar, $0.1 as Unicode.Scalar) }.map { ($0.0.value, $0.1.value) },
            uniquingKeysWith: { first, _ in first })

        /// Capitals that are put where everybody puts them cost little.
        func capitals(_ range: Range<Int>) -> Double {
            let changed = range.filter { typed[$0] != lower[$0] }
            if changed.isEmpty { return 0 }
            return changed == [range.lowerBound] || changed.count == range.count ? 0.3 : 1
        }
    }

    /// The power of ten of the guesses.
    func powerOfTen(_ password: String) -> Double {
        let text = Text(password)
        let count = text.lower.count
        guard count > 0 else { return 0 }
        let parts = self.parts(of: text)
        // The cheapest way to each place, by the number of parts on it and by whether its last is plain characters,
        // which count as one part together.
        let none = [Double](repeating: .infinity, count: Self.mostParts + 1)
        var (known, plain) = (
            [[Double]](repeating: none, count: count + 1), [[Double]](repeating: none, count: count + 1)
        )
        known[0][0] = 0
        for start in 0..<count {
            let gap = isGap(text, start)
            let step = gap ?? (Self.isDigit(text.lower[start]) ? 1 : Self.plain)
            for number in 0...Self.mostParts {
                let best = min(known[start][number], plain[start][number])
                guard best < .infinity else { continue }
                let next = min(number + 1, Self.mostParts)
                if gap != nil {
                    known[start + 1][number] = min(known[start + 1][number], best + step)
                } else {
                    plain[start + 1][next] = min(plain[start + 1][next], known[start][number] + step)
                    plain[start + 1][number] = min(plain[start + 1][number], plain[start][number] + step)
                }
                for part in parts[start] {
                    known[part.end][next] = min(known[part.end][next], best + part.cost)
                }
            }
        }
        // Guessers know neither how many parts there are nor their order.
        var orders = 0.0, best = Double.infinity
        for number in 0...Self.mostParts {
            if number > 1 { orders += log10(Double(number)) }
            best = min(best, min(known[count][number], plain[count][number]) + orders)
        }
        return best
    }

    /// What a single blank, hyphen or dot between other parts costs: it is the same all through, mostly.
    private func isGap(_ text: Text, _ index: Int) -> Double? {
        let gaps: Set<UInt32> = [0x20, 0x2D, 0x2E, 0x5F, 0x2C]
        guard gaps.contains(text.lower[index]), index > 0, index + 1 < text.lower.count,
            text.lower[index - 1] != text.lower[index]
        else { return nil }
        return 0.25
    }

    static func isDigit(_ value: UInt32) -> Bool { (0x30...0x39).contains(value) }
}
