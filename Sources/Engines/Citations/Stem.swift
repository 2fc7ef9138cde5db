/// A light English stemmer: endings of number, tense and person fall (Harman's S-stemmer with -ed, -ing and -ly).
/// It only has to bring a question's words and a sentence's together; the index has a stemmer of its own.
enum Stem {
    static func of(_ word: String) -> String {
        if let base = irregular[word] { return regular(base) }
        return regular(word)
    }

    private static func regular(_ word: String) -> String {
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

    /// Words whose forms no ending tells: a question asks "who writes", the page says "is written by". Forms that are
    /// words of their own more often (left, found, saw, lives) are none of them.
    private static let irregular: [String: String] = {
        let forms = [
            "write": "wrote written", "give": "gave given", "take": "took taken", "keep": "kept", "bring": "brought",
            "teach": "taught", "buy": "bought", "pay": "paid", "meet": "met", "begin": "began begun", "run": "ran",
            "go": "went gone goes", "drive": "drove driven", "speak": "spoke spoken", "choose": "chose chosen",
            "hold": "held", "send": "sent", "sell": "sold", "tell": "told", "lead": "led", "make": "made",
            "lose": "lost", "wear": "wore worn", "eat": "ate eaten", "see": "seen", "know": "knew known",
            "sing": "sang sung", "swim": "swam swum", "grow": "grew grown", "fall": "fell fallen", "build": "built",
            "break": "broke broken", "throw": "threw thrown", "draw": "drew drawn", "win": "won", "sit": "sat",
            "stand": "stood", "sleep": "slept", "spend": "spent", "lend": "lent", "hear": "heard", "hang": "hung",
            "forget": "forgot forgotten", "hide": "hid hidden", "ride": "rode ridden", "rise": "rose risen",
            "say": "said", "become": "became", "come": "came", "catch": "caught", "fly": "flew flown",
            "freeze": "froze frozen", "steal": "stole stolen", "sweep": "swept", "think": "thought",
            "understand": "understood", "child": "children", "man": "men", "woman": "women", "foot": "feet",
            "tooth": "teeth", "mouse": "mice", "store": "shelves", "knife": "knives", "half": "halves",
            "elf": "elves", "wolf": "wolves", "loaf": "loaves", "goose": "geese",
        ]
        var known: [String: String] = [:]
        for (base, others) in forms { for other in others.split(separator: " ") { known[String(other)] = base } }
        return known
    }()
}
