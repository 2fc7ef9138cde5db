/// What the styles of a Word file say of headings, numbers and visibility; a style takes what it does not say itself
/// from the one that it is based on.
struct DOCXStyles {
    private struct Style {
        var parent: String?
        var name: String
        var level: Int?
        var number: String?
        var numberLevel: Int?
        var format: RunFormat
        var tabs: [Int: Bool?]
    }

    /// How a run is shown; nil where nothing is said.
    struct RunFormat {
        var isHidden: Bool?
        var isStruck: Bool?
        var script: InlineText.Script?
        var font: String?
        var isWhite: Bool?

        /// What `self` says, and `base` where it says nothing.
        func over(_ base: RunFormat) -> RunFormat {
            RunFormat(
                isHidden: isHidden ?? base.isHidden, isStruck: isStruck ?? base.isStruck, script: script ?? base.script,
                font: font ?? base.font, isWhite: isWhite ?? base.isWhite)
        }
    }

    /// A paragraph style with all that it takes over.
    struct Paragraph {
        var headingLevel: Int?
        var number: String?
        var numberLevel: Int?
        var format = RunFormat()
        /// Lines of a contents page, which repeat the headings.
        var isContents = false
        /// Its tab stops, by their places, and whether each draws a row of dots.
        var leaders: [Int: Bool?] = [:]
    }

    private(set) var paragraphs: [String: Paragraph] = [:]
    private(set) var defaultParagraph: String?

    init() {}

    init(_ tree: MarkupTree) {
        var styles: [String: Style] = [:]
        for node in tree.all("style", limit: 20_000) {
            guard let id = node.attribute("w:styleId") else { continue }
            let properties = node.child("pPr")
            let name = node.child("name")?.value?.lowercased() ?? ""
            let outline = properties?.child("outlineLvl")?.value.flatMap { Int($0) }
            let named =
                name.hasPrefix("heading ") ? Int(name.dropFirst(8)).map { $0 - 1 } : name == "title" ? 0 : nil
            let numbers = properties?.child("numPr")
            styles[id] = Style(
                parent: node.child("basedOn")?.value, name: name, level: outline ?? named,
                number: numbers?.child("numId")?.value, numberLevel: numbers?.child("ilvl")?.value.flatMap { Int($0) },
                format: Self.format(node.child("rPr")), tabs: DOCXTabs.stops(properties))
            if node.attribute("w:default").map(Self.isOn) ?? false, node.attribute("w:type") == "paragraph" {
                defaultParagraph = id
            }
        }
        for id in styles.keys { paragraphs[id] = Self.resolved(id, styles) }
    }

    private static func resolved(_ id: String, _ styles: [String: Style]) -> Paragraph {
        var result = Paragraph()
        var next: String? = id
        var level: Int?
        // A chain of styles is short; one that bites its own tail ends here.
        for depth in 0..<24 {
            guard let name = next, let style = styles[name] else { break }
            level = level ?? style.level
            if result.number == nil { (result.number, result.numberLevel) = (style.number, style.numberLevel) }
            result.format = result.format.over(style.format)
            result.leaders.merge(style.tabs) { own, _ in own }
            if depth == 0 || level == nil, style.name.hasPrefix("toc ") || style.name == "table of figures" {
                result.isContents = true
            }
            next = style.parent
        }
        // Level 9 is body text that is based on a heading for its looks.
        result.headingLevel = level.flatMap { (0...8).contains($0) ? $0 : nil }
        return result
    }

    func format(of style: String?) -> RunFormat { style.flatMap { paragraphs[$0]?.format } ?? RunFormat() }

    /// What the properties of a run say of themselves.
    static func format(_ properties: MarkupNode?) -> RunFormat {
        guard let properties else { return RunFormat() }
        var format = RunFormat()
        var isShaded = false
        for node in properties.children {
            switch node.name {
            case "vanish", "webHidden", "specVanish": format.isHidden = isOn(node)
            case "strike", "dstrike": format.isStruck = isOn(node)
            case "vertAlign":
                format.script =
                    node.value == "superscript" ? .raised : node.value == "subscript" ? .lowered : .plain
            case "position":
                // Half points; what is raised by hand is raised as well.
                if let height = node.value.flatMap({ Int($0) }), abs(height) >= 4, format.script == nil {
                    format.script = height > 0 ? .raised : .lowered
                }
            case "rFonts": format.font = node.attribute("w:ascii") ?? node.attribute("w:hAnsi")
            case "color": format.isWhite = node.value.map(isWhite)
            case "shd", "highlight": isShaded = true
            default: break
            }
        }
        if isShaded { format.isWhite = false }
        return format
    }

    /// White, or so near to it that no eye tells it from paper.
    private static func isWhite(_ colour: String) -> Bool {
        guard colour.utf8.count == 6, let value = UInt32(colour, radix: 16) else { return false }
        return value >> 16 >= 0xFA && value >> 8 & 0xFF >= 0xFA && value & 0xFF >= 0xFA
    }

    private static func isOn(_ node: MarkupNode) -> Bool { node.value.map(isOn) ?? true }
    static func isOn(_ value: String) -> Bool { !["0", "false", "off", "none"].contains(value.lowercased()) }
}

extension MarkupNode {
    /// What most elements of WordprocessingML say by their one attribute.
    var value: String? { attribute("w:val") }
}
