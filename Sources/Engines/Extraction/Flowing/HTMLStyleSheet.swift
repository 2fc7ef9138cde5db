/// How an element looks, as far as it changes what is read.
struct HTMLLook {
    var isHidden: Bool?
    var isStruck: Bool?
    var script: InlineText.Script?
    var isBlock: Bool?
    var isWhite: Bool?
    var hasBackground: Bool?
    var isOffPage = false
    /// Placed by itself, wherever the text around it stands; and how far down, where that is said.
    var isPlaced = false
    var top: Double?
    var list: String?
    /// Counters that are set, and by how much others are raised.
    var resets: [(String, Int)] = []
    var steps: [(String, Int)] = []

    /// Takes over what declarations say.
    mutating func apply(_ declarations: [(name: String, value: String)]) {
        var clips = false
        var tiny = 0
        for (name, value) in declarations {
            switch name {
            case "display":
                isHidden = value == "none"
                isBlock = value == "none" ? nil : value != "contents" && !value.hasPrefix("inline")
            case "position": isPlaced = value == "absolute" || value == "fixed"
            case "visibility": isHidden = value == "hidden" || value == "collapse"
            case "opacity": if value == "0" || value == "0.0" { isHidden = true }
            case "font-size": if Self.number(value) == 0 { isHidden = true }
            case "text-decoration", "text-decoration-line":
                isStruck = value.contains("line-through") ? true : value.contains("none") ? false : isStruck
            case "vertical-align": script = value == "super" ? .raised : value == "sub" ? .lowered : script
            case "color":
                isWhite = ["#fff", "#ffffff", "white", "rgb(255,255,255)"].contains(value.filter { $0 != " " })
            case "background", "background-color", "background-image":
                hasBackground = !["none", "transparent", "#fff", "#ffffff", "white", "inherit", "initial"].contains(
                    value)
            case "left", "top", "text-indent", "margin-left", "right":
                if let length = Self.number(value) {
                    if length <= -900 { isOffPage = true }
                    if name == "top" { top = length }
                }
            case "clip":
                if value.filter({ $0 != " " }).hasPrefix("rect(0") || value.hasPrefix("rect(1px") { clips = true }
            case "clip-path": if value.contains("inset(50%") || value.contains("inset(100%") { clips = true }
            case "width", "height":
                if let size = Self.number(value), size <= 1, !value.contains("%"), !value.contains("em") { tiny += 1 }
            case "list-style", "list-style-type": list = value
            case "counter-reset", "counter-set": resets = Self.counters(value, standard: 0)
            case "counter-increment": steps = Self.counters(value, standard: 1)
            case "mso-hide": if value == "all" { isHidden = true }
            default: break
            }
        }
        if clips || tiny == 2 && declarations.contains(where: { $0.name == "overflow" && $0.value == "hidden" }) {
            isOffPage = true
        }
    }

    private static func number(_ value: String) -> Double? {
        let digits = value.prefix { $0.isNumber || $0 == "-" || $0 == "." }
        return digits.isEmpty ? nil : Double(digits)
    }

    private static func counters(_ value: String, standard: Int) -> [(String, Int)] {
        var result: [(String, Int)] = []
        for word in value.split(whereSeparator: \.isWhitespace).prefix(16) where word != "none" {
            if let number = Int(word) {
                if let last = result.indices.last { result[last].1 = max(-9999, min(9999, number)) }
            } else {
                result.append((String(word), standard))
            }
        }
        return result
    }
}

/// The rules of a page's own style sheets that hide text, strike it or number it. Simple selectors are understood; a rule
/// for paper, for small screens or for the pointer's whims is none of the page as it is read.
struct HTMLStyleSheet {
    struct Step {
        var tag: String?
        var id: String?
        var classes: [String] = []
        var isChild = false
    }
    struct Rule {
        var steps: [Step]
        var weight: Int
        var declarations: [(name: String, value: String)]
        /// What is written before the element.
        var before: String?
    }

    private(set) var rules: [Rule] = []
    private var byKey: [String: [Int]] = [:]
    private static let mostRules = 200

    var isEmpty: Bool { rules.isEmpty }

    /// The rules for an element, by its last step's most telling name.
    func candidates(tag: String, id: String?, classes: [String]) -> [Int] {
        guard !rules.isEmpty else { return [] }
        var found = (byKey[tag] ?? []) + (byKey["*"] ?? [])
        if let id { found += byKey["#" + id] ?? [] }
        for name in classes { found += byKey["." + name] ?? [] }
        return found.count > 1 ? found.sorted { (rules[$0].weight, $0) < (rules[$1].weight, $1) } : found
    }

    mutating func add(_ source: String) {
        var scanner = Array(source.utf8.prefix(400_000))[...]
        Self.dropComments(&scanner)
        while let brace = scanner.firstIndex(of: UInt8(ascii: "{")), rules.count < Self.mostRules {
            var head = String(decoding: scanner[..<brace], as: UTF8.self)
            // What ends in a semicolon before is an @import or @charset.
            if let semicolon = head.lastIndex(of: ";") { head = String(head[head.index(after: semicolon)...]) }
            head = head.trimmed.lowercasedSelector
            scanner = scanner[(brace + 1)...]
            if head.hasPrefix("@") {
                let isForAll =
                    ["@media all", "@media screen", "@layer", "@supports"].contains { head.hasPrefix($0) }
                    && !head.contains("print") && !head.contains("(")
                // The rules within are read like others; its closing brace is skipped as an empty head.
                if !isForAll { Self.skipBlock(&scanner) }
                continue
            }
            let end = scanner.firstIndex(of: UInt8(ascii: "}")) ?? scanner.endIndex
            let body = String(decoding: scanner[..<end], as: UTF8.self)
            scanner = scanner[min(end + 1, scanner.endIndex)...]
            while let first = scanner.first, first <= 0x20 || first == UInt8(ascii: "}") {
                scanner = scanner.dropFirst()
            }
            take(head, Self.declarations(body))
        }
    }

    private mutating func take(_ head: String, _ declarations: [(name: String, value: String)]) {
        let telling: Set<String> = [
            "display", "position", "visibility", "opacity", "font-size", "text-decoration", "text-decoration-line",
            "vertical-align",
            "color", "background", "background-color", "background-image", "left", "top", "text-indent", "clip",
            "clip-path", "list-style", "list-style-type", "counter-reset", "counter-increment", "counter-set",
            "content",
            "mso-hide", "margin-left", "width", "height", "overflow",
        ]
        let kept = declarations.filter { telling.contains($0.name) }
        guard !kept.isEmpty else { return }
        for selector in head.split(separator: ",").prefix(30) {
            guard rules.count < Self.mostRules, var rule = Self.rule(selector.trimmed) else { continue }
            if rule.before != nil {
                guard let content = kept.last(where: { $0.name == "content" })?.value else { continue }
                // More says nothing to a reader, and is looked into for every element.
                rule.before = String(content.prefix(300))
            }
            rule.declarations = kept
            guard let last = rule.steps.last else { continue }
            let key = last.id.map { "#" + $0 } ?? last.classes.first.map { "." + $0 } ?? last.tag ?? "*"
            guard byKey[key]?.count ?? 0 < 40 else { continue }
            byKey[key, default: []].append(rules.count)
            rules.append(rule)
        }
    }

    private static func rule(_ selector: String) -> Rule? {
        var text = selector
        var before: String?
        for mark in ["::before", ":before", "::marker"] where text.hasSuffix(mark) {
            text = String(text.dropLast(mark.count))
            before = ""
            break
        }
        guard !text.contains(where: { ":[+~()\\".contains($0) }), text.count < 200 else { return nil }
        var steps: [Step] = []
        var isChild = false
        for word in text.replacing(">", with: " > ").split(separator: " ") {
            if word == ">" { isChild = true; continue }
            var step = Step(isChild: isChild)
            isChild = false
            var rest = word
            while let first = rest.first {
                let isMarked = first == "." || first == "#"
                let name = rest.dropFirst(isMarked ? 1 : 0).prefix { $0 != "." && $0 != "#" }
                rest = rest.dropFirst(name.count + (isMarked ? 1 : 0))
                if first == "." {
                    step.classes.append(String(name))
                } else if first == "#" {
                    step.id = String(name)
                } else if name != "*" {
                    step.tag = name.lowercased()
                }
            }
            steps.append(step)
        }
        guard !steps.isEmpty || before != nil, steps.count <= 6 else { return nil }
        if steps.isEmpty { steps = [Step()] }
        let weight = steps.reduce(0) { $0 + ($1.id == nil ? 0 : 100) + $1.classes.count * 10 + ($1.tag == nil ? 0 : 1) }
        return Rule(steps: steps, weight: weight, declarations: [], before: before)
    }

    static func declarations(_ body: String) -> [(name: String, value: String)] {
        body.split(separator: ";").prefix(60).compactMap { part in
            guard let colon = part.firstIndex(of: ":") else { return nil }
            let name = part[..<colon].trimmed.lowercased()
            var value = part[part.index(after: colon)...].trimmed
            if let mark = value.firstRange(of: "!"), name != "content" { value = value[..<mark.lowerBound].trimmed }
            return (name, name == "content" ? value : value.lowercased())
        }
    }

    private static func dropComments(_ bytes: inout ArraySlice<UInt8>) {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "/"), index + 1 < bytes.endIndex, bytes[index + 1] == UInt8(ascii: "*") {
                index += 2
                while index < bytes.endIndex,
                    !(bytes[index] == UInt8(ascii: "/") && bytes[index - 1] == UInt8(ascii: "*"))
                { index += 1 }
                index += 1
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        bytes = result[...]
    }

    private static func skipBlock(_ bytes: inout ArraySlice<UInt8>) {
        var depth = 1
        while depth > 0, let byte = bytes.popFirst() {
            if byte == UInt8(ascii: "{") { depth += 1 } else if byte == UInt8(ascii: "}") { depth -= 1 }
        }
    }
}

extension String {
    /// At-rules are compared in lower case; names of classes keep theirs.
    fileprivate var lowercasedSelector: String {
        var text = self
        while text.first == "}" { text = String(text.dropFirst()).trimmed }
        for mark in ["<!--", "-->"] { text = text.replacing(mark, with: "").trimmed }
        return text.hasPrefix("@") ? text.lowercased() : text
    }
}
