/// Tables as comma-separated values (RFC 4180), safe to open in a spreadsheet: text that one would take for a formula
/// gets an apostrophe before it (OWASP, "CSV Injection"). Numbers and times are written by this program and stay.
public enum CSVWriter {
    /// Tells Excel that the text is UTF-8; goes before the first line.
    public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// A line with its end.
    public static func line(_ cells: [Report.Cell]) -> [UInt8] {
        var out: [UInt8] = []
        for (index, cell) in cells.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            if case .text(let runs) = cell { field(safe(runs.plain), &out) } else { out += cell.plain.utf8 }
        }
        // A line of nothing would be no row.
        if out.isEmpty { out += "\"\"".utf8 }
        return out + [0x0D, 0x0A]
    }

    /// The line above the rows.
    public static func head(_ columns: [Report.Column]) -> [UInt8] { line(columns.map { .plain($0.title) }) }

    private static func safe(_ text: String) -> String {
        // The wide forms are what East Asian keyboards write, and some programs take them for the narrow ones.
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return text
        }
        return "'" + text
    }

    /// Other separators than the comma too: programs elsewhere in the world guess.
    private static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x2C, 0x0A, 0x0D, 0x09, UInt8(ascii: ";"), UInt8(ascii: "|"): true
        default: false
        }
    }

    private static func field(_ text: String, _ out: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            let needsQuotes =
                bytes.first == 0x20 || bytes.last == 0x20
                || bytes.contains(where: separates)
            guard needsQuotes || bytes.contains(0) else { return out += bytes }
            if needsQuotes { out.append(0x22) }
            for byte in bytes where byte != 0 {
                if byte == 0x22 { out.append(0x22) }
                out.append(byte)
            }
            if needsQuotes { out.append(0x22) }
        }
    }
}

extension Report {
    /// The report's tables, with a byte order mark; a blank line stands between two.
    public var csv: [UInt8] {
        var out = CSVWriter.byteOrderMark
        for (index, table) in tables.enumerated() {
            if index > 0 { out += [0x0D, 0x0A] }
            out += CSVWriter.head(table.columns)
            for row in table.rows { out += CSVWriter.line(table.cells(row)) }
        }
        return out
    }

    /// Those that have columns.
    var tables: [Table] {
        blocks.compactMap { if case .table(let table) = $0, !table.columns.isEmpty { table } else { nil } }
    }
}
