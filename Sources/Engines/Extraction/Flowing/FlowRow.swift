/// A row of a table as its file holds it, each cell with the paragraphs that stand in it.
struct FlowRow {
    struct Cell {
        var blocks: [FlowBlock] = []
        var columns = 1
        var rows = 1
        var continues = false
        var isHead = false
    }

    var cells: [Cell] = []

    /// Adds the row to what was read: as one row of text, or paragraph by paragraph where the table is there for the
    /// looks of the page and its cells hold whole stories.
    func add(to blocks: inout [FlowBlock], table: inout FlowTable) {
        if isLayout {
            for cell in cells { blocks.append(contentsOf: cell.blocks) }
            return
        }
        let row = table.row(
            cells.map { cell in
                FlowCell(
                    text: Self.text(cell.blocks), columns: cell.columns, rows: cell.rows, continues: cell.continues,
                    isHead: cell.isHead)
            })
        guard let row else { return }
        let isHead = cells.count > 1 && cells.allSatisfy { $0.isHead && !$0.blocks.isEmpty }
        let beginsTable = !table.hasBegun
        if let head = table.headAgain(before: row, isHead: isHead) {
            blocks.append(FlowBlock(text: head, kind: .tableRow))
        }
        blocks.append(
            FlowBlock(
                text: row, kind: .tableRow, pageLabels: cells.flatMap { $0.blocks.flatMap(\.pageLabels) },
                beginsTable: beginsTable))
    }

    private var isLayout: Bool {
        if cells.count == 1, cells[0].rows == 1, !cells[0].continues { return true }
        let filled = cells.filter { !$0.blocks.isEmpty }
        for cell in filled {
            if cell.blocks.count > 1, cell.blocks.contains(where: { $0.kind.headingLevel != nil }) { return true }
            if cell.blocks.count > 3, cell.blocks.reduce(0, { $0 + $1.text.utf8.count }) > 1500 { return true }
            // A table in a row that begins with a label belongs to the label; beside a sentence it is a part of the page.
            if cell.blocks.count(where: { $0.kind == .tableRow }) > 1 {
                guard let first = filled.first, first.blocks.count == 1 else { return true }
                return first.blocks[0].kind == .tableRow || !Self.isLabel(first.blocks[0].text)
            }
        }
        return false
    }

    private static func isLabel(_ text: String) -> Bool {
        let clean = CharacterCleaning.clean(text)
        return clean.utf8.count < 60 && !".!?".contains(clean.last ?? " ")
    }

    /// The paragraphs of a cell in one line, with marks that keep them apart.
    static func text(_ blocks: [FlowBlock]) -> String {
        var result = ""
        for block in blocks {
            var text = CharacterCleaning.clean(block.text)
            guard !text.isEmpty else { continue }
            if block.kind == .tableRow {
                text = text.split(separator: " | ").map { $0.trimmed }.filter { !$0.isEmpty }.joined(separator: ", ")
            }
            result += FlowTable.joiner(result, text) + text
        }
        return result
    }
}
