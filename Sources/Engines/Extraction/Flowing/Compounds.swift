/// Whether a hyphen at a line's end belongs to the word or to the line.
struct Compounds {
    /// Words that the same text writes with a hyphen inside a line, and those that it writes without.
    private var written: Set<String> = []
    /// Whether words are known by the English ones.
    private let isEnglish: Bool
    private static let most = 100_000
    /// Characters of a word that are looked at on each side of a hyphen.
    private static let longest = 64

    /// - Parameter words: that the text writes inside its lines, in small letters.
    init(words: Set<String>) { (written, isEnglish) = (words, Language.isEnglish(words)) }

    /// - Parameter lines: of the whole text.
    init(_ lines: [Substring]) {
        var words: Set<String> = []
        if lines.contains(where: { $0.last == "-" }) {
            var isParted = false
            for line in lines where line.utf8.count < 2000 && words.count < Self.most {
                // What follows a hyphen at a line's end may be half a word.
                let text = line.split(whereSeparator: { !$0.isLetter && $0 != "-" }).dropFirst(isParted ? 1 : 0)
                for word in text where word.last != "-" { words.insert(word.lowercased()) }
                isParted = line.last == "-"
            }
        }
        self.init(words: words)
    }

    /// - Parameter text: what stands before the hyphen.
    func keepHyphen(between text: Substring, and line: String) -> Bool {
        let before = String(text.suffix(Self.longest).reversed().prefix { $0.isLetter || $0 == "-" }.reversed())
            .lowercased()
        let after = line.prefix(Self.longest).prefix { $0.isLetter || $0 == "-" }.lowercased()
        if written.contains(before + "-" + after) { return true }
        let last = before.split(separator: "-").last.map(String.init) ?? before
        let next = after.split(separator: "-").first.map(String.init) ?? after
        return isCompound(last, next)
    }

    /// Whether two parts of a word, in small letters, are words that a hyphen joins.
    func isCompound(_ last: String, _ next: String) -> Bool {
        let whole = last + next
        if written.contains(whole) { return false }
        if written.contains(last + "-" + next) { return true }
        if Self.closed.contains(whole) { return false }
        let isEnding = Self.endings.contains(next)
        if Self.always.contains(last), next.count > 2, !isEnding { return true }
        if Self.tens.contains(last), Self.ones.contains(next) { return true }
        if Lexicon.knows(whole) { return false }
        if Self.second.contains(next), last.count > 2 { return true }
        if Self.first.contains(last), next.count > 2, !isEnding { return true }
        guard isEnglish, !Self.suffixes.contains(next), !Self.prefixes.contains(last) else { return false }
        // "follow-up", "three-ring", and two words that together are none: a compound.
        if Self.particles.contains(next) { return last.count > 2 && Lexicon.contains(last) }
        let isNumber = Self.tens.contains(last) || Self.ones.contains(last)
        guard next.count > 3, last.count > 3 || isNumber else { return false }
        return (Lexicon.contains(last) || written.contains(last)) && (Lexicon.knows(next) || written.contains(next))
    }

    /// First parts that a hyphen follows even where the whole is written as one word too.
    private static let always: Set<String> = ["self", "well"]
    /// Second parts that are short words.
    private static let particles: Set<String> = ["up", "in", "on", "off", "out", "by", "to", "of"]
    /// Endings that are no words, though the encoder may know them as such.
    private static let suffixes: Set<String> = [
        "able", "ible", "less", "ness", "hood", "ship", "some", "ward", "wards", "wise", "ment", "ments", "tion",
        "tions", "ings", "ally", "ance", "ence", "ants", "ents", "ists", "tude", "ture", "tures", "ions", "ates",
        "ated", "ating", "ation", "ations", "ized", "izes", "izing", "fully", "ical", "ically", "ities",
        "most", "lessly", "ably", "ibly", "ously", "tary", "tory", "logy", "graph", "graphy", "meter", "meters",
    ]
    /// First parts that are joined without a hyphen.
    private static let prefixes: Set<String> = [
        "anti", "auto", "contra", "counter", "electro", "extra", "fore", "hyper", "infra", "inter", "intra", "macro",
        "mega", "meta", "micro", "mono", "neuro", "over", "para", "photo", "poly", "post", "proto", "pseudo", "psycho",
        "semi", "socio", "step", "sub", "super", "tele", "therm", "thermo", "trans", "ultra", "under", "grand", "great",
    ]

    /// First parts that are joined to what follows by a hyphen.
    private static let first: Set<String> = [
        "after", "before", "self", "well", "cross", "half", "full", "long", "short", "high", "low", "non", "hands",
        "face",
        "whole", "student", "teacher", "parent", "family", "research", "evidence", "standards", "project", "problem",
        "inquiry", "community", "computer", "income", "decision", "middle", "upper", "lower", "dual", "multi", "vice",
        "hard", "ready", "double", "triple", "single", "large", "small", "state", "district", "school", "third",
        "fourth",
        "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "twelfth", "first", "second",
    ]
    /// Second parts that are joined to what stands before by a hyphen, whatever that is.
    private static let second: Set<String> = [
        "based", "related", "term", "wide", "level", "specific", "directed", "centered", "driven",
        "trained", "known", "minded", "friendly", "oriented", "paced", "scale", "grade", "grader", "graders",
        "appropriate", "owned", "sized", "minute", "week", "month", "hour", "page", "point", "digit", "dollar", "day",
        "year", "old", "free", "made", "held",
    ]
    private static let tens: Set<String> = [
        "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
    private static let ones: Set<String> = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "first", "second", "third", "fourth",
        "fifth", "sixth", "seventh", "eighth", "ninth",
    ]
    /// What ends a word that merely began like a first part.
    private static let endings: Set<String> = [
        "ing", "ings", "ed", "er", "ers", "ment", "ments", "tion", "ness", "able", "ible", "ful", "less", "est", "ity",
        "ous", "ive", "ism", "ist", "ists", "ual", "ally", "ation", "ence", "ance", "ent", "ents", "ant", "ary", "ory",
        "ward", "wards", "hood", "ship", "dom", "ish", "noon", "light", "lights", "land", "lands", "way", "ways", "age",
        "ages", "cut", "cuts", "hand", "sense", "itude", "time", "some", "sale", "room", "rooms", "house", "work",
        "master", "masters", "mate", "mates", "tional", "ture", "plication", "tude", "tiple", "tiply", "tural",
        "walk", "word", "roads", "over", "coming", "thought", "math", "effect", "care", "stand", "lasting", "hearted",
        "back", "wise", "ware", "comings", "fall", "list", "hold", "most", "case", "chair",
        "handed",
    ]
    /// Words that are written as one.
    private static let closed: Set<String> = [
        "schedule", "schooling", "schoolwork", "schoolhouse", "statement", "statewide", "districtwide", "schoolwide",
        "birthday", "holiday", "weekday", "workday", "today", "yesterday", "everyday", "sunday", "monday", "tuesday",
        "wednesday", "thursday", "friday", "saturday", "midday", "someday", "noonday", "payday", "threshold",
        "household",
        "worldwide", "nationwide", "citywide", "upheld", "withheld", "beheld", "scaffold", "homepage", "webpage",
        "leapyear", "midterm", "carefree", "homemade", "upgrade", "downgrade", "retrograde", "biweekly", "midweek",
        "viewpoint", "checkpoint", "standpoint", "pinpoint", "handheld", "manmade", "unknown", "disappoint", "appoint",
        "ballpoint", "gunpoint", "rescale",
    ]
}
