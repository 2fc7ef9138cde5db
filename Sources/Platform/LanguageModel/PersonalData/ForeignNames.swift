import Synchronization

/// A roster's names by how they sound, to find them in texts of other scripts. Made when the first such text comes.
final class ForeignNames: Sendable {
    struct Index {
        var sounds: [String: RosterNames.Token] = [:], stems: [String: RosterNames.Token] = [:]
        var consonants: [String: [RosterNames.Token]] = [:]
        var hangul: [String: [RosterNames.Token]] = [:]
    }
    private let made = Mutex<Index?>(nil)
    /// What was looked up before: a text says the same words again and again.
    private let known = Mutex<[String: RosterNames.Token?]>([:])
    /// Names that sound alike: enough for any roster, and few enough to look at each.
    private static let most = 64

    private func index(_ tokens: [String: RosterNames.Token]) -> Index {
        made.withLock { made in
            if let made { return made }
            var index = Index()
            for (key, token) in tokens where key.utf8.allSatisfy({ $0 < 128 }) && key.utf8.count > 1 {
                let sound = Romanized.sound(key)
                if index.sounds[sound].map({ $0.isCommon && !token.isCommon }) ?? true {
                    index.sounds[sound] = token
                }
                let stem = Romanized.stem(sound)
                if stem.utf8.count > 2, index.stems[stem].map({ $0.isCommon }) ?? true {
                    index.stems[stem] = token
                }
                let consonants = Romanized.consonants(latin: key)
                if index.consonants[consonants, default: []].count < Self.most {
                    index.consonants[consonants, default: []].append(token)
                }
                if let hangul = Hangul.key(latin: key), index.hangul[hangul, default: []].count < Self.most {
                    index.hangul[hangul, default: []].append(token)
                }
            }
            made = index
            return index
        }
    }

    private static let endings: Set<String> = [
        "", "a", "u", "oi", "ei", "om", "em", "im", "e", "i", "o", "ov", "ev", "am", "ami", "ah", "ogo",
        "omu", "ovi",
        "evi", "iu", "oiu", "eiu", "in",
    ]

    /// A word of Cyrillic or Greek letters with a capital.
    func token(_ word: TextWord, _ tokens: [String: RosterNames.Token]) -> RosterNames.Token? {
        guard word.isCapital, word.range.count > 2, let latin = Romanized.word(word.key) else {
            return nil
        }
        let index = index(tokens)
        let sound = Romanized.sound(latin)
        guard sound.utf8.count > 2 else { return nil }
        if let token = index.sounds[sound] { return token }
        for count in 0...3 where sound.utf8.count - count > 2 {
            guard Self.endings.contains(String(sound.suffix(count))) else { continue }
            let rest = String(sound.dropLast(count))
            if let token = index.sounds[rest]
                ?? (rest.utf8.count > 3 || count < 2 ? index.stems[rest] : nil)
            {
                return token
            }
        }
        return nil
    }

    func arabic(_ key: String, _ tokens: [String: RosterNames.Token]) -> [RosterNames.Token] {
        let consonants = Romanized.consonants(arabic: key)
        return consonants.isEmpty ? [] : index(tokens).consonants[consonants] ?? []
    }

    func hangul(
        _ syllables: ArraySlice<Unicode.Scalar>, isFamily: Bool, _ tokens: [String: RosterNames.Token]
    )
        -> [RosterNames.Token]
    {
        let key = Hangul.key(syllables)
        let index = index(tokens)
        return (isFamily ? Hangul.families(key) : [key]).flatMap { index.hangul[$0] ?? [] }
    }
}
