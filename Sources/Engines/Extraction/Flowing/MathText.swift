/// Formulas as a line of text: MathML and Office's own markup. A fraction keeps its bar, a power its place.
enum MathText {
    static func text(_ node: MarkupNode) -> String {
        let text = write(Array(node.children), 0)
        return text.trimmed
    }

    private static let deepest = 32

    private static func write(_ nodes: [MarkupNode], _ depth: Int) -> String {
        guard depth < deepest else { return nodes.map(\.content).joined() }
        return nodes.reduce(into: "") { result, node in
            let part = write(node, depth)
            // "1 3/4": a whole number keeps its distance from the fraction that follows it.
            if node.name == "mfrac" || node.name == "f" {
                InlineText.appendFraction(part, to: &result)
            } else {
                result += part
            }
        }
    }

    private static func write(_ node: MarkupNode, _ depth: Int) -> String {
        if let text = node.text { return CharacterCleaning.clean(text) }
        guard let name = node.name else { return "" }
        let children = node.children.filter { $0.name != nil }
        func part(_ index: Int) -> String { index < children.count ? write(children[index], depth + 1) : "" }
        func child(_ name: String) -> String {
            node.child(name).map { write(Array($0.children), depth + 1).trimmed } ?? ""
        }
        switch name {
        case "mfrac": return "\(atom(part(0)))/\(atom(part(1)))"
        case "msup": return part(0) + "^" + atom(part(1))
        case "msub": return part(0) + "_" + atom(part(1))
        case "msubsup": return part(0) + "_" + atom(part(1)) + "^" + atom(part(2))
        case "munder": return part(0) + "_" + atom(part(1))
        case "mover": return part(0)
        case "munderover": return part(0) + "_" + atom(part(1)) + "^" + atom(part(2)) + " "
        case "msqrt": return "√" + atom(write(children, depth + 1))
        case "mroot": return "root_" + atom(part(1)) + "(\(part(0)))"
        case "mo": return sign(node.content)
        case "mtr", "mr": return children.map { write($0, depth + 1).trimmed }.joined(separator: ", ") + "; "
        case "mtable", "m", "eqArr":
            let rows = children.filter { !($0.name ?? "").hasSuffix("Pr") }.map { write($0, depth + 1).trimmed }
            return rows.map { $0.last == ";" ? String($0.dropLast()) : $0 }.joined(separator: "; ")
        case "semantics": return part(0)
        case "annotation", "annotation-xml", "rPr", "ctrlPr", "mphantom": return ""
        case "mspace": return " "
        case "t": return node.content
        case "f": return "\(atom(child("num")))/\(atom(child("den")))"
        case "sSup": return child("e") + "^" + atom(child("sup"))
        case "sSub": return child("e") + "_" + atom(child("sub"))
        case "sSubSup": return child("e") + "_" + atom(child("sub")) + "^" + atom(child("sup"))
        case "rad":
            let degree = child("deg")
            return degree.isEmpty ? "√" + atom(child("e")) : "root_\(atom(degree))(\(child("e")))"
        case "nary":
            let sign = value(node.child("naryPr")?.child("chr")) ?? "∫"
            let (low, high) = (child("sub"), child("sup"))
            return sign + (low.isEmpty ? "" : "_" + atom(low)) + (high.isEmpty ? "" : "^" + atom(high)) + " "
                + child("e")
        case "d":
            let properties = node.child("dPr")
            let inside = node.children.filter { $0.name == "e" }.map { write(Array($0.children), depth + 1).trimmed }
            return (value(properties?.child("begChr")) ?? "(") + inside.joined(separator: ", ")
                + (value(properties?.child("endChr")) ?? ")")
        case "func": return child("fName") + " " + child("e")
        case "limLow", "limUpp": return child("e") + "_" + atom(child("lim"))
        case _ where name.hasSuffix("Pr"): return ""
        default: return write(Array(node.children), depth + 1)
        }
    }

    private static func value(_ node: MarkupNode?) -> String? { node?.attribute("m:val") }

    /// In brackets where it is more than one number or name.
    private static func atom(_ text: String) -> String {
        let text = text.trimmed
        if text.isEmpty || text.allSatisfy({ $0.isNumber || $0.isLetter || ".,′%".contains($0) }) { return text }
        return text.first == "(" && text.last == ")" && !text.dropFirst().dropLast().contains("(") ? text : "(\(text))"
    }

    private static func sign(_ written: String) -> String {
        let sign = CharacterCleaning.clean(written)
        return "=+−×÷<>≤≥≠≈±→·".contains(sign) && sign.count == 1 || sign == "-" ? " \(sign) " : sign
    }
}
