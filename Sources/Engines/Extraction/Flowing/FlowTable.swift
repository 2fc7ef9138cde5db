/// A cell of a table, with what it stretches over.
struct FlowCell {
    var text: String
    var columns = 1
    /// 0 where it stretches to the end of the table.
    var rows = 1
    /// It goes on from the cell above it.
    var continues = false
    var isHead = false
}

/// Writes a table's rows as text, so that each row says by itself what it belongs to: the text of a merged cell stands
/// in every row that it stretches over.
struct FlowTable {
    private struct Carried {
        var text: String
        var rows: Int
    }

    /// What cells above leave for the next rows, by column.
    private var carried: [Int: Carried] = [:]
    /// The text last seen in a column.
    private var above: [Int: String] = [:]

    /// Characters that may still be repeated. A table of nothing but merged cells would fill memory with its labels.
    private var budget = 10_000
    /// Repeated text may be so many times as long as the text that the table holds.
    private static let mostRepeated = 8

    /// The row that heads the others, and how many characters were written since it stood last.
    private(set) var hasBegun = false
    private var (head, sinceHead, isFirst): (String?, Int, Bool) = (nil, 0, true)
    /// The head of a long table is written anew after so many characters, so that a row is never far from it.
    private static let betweenHeads = 2400

    /// The head of the table where it is due before a row.
    mutating func headAgain(before row: String, isHead: Bool) -> String? {
        defer { (isFirst, hasBegun, sinceHead) = (false, true, sinceHead + row.utf8.count) }
        if isFirst, isHead, row.utf8.count <= 200, !row.contains(where: \.isNumber) { head = row }
        guard let head, sinceHead > Self.betweenHeads, row != head else { return nil }
        sinceHead = head.utf8.count
        return head
    }

    /// A longer text is no label: it is not repeated.
    private static let longestLabel = 160
    static let mostColumns = 200

    /// The row's cells side by side; nil where none of its own holds text.
    mutating func row(_ cells: [FlowCell]) -> String? {
        var texts: [String] = []
        var column = 0
        budget += cells.reduce(0) { $0 + $1.text.utf8.count } * Self.mostRepeated
        func takeCarried(_ table: inout FlowTable) {
            while let label = table.carried[column], column < Self.mostColumns {
                table.budget -= label.text.utf8.count
                texts.append(table.budget > 0 ? label.text : "")
                table.carried[column] = label.rows > 1 ? Carried(text: label.text, rows: label.rows - 1) : nil
                column += 1
            }
        }
        for cell in cells {
            takeCarried(&self)
            guard column < Self.mostColumns else { break }
            let text = cell.continues ? above[column] ?? "" : cell.text
            let label = text.unicodeScalars.count <= Self.longestLabel ? text : ""
            let width = min(max(cell.columns, 1), Self.mostColumns - column)
            // A head over several columns heads each of them; other wide cells keep the columns' places.
            let isRepeated =
                (2...5).contains(width) && cells.count > 1 && (cell.isHead || Self.isPlainValue(label) && column > 0)
            for offset in 0..<width {
                texts.append(offset == 0 ? (cell.continues ? label : text) : isRepeated ? label : "")
                above[column + offset] = offset == 0 || isRepeated ? label : ""
                if cell.rows != 1 {
                    let rows = cell.rows == 0 ? Int.max : min(cell.rows, 65_534) - 1
                    carried[column + offset] = Carried(text: offset == 0 || isRepeated ? label : "", rows: rows)
                }
            }
            column += width
        }
        takeCarried(&self)
        guard cells.contains(where: { !$0.continues && !$0.text.isEmpty }) else { return nil }
        // One cell over the whole width is a line of its own.
        if cells.count == 1, texts.dropFirst().allSatisfy(\.isEmpty) { return texts.first }
        return texts.joined(separator: " | ")
    }

    /// A short word or two such as "No school", which holds for each day that it stretches over.
    private static func isPlainValue(_ text: String) -> Bool {
        text.count <= 40 && text.contains(where: \.isLetter) && !text.contains("_") && text.last != ":"
    }

    /// What joins two paragraphs or lines of one cell.
    static func joiner(_ text: String, _ next: String) -> String {
        guard let last = text.last, let first = next.first else { return "" }
        if ".!?:;,–—-•/(".contains(last) || first == "•" || first.isLowercase { return " " }
        return last.isLetter || last.isNumber || ")”\"’%".contains(last) ? "; " : " "
    }
}
