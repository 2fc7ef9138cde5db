/// A field of a Word document: a code, and the text that came of it.
struct DOCXField {
    var code = ""
    /// The part after the separator is reached.
    var showsResult = false
    /// What a legacy form field holds; read where its code stands.
    var value: String?
    /// Whether its result was text.
    var hasText = false

    private var words: [Substring] { code.split(maxSplits: 8) { $0.isWhitespace } }
    var name: String { words.first?.uppercased() ?? "" }

    /// Fields that count pages.
    var countsPages: Bool { ["PAGE", "NUMPAGES", "SECTIONPAGES"].contains(name) }
    var isContents: Bool { name == "TOC" || name == "INDEX" || name == "TOA" }

    /// The address of a link.
    var link: String? {
        guard name == "HYPERLINK", let target = words.dropFirst().first(where: { !$0.hasPrefix("\\") }) else {
            return nil
        }
        return target.filter { $0 != "\"" && $0 != "“" && $0 != "”" }
    }

    /// The fraction of an old equation field: `EQ \f(3,4)`.
    var fraction: String? {
        guard name == "EQ", let found = code.firstMatch(of: /\\[fF]\s*\(([^(),;]*)[,;]([^(),;]*)\)/) else { return nil }
        return "\(String(found.1).trimmed)/\(String(found.2).trimmed)"
    }

    /// What a legacy form field shows, from its data.
    static func formValue(_ data: MarkupNode) -> (text: String, isEmpty: Bool)? {
        if let box = data.child("checkBox") {
            let isOn = { (node: MarkupNode) in node.value.map(DOCXStyles.isOn) ?? true }
            let isTicked = (box.child("checked") ?? box.child("default")).map(isOn) ?? false
            return (isTicked ? "☒" : "☐", false)
        }
        if let list = data.child("ddList") {
            let entries = list.children.filter { $0.name == "listEntry" }.compactMap(\.value)
            let index = (list.child("result") ?? list.child("default"))?.value.flatMap { Int($0) } ?? 0
            guard entries.indices.contains(index), !DOCXControl.isPrompt(entries[index]) else { return ("", true) }
            return (entries[index], false)
        }
        return nil
    }
}

/// Content controls: the fields of newer forms.
enum DOCXControl {
    /// Whether a control offers choices.
    static func isChoice(_ properties: MarkupNode?) -> Bool {
        properties?.children.contains { ["dropDownList", "comboBox", "date", "checkbox"].contains($0.name) } ?? false
    }

    /// "☒" or "☐" where the control is a box to tick.
    static func box(_ properties: MarkupNode?) -> String? {
        guard let box = properties?.child("checkbox") else { return nil }
        let state = box.child("checked").flatMap { $0.attribute("w14:val") ?? $0.value ?? $0.attribute("val") }
        return state.map(DOCXStyles.isOn) ?? (box.child("checked") != nil) ? "☒" : "☐"
    }

    /// The chosen entry of a list whose text the file leaves out.
    static func choice(_ properties: MarkupNode?) -> String? {
        guard let list = properties?.child("dropDownList") ?? properties?.child("comboBox"),
            let chosen = list.attribute("w:lastValue"), !chosen.isEmpty
        else { return nil }
        let item = list.children.first { $0.name == "listItem" && $0.attribute("w:value") == chosen }
        return item?.attribute("w:displayText") ?? chosen
    }

    /// "Choose an item.": what a list shows before anything is chosen.
    static func isPrompt(_ text: String) -> Bool {
        let clean = CharacterCleaning.clean(text).lowercased()
        if clean.allSatisfy({ !$0.isLetter && !$0.isNumber }) { return true }
        return clean.wholeMatch(
            of: /\W*(please\s+)?(choose|select|pick|click|elija|elige|seleccione|selecciona|escoja)\b.*/) != nil
    }
}
