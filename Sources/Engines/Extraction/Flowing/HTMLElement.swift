/// An element that the walk is in.
struct HTMLElement {
    let node: MarkupNode
    let name: String
    let id: String?
    let classes: [String]
    var look = HTMLLook()

    init(node: MarkupNode, name: String) {
        (self.node, self.name) = (node, name)
        id = node.attribute("id")
        classes =
            node.attribute("class").map { $0.split(whereSeparator: \.isWhitespace).prefix(20).map(String.init) } ?? []
    }

    private static let blockNames: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
        "summary", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption", "legend", "option", "search", "hgroup",
        "menu", "dir", "dialog", "optgroup",
    ]

    var isBlock: Bool {
        look.isBlock == true || headingLevel != nil || Self.blockNames.contains(name) && look.isBlock != false
    }

    var headingLevel: Int? {
        guard name.utf8.count == 2, name.first == "h", let digit = name.last?.wholeNumberValue, (1...6).contains(digit)
        else {
            // "role" may make a heading of anything.
            guard node.attribute("role") == "heading" else { return nil }
            return node.attribute("aria-level").flatMap { Int($0) }.flatMap { (1...6).contains($0) ? $0 - 1 : nil } ?? 1
        }
        return digit - 1
    }

    var isRaised: Bool { name == "sup" || look.script == .raised && !isBlock && name != "img" }
    var isLowered: Bool { name == "sub" || look.script == .lowered && !isBlock && name != "img" }

    func hasClass(_ parts: String...) -> Bool {
        guard !classes.isEmpty || id != nil else { return false }
        let words = (classes + [id ?? ""]).flatMap { $0.lowercased().split { "-_ ".contains($0) } }
        return parts.contains { part in words.contains { $0 == part } }
    }

    /// A word of its roles, in ARIA's form or EPUB's.
    func plays(_ roles: String...) -> Bool {
        let own = (node.attribute("role") ?? "") + " " + (node.attribute("epub:type") ?? "")
        return own.lowercased().split(separator: " ").contains { role in roles.contains { $0 == role } }
    }
}

extension HTMLWalk {
    /// What style sheets and the element itself say of its looks.
    func look(of element: HTMLElement) -> HTMLLook {
        var look = HTMLLook()
        for index in facts.sheet.candidates(tag: element.name, id: element.id, classes: element.classes) {
            let rule = facts.sheet.rules[index]
            if rule.before == nil, matches(rule, element) { look.apply(rule.declarations) }
        }
        if let own = element.node.attribute("style") { look.apply(HTMLStyleSheet.declarations(own)) }
        return look
    }

    /// What style sheets write before the element.
    func before(_ element: HTMLElement) -> (text: String, look: HTMLLook)? {
        var found: (String, HTMLLook)?
        for index in facts.sheet.candidates(tag: element.name, id: element.id, classes: element.classes) {
            let rule = facts.sheet.rules[index]
            guard let content = rule.before, matches(rule, element) else { continue }
            var look = HTMLLook()
            look.apply(rule.declarations)
            found = look.isHidden == true ? nil : (content, look)
        }
        return found
    }

    private func matches(_ rule: HTMLStyleSheet.Rule, _ element: HTMLElement) -> Bool {
        guard let last = rule.steps.last, fits(last, element) else { return false }
        var place = path.count - 1
        var isChild = last.isChild
        for step in rule.steps.dropLast().reversed() {
            let lowest = isChild ? place : max(0, path.count - 60)
            while place >= lowest, place >= 0, !fits(step, path[place]) { place -= 1 }
            guard place >= lowest, place >= 0 else { return false }
            place -= 1
            isChild = step.isChild
        }
        return true
    }

    private func fits(_ step: HTMLStyleSheet.Step, _ element: HTMLElement) -> Bool {
        if let tag = step.tag, tag != element.name { return false }
        if let id = step.id, id != element.id { return false }
        return step.classes.allSatisfy { element.classes.contains($0) }
    }
}
