/// The numbers that Word writes before paragraphs, which the file holds as rules only.
struct DOCXNumbering {
    private struct Level {
        var start = 1
        var style = Numerals.Style.decimal
        var isBullet = false
        var text = ""
        var restart: Int?
        var isLegal = false
        var font: String?
        var paragraphStyle: String?
    }
    private struct List {
        var levels: [Int: Level] = [:]
        var link: String?
    }
    private struct Instance {
        var list: String
        var levels: [Int: Level] = [:]
        var starts: [Int: Int] = [:]
    }

    /// What stands before a paragraph.
    struct Mark: Equatable {
        var text: String
        var isBullet: Bool
    }

    private static let deepest = 9
    private var lists: [String: List] = [:]
    private var instances: [String: Instance] = [:]
    private var counts: [String: [Int?]] = [:]
    private var begun: Set<String> = []

    init() {}

    init(_ tree: MarkupTree, styles: DOCXStyles) {
        var definitions: [String: String] = [:]
        for node in tree.all("abstractNum", limit: 20_000) {
            guard let id = node.attribute("w:abstractNumId") else { continue }
            var list = List(link: node.child("numStyleLink")?.value)
            for level in node.children where level.name == "lvl" {
                if let index = Self.index(level) { list.levels[index] = Self.level(level) }
            }
            if let style = node.child("styleLink")?.value { definitions[style] = id }
            lists[id] = list
        }
        for node in tree.all("num", limit: 50_000) {
            guard let id = node.attribute("w:numId"), let list = node.child("abstractNumId")?.value else { continue }
            var instance = Instance(list: list)
            for override in node.children where override.name == "lvlOverride" {
                guard let index = Self.index(override) else { continue }
                if let level = override.child("lvl") { instance.levels[index] = Self.level(level) }
                if let start = override.child("startOverride")?.value.flatMap({ Int($0) }) {
                    instance.starts[index] = start
                }
            }
            instances[id] = instance
        }
        // A list may say that a style defines it; the definition is the list that names this style.
        for (id, instance) in instances {
            guard let link = lists[instance.list]?.link, let definition = definitions[link] else { continue }
            instances[id]?.list = definition
        }
    }

    private static func index(_ node: MarkupNode) -> Int? {
        node.attribute("w:ilvl").flatMap { Int($0) }.flatMap { (0..<deepest).contains($0) ? $0 : nil }
    }

    private static func level(_ node: MarkupNode) -> Level {
        var level = Level()
        level.start = node.child("start")?.value.flatMap { Int($0) } ?? 1
        level.text = node.child("lvlText")?.value ?? ""
        level.restart = node.child("lvlRestart")?.value.flatMap { Int($0) }
        level.isLegal = node.child("isLgl").map { $0.value.map(DOCXStyles.isOn) ?? true } ?? false
        level.font = node.child("rPr")?.child("rFonts")?.attribute("w:ascii")
        level.paragraphStyle = node.child("pStyle")?.value
        let format = node.child("numFmt") ?? node.child("AlternateContent")?.child("Choice")?.child("numFmt")
        switch format?.value {
        case "bullet": level.isBullet = true
        case "lowerLetter": level.style = .lowerLetter
        case "upperLetter": level.style = .upperLetter
        case "lowerRoman": level.style = .lowerRoman
        case "upperRoman": level.style = .upperRoman
        case "decimalZero": level.style = .decimalZero
        case "ordinal": level.style = .ordinal
        case "cardinalText": level.style = .cardinal
        case "ordinalText": level.style = .ordinalWord
        case "none": level.style = .none
        default: break
        }
        return level
    }

    /// The level that a list keeps for a paragraph style.
    func level(of style: String, in number: String) -> Int? {
        guard let instance = instances[number] else { return nil }
        let levels = (lists[instance.list]?.levels ?? [:]).merging(instance.levels) { $1 }
        return levels.first { $0.value.paragraphStyle == style }?.key
    }

    /// Counts one paragraph on. nil where no such list is defined.
    mutating func next(_ number: String, level: Int) -> Mark? {
        guard let instance = instances[number], let list = lists[instance.list] else { return nil }
        let level = min(max(level, 0), Self.deepest - 1)
        func rule(_ index: Int) -> Level { instance.levels[index] ?? list.levels[index] ?? Level() }
        var counts = counts[instance.list] ?? Array(repeating: nil, count: Self.deepest)
        if begun.insert(number).inserted {
            for index in instance.starts.keys { counts[index] = nil }
        }
        for index in 0...level {
            let start = instance.starts[index] ?? rule(index).start
            counts[index] = index == level ? (counts[index] ?? start &- 1) &+ 1 : counts[index] ?? start
        }
        for index in (level + 1)..<max(Self.deepest, level + 1) {
            let restart = rule(index).restart
            if restart != 0, restart.map({ level < $0 }) ?? true { counts[index] = nil }
        }
        self.counts[instance.list] = counts
        let own = rule(level)
        if own.isBullet { return Mark(text: Self.bullet(own), isBullet: true) }
        return Mark(text: Self.text(own, levels: (0..<Self.deepest).map(rule(_:)), counts), isBullet: false)
    }

    /// The text of a level with the numbers of its own and outer levels in place of "%1" to "%9".
    private static func text(_ rule: Level, levels: [Level], _ counts: [Int?]) -> String {
        var result = ""
        var isPlace = false
        for character in rule.text {
            if isPlace, let place = character.wholeNumberValue, (1...deepest).contains(place) {
                let style = levels[place - 1].style
                result += Numerals.text(
                    counts[place - 1] ?? levels[place - 1].start, rule.isLegal && style != .none ? .decimal : style,
                    doubles: true)
                isPlace = false
            } else if character == "%" {
                isPlace = true
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func bullet(_ level: Level) -> String {
        let sign = SymbolFonts.readable(level.text, font: level.font)
        return ["☐", "☑", "☒", "✓"].contains(sign) ? sign : "•"
    }
}
