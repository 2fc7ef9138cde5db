/// Words with a full stop that is no end of a sentence, in English and Spanish.
enum Abbreviations {
    /// Whether the sentence goes on past a word and its stop.
    /// - Parameters:
    ///   - word: without the stop; stops within it stand.
    ///   - next: what follows, from its first letter or figure.
    ///   - before: the word before, with its stop.
    static func holdsOn(_ word: String, _ next: String, before: String) -> Bool {
        let lower = word.lowercased()
        let letters = word.unicodeScalars.filter { $0.properties.isAlphabetic }
        // "12 Main St. The office" ends; "St. Mary" and "Dr. May" go on.
        if streets.contains(lower), opens(next), !names.contains(next.lowercased()) { return false }
        if titles.contains(lower) { return true }
        if let head = next.unicodeScalars.first, numbered.contains(lower) {
            // "No. 12", "núm. 3", "Bldg. C", "p. xii"; but "He said no. The bus left."
            let name = next.prefix { $0.isLetter || $0.isNumber }
            let isNumber = head.properties.numericType != nil || head == "#"
            if isNumber || name.count == 1 && name != "A" && name != "I" && name != "Y" || isRoman(name) { return true }
            return false
        }
        if letters.count == 1, letters.count == word.unicodeScalars.count, let letter = letters.first {
            // "p. m.", "EE. UU.", "D. C.": the last of several letters may end a sentence.
            if isInitials(before) { return !opens(next) }
            // An initial, as in "J. Dewey"; but "I." and a list's "A." close where a longer text stands before them.
            if letter.properties.isUppercase, opens(next), !names.contains(next.lowercased()) { return before.isEmpty }
            return letter.properties.isUppercase ? letter != "I" || before.isEmpty : holders.contains(lower)
        }
        if ends.contains(lower) || isDotted(word) { return !opens(next) }
        // "Sat." is a day, "sat." is how somebody sat.
        if days.contains(lower), word.first?.isUppercase == true { return !opens(next) }
        if lower == "etc" { return !(next.first?.isUppercase ?? false) }
        return holders.contains(lower)
    }

    /// Before a name, always.
    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "mx", "dr", "drs", "prof", "profs", "rev", "st", "ste", "messrs", "gen", "col", "lt", "capt",
        "sgt",
        "gov", "sen", "rep", "hon", "pres", "supt", "asst", "assoc", "sr", "sra", "srta", "sres", "sras", "srtas",
        "dra",
        "dras", "dres", "profa", "profr", "mtra", "mtro", "lic", "licda", "ing", "arq", "gral", "dn", "dña", "fr",
        "mme",
        "mlle", "vs", "cf", "fig", "figs", "e.g", "i.e", "viz", "approx", "aprox", "p.ej", "ej", "atte", "ee", "ff.aa",
        "attn", "incl", "esp", "ca", "mt", "mtn",
    ]
    /// Titles that are streets as well.
    private static let streets: Set<String> = ["st", "dr", "sr", "ste", "ct", "av"]
    /// Words that begin sentences and are names as well.
    private static let names: Set<String> = [
        "may", "a", "i", "no", "de", "see", "do", "will", "an", "los", "las", "la", "el",
    ]
    /// Before a number or a letter that numbers something.
    private static let numbered: Set<String> = [
        "no", "nos", "núm", "núms", "num", "nums", "nro", "nº", "n.º", "p", "pp", "pág", "págs", "pag", "pags", "vol",
        "vols", "ch", "chap", "chs", "cap", "caps", "sec", "secs", "art", "arts", "par", "para", "bldg", "blg", "rm",
        "rms",
        "apt", "ext", "exts", "tel", "tels", "teléf", "fax", "hab", "of", "ofc", "ed", "eds", "eq", "ex", "q", "app",
        "ver", "inc.no",
        "lám", "párr", "inc", "res", "ord", "tít", "apdo", "dept", "depto", "dpto", "col", "lín", "nivel", "gr", "per",
        "pd",
    ]
    /// Other words that are cut short; what follows belongs to them.
    private static let holders: Set<String> = [
        "al", "avda", "av", "cd", "cía", "ctra", "edif", "esq", "fracc", "gob", "máx", "mín", "max", "admin", "govt",
        "univ",
        "dist", "elem", "sch", "orig", "trans", "comp", "rev", "resp", "ref", "refs", "temp", "tbsp", "tsp", "reg",
    ]
    /// May end a sentence, or go on before a name.
    private static let ends: Set<String> = [
        "a.m", "p.m", "u.s", "u.s.a", "u.k", "d.c", "ph.d", "b.a", "m.a", "m.ed", "ed.d", "b.s", "jr", "inc", "ltd",
        "co", "corp", "bldg", "blvd", "ave", "rd", "ln", "hwy", "pkwy", "ct", "dept", "ext", "ud", "uds", "vd", "vds",
        "uu",
        "ee.uu", "hr", "hrs", "min", "mins", "lb", "lbs", "oz", "ft", "yd", "yds", "qt", "gal", "wk", "wks", "yr",
        "yrs",
        "cm", "km", "kg", "est", "pto", "aa", "s.a", "c.v", "dpto", "depto", "apdo", "tel", "mtg", "mts", "hab",
    ]
    /// Days and months, cut short.
    private static let days: Set<String> = [
        "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun", "jan", "feb", "mar", "apr",
        "jun",
        "jul", "aug", "sep", "sept", "oct", "nov", "dec", "ene", "abr", "ago", "dic", "lun", "mié", "jue", "vie", "sáb",
        "dom",
    ]
    /// Words that begin sentences rather than names.
    private static let openings: Set<String> = [
        "the", "a", "an", "this", "that", "these", "those", "it", "its", "he", "she", "they", "we", "you", "i", "our",
        "your",
        "their", "his", "her", "there", "here", "if", "when", "while", "after", "before", "until", "because",
        "although",
        "however", "in", "on", "at", "by", "for", "from", "to", "with", "without", "as", "all", "each", "every", "any",
        "no",
        "some", "many", "most", "both", "please", "students", "parents", "families", "teachers", "staff", "children",
        "school",
        "who", "what", "where", "why", "how", "is", "are", "do", "does", "may", "must", "call", "bring", "see", "ask",
        "then",
        "el", "la", "los", "las", "un", "una", "lo", "este", "esta", "estos", "estas", "ese", "esa", "en", "de", "por",
        "para",
        "con", "sin", "si", "cuando", "donde", "como", "todos", "todas", "cada", "no", "su", "sus", "se", "al",
        "después",
        "antes", "también", "los", "y", "pero", "favor", "llame", "traiga", "padres", "alumnos", "estudiantes",
        "familias",
    ]

    private static func opens(_ next: String) -> Bool {
        openings.contains(next.lowercased().filter { $0.isLetter }) && next.first?.isUppercase == true
    }

    private static func isRoman(_ name: Substring) -> Bool {
        !name.isEmpty && name.allSatisfy { "ivxlIVXL".contains($0) }
    }

    /// "U.S.A", "R.C.D": letters with stops between.
    private static func isDotted(_ word: String) -> Bool {
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count > 1 && parts.allSatisfy { $0.count <= 2 && $0.allSatisfy(\.isLetter) && !$0.isEmpty }
    }

    /// "p." before "m.", "EE." before "UU.".
    private static func isInitials(_ word: String) -> Bool {
        word.last == "." && (1...2).contains(word.dropLast().count) && word.dropLast().allSatisfy(\.isLetter)
    }
}
