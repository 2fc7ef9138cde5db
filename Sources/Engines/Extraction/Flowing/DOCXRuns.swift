/// What stands in one paragraph.
struct DOCXLine {
    var text = InlineText()
    /// Tabs so far.
    var tabs = 0
    /// Text boxes that hang on it; each is read by itself after the paragraph.
    var boxes: [MarkupNode] = []
    /// Descriptions of pictures.
    var pictures: [String] = []
    /// What charts show, after the pictures.
    var charts: [FlowBlock] = []
    var imports: [MarkupNode] = []

    mutating func breakLine() {
        text.breakLine()
        tabs = 0
    }
}

extension DOCXWalk {
    /// Adds what a reader sees of the runs below a node.
    mutating func gather(_ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat, depth: Int) {
        guard depth < Self.deepest * 2 else { return }
        for child in node.children {
            switch child.name {
            case "r": run(child, into: &line, base, depth: depth + 1)
            case "del", "moveFrom":
                if child.name == "del" { skip(.struckLeftOut, if: !child.content.trimmed.isEmpty) }
            case "hyperlink": link(child, into: &line, base, depth: depth + 1)
            case "fldSimple": simpleField(child, into: &line, base, depth: depth + 1)
            case "sdt": inlineControl(child, into: &line, base, depth: depth + 1)
            case "oMath", "oMathPara": line.text.appendFormula(MathText.text(child))
            case "ruby": if let text = child.child("rubyBase") { gather(text, into: &line, base, depth: depth + 1) }
            case "AlternateContent":
                if let choice = Self.choice(child) { gather(choice, into: &line, base, depth: depth + 1) }
            case "altChunk": line.imports.append(child)
            case "pPr", "rPr", "sdtPr", "instrText": break
            default: gather(child, into: &line, base, depth: depth + 1)
            }
        }
    }

    private mutating func skip(_ kind: ReadingNotice.Kind, if isText: Bool) {
        guard isText else { return }
        if skipped != kind { notices.add(kind) }
        skipped = kind
    }

    private mutating func run(
        _ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat, depth: Int
    ) {
        let properties = node.child("rPr")
        var format = base
        if let style = properties?.child("rStyle")?.value { format = styles.format(of: style).over(format) }
        format = DOCXStyles.format(properties).over(format)
        let isWhite = format.isWhite ?? false && tableDepth == 0 && !isMargin && !hasBackground
        let isLeftOut = format.isHidden ?? false || format.isStruck ?? false || isWhite
        for child in node.children {
            switch child.name {
            case "t":
                let text = SymbolFonts.readable(child.content, font: format.font)
                guard mayShow else { continue }
                if isLeftOut {
                    let kind: ReadingNotice.Kind =
                        format.isHidden ?? false || isWhite ? .hiddenLeftOut : .struckLeftOut
                    skip(kind, if: text.contains { !$0.isWhitespace })
                } else {
                    if text.contains(where: { !$0.isWhitespace }) { skipped = nil }
                    noteText(text)
                    line.text.append(text, format.script ?? .plain)
                }
            case "fldChar": fieldMark(child, into: &line)
            case "instrText":
                if let last = fields.indices.last, !fields[last].showsResult { fields[last].code += child.content }
            default:
                if !isLeftOut, mayShow { sign(child, into: &line, base, format, depth: depth) }
            }
        }
    }

    /// Marks and objects in a run.
    private mutating func sign(
        _ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat,
        _ format: DOCXStyles.RunFormat, depth: Int
    ) {
        switch node.name {
        case "tab", "ptab":
            let isLeader = !leaders.isEmpty && leaders[min(line.tabs, leaders.count - 1)]
            line.text.append(isLeader ? LeaderLine.tabText : " ")
            line.tabs += 1
        case "br":
            let type = node.attribute("w:type")
            if type == nil || type == "textWrapping" { line.breakLine() } else { line.text.append(" ") }
        case "cr": line.breakLine()
        case "noBreakHyphen": line.text.append("-")
        case "sym":
            if let font = node.attribute("w:font"),
                let code = node.attribute("w:char").flatMap({ UInt32($0, radix: 16) })
            {
                let own = Unicode.Scalar(code).flatMap { (0xE000...0xF8FF).contains($0.value) ? nil : String($0) }
                line.text.append(SymbolFonts.sign(font: font, code: code) ?? own ?? "", format.script ?? .plain)
            }
        case "footnoteReference", "endnoteReference", "footnoteRef", "endnoteRef": line.text.skipMark()
        case "drawing", "pict", "object": object(node, into: &line)
        case "AlternateContent":
            if let choice = Self.choice(node) {
                for child in choice.children { sign(child, into: &line, base, format, depth: depth + 1) }
            }
        case "ruby": if let text = node.child("rubyBase") { gather(text, into: &line, base, depth: depth + 1) }
        case "t": break
        default: break
        }
    }

    /// Text boxes, and what pictures are said to show.
    private mutating func object(_ node: MarkupNode, into line: inout DOCXLine) {
        var isPicture = false
        var isDescribed = false
        var hasBox = false
        var stack = [node]
        while let part = stack.popLast() {
            switch part.name {
            case "txbxContent":
                line.boxes.append(part)
                hasBox = true
                continue
            case "AlternateContent":
                if let choice = Self.choice(part) { stack.append(choice) }
                continue
            case "docPr", "shape", "rect", "cNvPr":
                let written =
                    part.name == "shape" || part.name == "rect"
                    ? part.attribute("alt") : part.attribute("descr") ?? part.attribute("title")
                if let text = PictureText.description(written), !line.pictures.contains(text) {
                    line.pictures.append(text)
                    isDescribed = true
                }
            case "pic", "imagedata": isPicture = true
            case "decorative": isDescribed = true
            case "relIds": diagram(part, into: &line)
            case "chart": chart(part, into: &line)
            case "textpath":
                if !isMargin, let text = part.attribute("string") { line.pictures.append(text) }
            default: break
            }
            stack.append(contentsOf: Array(part.children).reversed())
        }
        if isPicture, !isDescribed, !hasBox, !isMargin { notices.add(.picturesUndescribed) }
    }

    /// A chart's title and numbers stand in a part of their own; the sheet behind it says nothing more.
    private mutating func chart(_ node: MarkupNode, into line: inout DOCXLine) {
        guard let id = node.attribute("r:id"), let part = relations[id], !part.isOutside, charts < 200,
            let tree = try? package.tree(part.target)
        else { return }
        charts += 1
        let blocks = DOCXChart.blocks(tree)
        line.charts += blocks
        if !blocks.isEmpty, tree.first("externalData") != nil { sheetsOfCharts += 1 }
    }

    /// The words of a drawn diagram stand in a part of their own.
    private mutating func diagram(_ node: MarkupNode, into line: inout DOCXLine) {
        guard let id = node.attribute("r:dm"), let part = relations[id], !part.isOutside,
            let tree = try? package.tree(part.target)
        else { return }
        for point in tree.all("pt", limit: 500) {
            let text = point.child("t")?.children.filter { $0.name == "p" }.map(\.content).joined(separator: " ") ?? ""
            if !text.trimmed.isEmpty { line.pictures.append(text) }
        }
    }
}
