import Foundation

/// A table of a workbook, written row by row: many rows are never held as values. Its head stays in sight, and filters.
public struct Sheet: Sendable {
    static let namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    /// A sheet has 1,048,576 rows, and one is the head.
    public static let mostRows = 1_048_575
    /// UTF-16 units of a cell: a program calls a file broken where one has more.
    static let longestCell = 32_767
    /// Of a column, in characters.
    private static let widest = 60

    /// As wished; the workbook makes it usable.
    let name: String
    private let letters: [[UInt8]]
    private var rows: [UInt8] = []
    private var count = 0
    /// Of columns, in characters.
    private var widths: [Int]

    public init(_ name: String, columns: [Report.Column]) {
        self.name = name
        // A sheet has 16,384 columns.
        let columns = columns.prefix(16_384)
        letters = columns.indices.map { Array(Self.letters($0).utf8) }
        // Room for the arrow of the filter.
        widths = columns.map { $0.title.count + 4 }
        write(columns.map { .plain($0.title) }, style: .head)
    }

    /// Adds a row; one more than `mostRows` is left out.
    public mutating func append(_ row: [Report.Cell]) {
        guard count <= Self.mostRows else { return }
        write(row, style: nil)
    }

    private mutating func write(_ row: [Report.Cell], style: SheetStyle?) {
        count += 1
        let number = Array(String(count).utf8)
        rows += "<row r=\"".utf8
        rows += number
        rows += "\">".utf8
        for (index, cell) in row.prefix(letters.count).enumerated() {
            if case .empty = cell { continue }
            rows += "<c r=\"".utf8
            rows += letters[index]
            rows += number
            let width: Int
            switch cell {
            case .number(let value, let decimals):
                width = value.isFinite ? 12 : 0
                write(value, style: .number(decimals: decimals))
            case .day(let date):
                width = 12
                write((date.timeIntervalSince1970 / 86_400).rounded(.down) + Self.epoch, style: .day)
            case .moment(let date):
                width = 20
                write(date.timeIntervalSince1970.rounded(.down) / 86_400 + Self.epoch, style: .moment)
            case .text, .empty:
                let text = Self.cellText(cell.plain)
                let isWrapped = text.utf8.contains(0x0A)
                width = text.utf8.count > 240 ? Self.widest : text.unicodeScalars.count + 2
                write(text, style: style ?? (isWrapped ? .wrapped : .text))
            }
            if width > widths[index] { widths[index] = width }
        }
        rows += "</row>".utf8
    }

    /// The day that times are counted from, 30 December 1899, before 1 January 1970.
    private static let epoch = 25_569.0

    private mutating func write(_ value: Double, style: SheetStyle) {
        // There are no days before 1900, and no numbers that are none.
        guard value.isFinite, style != .day && style != .moment || value >= 1 else { return rows += "\"/>".utf8 }
        rows += "\" s=\"".utf8
        rows += String(style.index).utf8
        rows += "\"><v>".utf8
        rows += (Int64(exactly: value).map { String($0) } ?? "\(value)").utf8
        rows += "</v></c>".utf8
    }

    private mutating func write(_ text: String, style: SheetStyle) {
        rows += "\" s=\"".utf8
        rows += String(style.index).utf8
        rows += "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8
        Markup.escape(text, into: &rows)
        rows += "</t></is></c>".utf8
    }

    /// Cut to what a cell holds; `_x0041_`, which programs read as a letter's number, stands for itself.
    static func cellText(_ text: String) -> String {
        var text = text
        if text.utf8.count > longestCell, text.utf16.count > longestCell {
            text = SheetName.bounded(text, longestCell - 1) + "…"
        }
        guard text.utf8.contains(UInt8(ascii: "_")), text.contains("_x") else { return text }
        return text.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_")
    }

    /// A, B … Z, AA …
    static func letters(_ index: Int) -> String {
        var (rest, out) = (index, "")
        repeat {
            out = String(Character(Unicode.Scalar(UInt8(65 + rest % 26)))) + out
            rest = rest / 26 - 1
        } while rest >= 0
        return out
    }

    /// The sheet's part.
    var bytes: [UInt8] {
        let columns = widths.enumerated().map { index, width in
            "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(min(max(width, 8), Self.widest))\" customWidth=\"1\"/>"
        }
        let last = Self.letters(max(letters.count - 1, 0)) + "\(max(count, 1))"
        let top =
            OfficePackage.head + "<worksheet xmlns=\"\(Self.namespace)\"><dimension ref=\"A1:\(last)\"/><sheetViews>"
            + "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" "
            + "state=\"frozen\"/></sheetView></sheetViews>"
            + (columns.isEmpty ? "" : "<cols>\(columns.joined())</cols>") + "<sheetData>"
        let bottom =
            "</sheetData>" + (letters.isEmpty ? "" : "<autoFilter ref=\"A1:\(last)\"/>")
            + "<pageSetup orientation=\"landscape\"/></worksheet>"
        var out: [UInt8] = []
        out.reserveCapacity(rows.count + top.utf8.count + bottom.utf8.count)
        out += top.utf8
        out += rows
        out += bottom.utf8
        return out
    }
}

/// How cells look: the place of each in the styles' list.
enum SheetStyle: Equatable {
    case text, head, wrapped, day, moment
    case number(decimals: Int?)

    var index: Int {
        switch self {
        case .text: 0
        case .head: 1
        case .wrapped: 2
        case .day: 3
        case .moment: 4
        case .number(nil): 0
        case .number(let decimals?): 5 + min(max(decimals, 0), 6)
        }
    }

    /// Numbers of formats below 164 are built in.
    static let xml: String = {
        let decimals = (0...6).map { "<numFmt numFmtId=\"\(166 + $0)\" formatCode=\"0\(points($0))\"/>" }
        func cell(_ format: Int, font: Int = 0, fill: Int = 0, alignment: String = "") -> String {
            "<xf numFmtId=\"\(format)\" fontId=\"\(font)\" fillId=\"\(fill)\" borderId=\"0\" xfId=\"0\" "
                + "applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\">"
                + "<alignment vertical=\"top\"\(alignment)/></xf>"
        }
        let cells =
            [
                cell(0), cell(0, font: 1, fill: 2), cell(0, alignment: " wrapText=\"1\""), cell(164), cell(165),
            ] + (0...6).map { cell(166 + $0) }
        let font = "<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/>"
        return "<styleSheet xmlns=\"\(Sheet.namespace)\"><numFmts count=\"9\">"
            + "<numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/>"
            + "<numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/>\(decimals.joined())</numFmts>"
            + "<fonts count=\"2\"><font>\(font)</font><font><b/>\(font)</font></fonts><fills count=\"3\">"
            + "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>"
            + "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFF1F1F1\"/><bgColor indexed=\"64\"/>"
            + "</patternFill></fill></fills><borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border>"
            + "</borders><cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
            + "</cellStyleXfs><cellXfs count=\"\(cells.count)\">\(cells.joined())</cellXfs><cellStyles count=\"1\">"
            + "<cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
    }()

    private static func points(_ decimals: Int) -> String {
        decimals == 0 ? "" : "." + String(repeating: "0", count: decimals)
    }
}
