/// A light English stemmer: endings of number, tense and person fall (Harman's S-stemmer with -ed, -ing and -ly).
/// It only has to bring a question's words and a sentence's together; the index has a stemmer of its own.
enum Stem {
    static func of(_ word: String) -> String {
        var letters = Array(word.utf8)
        func ends(_ suffix: String) -> Bool {
            letters.count > suffix.utf8.count + 2 && letters.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        }
        guard letters.allSatisfy({ $0 < 0x80 }), letters.count > 3 else { return word }
        if ends("ies") {
            letters.removeLast(3); letters.append(0x79)
        } else if ends("sses") {
            letters.removeLast(2)
        } else if ends("s"), !ends("ss"), !ends("us") {
            letters.removeLast()
        }
        if ends("ing") {
            letters.removeLast(3)
        } else if ends("ed") {
            letters.removeLast(2)
        } else if ends("ly") {
            letters.removeLast(2)
        }
        if ends("ation") { letters.removeLast(5) } else if ends("ion") { letters.removeLast(3) }
        if letters.count > 3, letters.last == 0x65 { letters.removeLast() }
        if letters.count > 3, letters[letters.count - 1] == letters[letters.count - 2] { letters.removeLast() }
        return String(decoding: letters, as: UTF8.self)
    }
}
