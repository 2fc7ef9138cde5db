extension HTMLWalk {
    private static let machinery: Set<String> = [
        "hidden", "submit", "button", "image", "reset", "password", "file", "search",
    ]

    /// What was typed, ticked or chosen in a form, beside the words that stand there.
    mutating func field(_ element: HTMLElement) {
        let node = element.node
        let type = node.attribute("type")?.lowercased() ?? "text"
        switch element.name {
        case "input" where Self.machinery.contains(type): return
        case "input" where type == "checkbox" || type == "radio":
            notices.add(.fieldsRead)
            text.append(node.attribute("checked") != nil ? " ☒ " : " ☐ ")
        case "input": write(node.attribute("value") ?? "", element)
        case "textarea", "output": write(node.content, element)
        case "select": write(chosen(node), element)
        default: break
        }
    }

    private mutating func write(_ value: String, _ element: HTMLElement) {
        let value = CharacterCleaning.clean(value)
        notices.add(value.isEmpty ? .fieldsEmpty : .fieldsRead)
        guard !value.isEmpty else { text.append(" "); return }
        // Where no words stand before it, what it is called for those who listen.
        if text.isEmpty, prefix.isEmpty,
            let name = element.node.attribute("aria-label").map({ CharacterCleaning.clean($0) }), !name.isEmpty
        {
            text.append(name + ": ")
        }
        text.endLabel()
        text.append(" " + value + " ")
    }

    /// The chosen entries of a list; the first one where none is chosen and the first is no request to choose.
    private func chosen(_ list: MarkupNode) -> String {
        var options: [MarkupNode] = []
        for child in list.children {
            let name = child.name?.lowercased()
            if name == "option" { options.append(child) }
            if name == "optgroup" { options += child.children.filter { $0.name?.lowercased() == "option" } }
            if options.count > 2000 { break }
        }
        let picked = options.filter { $0.attribute("selected") != nil }
        func label(_ option: MarkupNode) -> String {
            let text = CharacterCleaning.clean(option.content)
            return text.isEmpty ? CharacterCleaning.clean(option.attribute("label") ?? "") : text
        }
        let shown = picked.isEmpty && list.attribute("multiple") == nil ? Array(options.prefix(1)) : picked
        return shown.map(label).filter { !DOCXControl.isPrompt($0) }.joined(separator: ", ")
    }

    // MARK: Pictures

    /// What a picture is said to show.
    mutating func picture(_ element: HTMLElement) {
        let node = element.node
        var written = node.attribute("alt") ?? node.attribute("aria-label")
        if element.name == "svg" {
            written = node.attribute("aria-label") ?? node.child("title")?.content ?? node.child("desc")?.content
        } else if element.name == "img", written == nil {
            let isTiny = ["width", "height"].contains {
                node.attribute($0).flatMap { Int($0) }.map { $0 <= 2 } ?? false
            }
            if !isTiny, element.node.attribute("role") != "presentation", node.attribute("title") == nil {
                notices.add(.picturesUndescribed)
            }
            written = node.attribute("title")
        }
        guard let written else { return }
        let clean = CharacterCleaning.clean(written)
        // A capital that is drawn, a face, a formula: part of the sentence.
        let isInline =
            clean.count <= 2 || element.hasClass("emoji", "math", "latex", "tex", "equation", "mwe")
            || clean.contains("\\frac")
        if isInline {
            text.append(clean)
        } else if let text = PictureText.description(written), !pictures.contains(text) {
            pictures.append(text)
        }
    }
}
