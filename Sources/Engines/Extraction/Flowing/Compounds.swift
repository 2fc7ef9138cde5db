/// Whether a hyphen at a line's end belongs to the word or to the line.
struct Compounds {
    /// Words that the same text writes with a hyphen inside a line, and those that it writes without.
    private var written: Set<String> = []
    private static let most = 100_000

    /// - Parameter lines: of the whole text.
    init(_ lines: [Substring]) {
        guard lines.contains(where: { $0.last == "-" }) else { return }
        for line in lines where line.utf8.count < 2000 {
            for word in line.split(whereSeparator: { !$0.isLetter && $0 != "-" })
            where word.utf8.count > 4 && word.last != "-" {
                written.insert(word.lowercased())
            }
            if written.count > Self.most { return }
        }
    }

    /// - Parameter text: what stands before the hyphen.
    func keepHyphen(between text: Substring, and line: String) -> Bool {
        let before = String(text.reversed().prefix { $0.isLetter || $0 == "-" }.reversed()).lowercased()
        let after = line.prefix { $0.isLetter || $0 == "-" }.lowercased()
        let last = before.split(separator: "-").last.map(String.init) ?? before
        let next = after.split(separator: "-").first.map(String.init) ?? after
        if written.contains(last + "-" + next) || written.contains(before + "-" + after) { return true }
        if written.contains(last + next) || Self.closed.contains(last + next) { return false }
        if Self.second.contains(next), last.count > 2 { return true }
        if Self.first.contains(last), next.count > 2, !Self.endings.contains(next) { return true }
        return Self.tens.contains(last) && Self.ones.contains(next)
    }

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
