extension DOCXWalk {
    mutating func table(_ node: MarkupNode, depth: Int) {
        guard depth < Self.deepest else { return }
        tableDepth += 1
        defer { tableDepth -= 1 }
        var grid = FlowTable()
        for (index, row) in Self.parts("tr", of: node).enumerated() {
            let properties = row.child("trPr")
            if properties?.child("del") != nil {
                notices.add(.struckLeftOut)
                continue
            }
            let isHead = index == 0 || properties?.child("tblHeader") != nil
            var result = FlowRow()
            if let blank = properties?.child("gridBefore")?.value.flatMap({ Int($0) }), (1...50).contains(blank) {
                result.cells.append(FlowRow.Cell(columns: blank))
            }
            for cell in Self.parts("tc", of: row) {
                result.cells.append(self.cell(cell, isHead: isHead, depth: depth))
            }
            result.add(to: &blocks, table: &grid)
        }
    }

    private mutating func cell(_ node: MarkupNode, isHead: Bool, depth: Int) -> FlowRow.Cell {
        let before = blocks
        blocks = []
        visit(node, depth: depth + 1)
        let properties = node.child("tcPr")
        var cell = FlowRow.Cell(blocks: blocks, isHead: isHead)
        blocks = before
        cell.columns = properties?.child("gridSpan")?.value.flatMap { Int($0) } ?? 1
        if let merge = properties?.child("vMerge") { cell.continues = merge.value != "restart" }
        return cell
    }

    /// Rows or cells, also those that lie in content controls or were inserted.
    private static func parts(_ name: String, of node: MarkupNode, depth: Int = 0) -> [MarkupNode] {
        guard depth < deepest else { return [] }
        return node.children.flatMap { child -> [MarkupNode] in
            switch child.name {
            case name: [child]
            case "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag": parts(name, of: child, depth: depth + 1)
            case "AlternateContent": choice(child).map { parts(name, of: $0, depth: depth + 1) } ?? []
            default: []
            }
        }
    }
}
