/// A form that a program lays out itself (XFA): its texts and fields in the order of the file, with the values that were
/// filled in. It has no pages of paper; all stands on one.
struct FormTemplate {
    private var builder = FlowBuilder()
    /// What was filled in, by the field's path and by its name alone.
    private var values: [String: String] = [:]
    private var nodes = 0
    private(set) var filled = 0
    private(set) var empty = 0

    /// Elements at most, and how deep they may stand in one another.
    private static let mostNodes = 100_000, deepest = 60

    static func read(_ bytes: [UInt8], reader: Reader, notices: inout [ReadingNotice]) -> ExtractedDocument? {
        let tree = try? bytes.withUnsafeBytes { try MarkupTree($0, html: false, reader: reader) }
        guard let tree, let template = tree.first("template") else { return nil }
        var form = FormTemplate()
        if let data = tree.first("datasets")?.child("data") { form.collect(data, path: "", depth: 0) }
        form.walk(template, path: "", depth: 0)
        notices.add(.fieldsRead, count: form.filled)
        notices.add(.fieldsEmpty, count: form.empty)
        let document = form.builder.document(.pdf)
        return document.pages.isEmpty ? nil : document
    }

    private mutating func collect(_ node: MarkupNode, path: String, depth: Int) {
        nodes += 1
        guard depth < Self.deepest, nodes < Self.mostNodes else { return }
        for child in node.children {
            guard let name = child.name else { continue }
            let place = path + "." + name
            if child.children.contains(where: { $0.name != nil }) {
                collect(child, path: place, depth: depth + 1)
            } else {
                let text = child.content
                if values[place] == nil { values[place] = text }
                if values[name] == nil { values[name] = text }
            }
        }
    }

    private mutating func walk(_ node: MarkupNode, path: String, depth: Int) {
        nodes += 1
        guard depth < Self.deepest, nodes < Self.mostNodes else { return }
        for child in node.children {
            guard let name = child.name, !Self.isHidden(child) else { continue }
            let place = child.attribute("name").map { path + "." + $0 } ?? path
            switch name {
            case "draw": builder.add(Self.text(child.child("value")), .body)
            case "field": add(child, path: place, group: nil)
            case "exclGroup":
                let group = value(of: child, path: place)
                for field in child.children where field.name == "field" { add(field, path: place, group: group) }
            case "subform", "subformSet", "area": walk(child, path: place, depth: depth + 1)
            default: break
            }
        }
    }

    private static func isHidden(_ node: MarkupNode) -> Bool {
        ["hidden", "invisible", "inactive"].contains(node.attribute("presence") ?? "")
    }

    private func value(of field: MarkupNode, path: String) -> String {
        values[path] ?? field.attribute("name").flatMap { values[$0] } ?? Self.text(field.child("value"))
    }

    private mutating func add(_ field: MarkupNode, path: String, group: String?) {
        let caption = CharacterCleaning.clean(Self.text(field.child("caption")?.child("value")))
        let ui = field.child("ui")
        if ui?.child("button") != nil || ui?.child("signature") != nil { return }
        let items = field.children.filter { $0.name == "items" }.map {
            $0.children.filter { $0.name != nil }.map(\.content)
        }
        let value = CharacterCleaning.clean(group ?? self.value(of: field, path: path))
        if ui?.child("checkButton") != nil {
            let isOn =
                group == nil ? !["", "0", "off", "false"].contains(value.lowercased()) : items.first?.first == value
            if isOn { filled += 1 }
            builder.add("\(isOn ? FormValues.ticked : FormValues.unticked) \(caption)", .listItem)
            return
        }
        if value.isEmpty { empty += 1 } else { filled += 1 }
        // A list shows one text and saves another.
        let shown =
            items.count == 2 ? items[1].firstIndex(of: value).flatMap { $0 < items[0].count ? items[0][$0] : nil } : nil
        builder.add(
            caption.isEmpty ? shown ?? value : caption + (caption.hasSuffix(":") ? " " : ": ") + (shown ?? value), .body
        )
    }

    /// The text below an element; paragraphs of rich text parted by blanks.
    private static func text(_ node: MarkupNode?) -> String {
        guard let node else { return "" }
        var result = ""
        var stack = Array(node.children)
        stack.reverse()
        while let next = stack.popLast(), result.utf8.count < 100_000 {
            if let text = next.text { result += text }
            if next.name == "p" || next.name == "br" { result += " " }
            stack.append(contentsOf: next.children.reversed())
        }
        return result
    }
}
