import Foundation

/// The names of a district's people, in the forms in which texts write them.
public struct RosterNames: Sendable {
    public struct Name: Sendable, Equatable {
        public var given: String, family: String
        public init(given: String, family: String) { (self.given, self.family) = (given, family) }
    }

    /// A form: folded words after the first, and whether a comma stands after the first part.
    private struct Form {
        let words: [String], comma: Int?, person: Int
    }

    private var forms: [String: [Form]] = [:]

    public init(_ names: some Sequence<Name> = []) {
        for (person, name) in names.enumerated() {
            let given = Self.words(name.given), family = Self.words(name.family)
            guard let first = given.first, let last = family.last, !family[0].isEmpty else { continue }
            var givens = [given, [first]] + (Self.nicknames[first] ?? []).map { [$0] }
            givens += Self.formal[first].map { [[$0]] } ?? []
            let families = family.count > 1 ? [family, [family[0]], [last]] : [family]
            for given in givens {
                for family in families {
                    add(given + family, nil, person)
                    add(family + given, family.count, person)
                }
                // "Mia K."
                add(given + [String(family[0].prefix(1)) + "."], nil, person)
            }
        }
    }

    private mutating func add(_ words: [String], _ comma: Int?, _ person: Int) {
        let form = Form(words: Array(words.dropFirst()), comma: comma, person: person)
        let known = forms[words[0], default: []]
        guard !known.contains(where: { $0.words == form.words && $0.comma == comma }) else { return }
        forms[words[0], default: []].append(form)
    }

    /// The longest name that begins at a word.
    /// - Returns: how many words it has, and whose it is.
    func match(_ text: [Word], at index: Int) -> (count: Int, person: Int)? {
        var best: (count: Int, person: Int)?
        for form in forms[text[index].folded] ?? [] {
            let count = form.words.count + 1
            guard index + count <= text.count, count > best?.count ?? 0 else { continue }
            let fits = form.words.indices.allSatisfy { offset in
                let word = text[index + offset + 1]
                let wanted = form.words[offset]
                let isWord =
                    wanted == word.folded || wanted.hasSuffix(".") && word.hasDot && wanted == word.folded + "."
                return isWord && (offset + 1 == form.comma ? word.before == .comma : word.before == .blank)
            }
            if fits { best = (count, form.person) }
        }
        return best
    }

    // MARK: Words

    /// A word of a text.
    struct Word {
        enum Before { case blank, comma, other }
        /// Scalars of the text, without a possessive's end.
        let range: Range<Int>
        /// In small letters, without accents.
        let folded: String
        let before: Before
        let hasDot: Bool
        let isCapital: Bool
    }

    static func fold(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .replacing("’", with: "'")
    }

    private static func words(_ text: String) -> [String] { split(Array(text.unicodeScalars)).map(\.folded) }

    static func split(_ text: [Unicode.Scalar]) -> [Word] {
        func isLetter(_ index: Int) -> Bool {
            index < text.count
                && (text[index].properties.isAlphabetic
                    || text[index].properties.canonicalCombiningClass != .notReordered)
        }
        func isApostrophe(_ index: Int) -> Bool { index < text.count && (text[index] == "'" || text[index] == "’") }
        var words: [Word] = []
        var (index, last) = (0, 0)
        while index < text.count {
            guard isLetter(index) else {
                index += 1
                continue
            }
            let start = index
            while isLetter(index) || isApostrophe(index) && isLetter(index + 1) { index += 1 }
            var end = index
            // "Kim's", and "James'".
            if end - start > 2, text[end - 1] == "s" || text[end - 1] == "S", isApostrophe(end - 2) { end -= 2 }
            // A short word's dot belongs to it: "St. John", "D. Reyes".
            let isShort = words.last.map { $0.hasDot && $0.folded.count <= 2 } ?? false
            let between = text[last..<start].drop { isShort && $0 == "." }
            let before: Word.Before =
                between.allSatisfy { $0.properties.isWhitespace || $0 == "-" } && between.count <= 3
                ? .blank
                : between.first == "," && between.dropFirst().allSatisfy(\.properties.isWhitespace) ? .comma : .other
            let whole = String(String.UnicodeScalarView(text[start..<end]))
            words.append(
                Word(
                    range: start..<end, folded: fold(whole), before: before,
                    hasDot: index < text.count && text[index] == ".", isCapital: text[start].properties.isUppercase))
            last = index
        }
        return words
    }

    /// Short forms by the whole name.
    private static let nicknames: [String: [String]] = [
        "alexander": ["alex", "xander", "sasha"], "alexandra": ["alex", "lexi", "sasha"], "andrew": ["andy", "drew"],
        "anthony": ["tony"], "barbara": ["barb", "barbie"], "benjamin": ["ben", "benny"],
        "catherine": ["cathy", "kate", "katie"],
        "charles": ["charlie", "chuck"], "christina": ["chris", "tina"], "christopher": ["chris", "topher"],
        "daniel": ["dan", "danny"], "david": ["dave", "davey"], "deborah": ["deb", "debbie"],
        "dorothy": ["dot", "dottie"],
        "edward": ["ed", "eddie", "ted"], "elizabeth": ["liz", "beth", "betsy", "eliza", "lizzie", "ellie"],
        "francisco": ["paco", "pancho"], "gabriel": ["gabe"], "gabriela": ["gabby"], "guadalupe": ["lupe"],
        "isabella": ["bella", "izzy"],
        "jacob": ["jake"], "james": ["jim", "jimmy", "jamie"], "jennifer": ["jen", "jenny"],
        "jessica": ["jess", "jessie"],
        "john": ["johnny", "jack"], "jonathan": ["jon", "jonny"], "jose": ["pepe"], "joseph": ["joe", "joey"],
        "joshua": ["josh"], "katherine": ["kate", "katie", "kathy", "kat"], "kathryn": ["kate", "katie", "kathy"],
        "kenneth": ["ken", "kenny"], "lawrence": ["larry"], "leonardo": ["leo"], "madeline": ["maddie"],
        "margaret": ["maggie", "meg", "peggy"],
        "matthew": ["matt", "matty"], "michael": ["mike", "mikey"], "nathaniel": ["nate"],
        "nicholas": ["nick", "nicky"],
        "olivia": ["liv", "livvy"], "patricia": ["pat", "patty", "trish"], "patrick": ["pat", "paddy"],
        "rebecca": ["becca", "becky"],
        "richard": ["rich", "rick", "dick"], "robert": ["bob", "bobby", "rob", "robbie"], "ronald": ["ron", "ronnie"],
        "samantha": ["sam", "sammy"], "samuel": ["sam", "sammy"], "santiago": ["santi"], "stephanie": ["steph"],
        "stephen": ["steve"],
        "steven": ["steve"], "susan": ["sue", "susie"], "theodore": ["ted", "teddy", "theo"],
        "thomas": ["tom", "tommy"],
        "timothy": ["tim", "timmy"], "victoria": ["vicky", "tori"], "vincent": ["vince", "vinny"],
        "william": ["bill", "billy", "will", "liam"],
        "zachary": ["zach", "zack"],
    ]
    /// Whole names by a short form that a roster holds, where there is one only.
    private static let formal: [String: String] = {
        var formal: [String: [String]] = [:]
        for (whole, short) in nicknames { for name in short { formal[name, default: []].append(whole) } }
        return formal.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }()
}
