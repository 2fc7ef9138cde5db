/// Tables for spreadsheets (Office Open XML, ECMA-376): numbers and times as such, text as text, never a formula.
public struct Workbook: Sendable {
    private let report: Report
    private var sheets: [(name: String, sheet: Sheet)] = []

    /// - Parameter report: whose title, author and language the file says it has; its tables are not taken in.
    public init(of report: Report) { self.report = report }

    /// Adds a sheet. Its name is made one that programs take, and that no other sheet has.
    public mutating func add(_ sheet: Sheet) {
        let taken = Set(sheets.map { $0.name.lowercased() })
        sheets.append((SheetName.usable(sheet.name, besides: taken), sheet))
    }

    /// The file. A workbook without sheets has an empty one.
    public var bytes: [UInt8] {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let all =
            sheets.isEmpty ? [(SheetName.usable(report.title, besides: []), Sheet(report.title, columns: []))] : sheets
        var package = OfficePackage()
        package.addProperties(of: report)
        let ids = all.indices.map { "sheet\($0 + 1)" }
        package.add(
            "xl/workbook.xml", kind + ".sheet.main+xml", Self.index(all.map(\.0), ids),
            links: ids.map {
                .init(id: $0, type: OfficePackage.relation + "/worksheet", target: "worksheets/\($0).xml")
            } + [.init(id: "styles", type: OfficePackage.relation + "/styles", target: "styles.xml")])
        package.add("xl/styles.xml", kind + ".styles+xml", SheetStyle.xml)
        for (id, (_, sheet)) in zip(ids, all) {
            package.add("xl/worksheets/\(id).xml", kind + ".worksheet+xml", sheet.bytes)
        }
        return package.bytes(main: "xl/workbook.xml")
    }

    /// The sheets' names, and the row that printers repeat on each page.
    private static func index(_ names: [String], _ ids: [String]) -> String {
        let sheets = zip(names, ids).enumerated().map { index, sheet in
            "<sheet name=\"\(Markup.escape(sheet.0))\" sheetId=\"\(index + 1)\" r:id=\"\(sheet.1)\"/>"
        }
        let titles = names.enumerated().map { index, name in
            let quoted = Markup.escape(name.replacing("'", with: "''"))
            return "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"\(index)\">'\(quoted)'!$1:$1</definedName>"
        }
        return "<workbook xmlns=\"\(Sheet.namespace)\" xmlns:r=\"\(OfficePackage.relation)\"><sheets>"
            + sheets.joined() + "</sheets><definedNames>\(titles.joined())</definedNames></workbook>"
    }
}

extension Report {
    /// The report's tables, each on a sheet that is called by its caption or by the heading above it.
    public var xlsx: [UInt8] {
        var workbook = Workbook(of: self)
        var heading = title
        for block in blocks {
            switch block {
            case .heading(_, let runs): heading = runs.plain
            case .table(let table) where !table.columns.isEmpty:
                var rest = table.rows[...]
                // What a sheet has no room for goes on another.
                repeat {
                    var sheet = Sheet(table.caption ?? heading, columns: table.columns)
                    for row in rest.prefix(Sheet.mostRows) { sheet.append(table.cells(row)) }
                    workbook.add(sheet)
                    rest = rest.dropFirst(Sheet.mostRows)
                } while !rest.isEmpty
            default: break
            }
        }
        return workbook.bytes
    }
}

/// What a sheet may be called.
enum SheetName {
    /// The longest, in UTF-16 units.
    private static let longest = 31

    /// - Parameter taken: names of other sheets, in small letters.
    static func usable(_ name: String, besides taken: Set<String>) -> String {
        let scalars = Markup.clean(name).unicodeScalars.map { scalar -> Unicode.Scalar in
            "[]:*?/\\\n\t".unicodeScalars.contains(scalar) ? " " : scalar
        }
        // No apostrophe may stand at an end: names are quoted with them.
        let bare = bounded(String(String.UnicodeScalarView(scalars)), longest).trimmed(of: " '")
        // Excel keeps this name for itself.
        let base = bare.isEmpty || bare.lowercased() == "history" ? "Sheet" + (bare.isEmpty ? "" : " " + bare) : bare
        var (candidate, number) = (base, 2)
        while taken.contains(candidate.lowercased()) {
            let mark = " (\(number))"
            candidate = bounded(base, longest - mark.utf16.count) + mark
            number += 1
        }
        return candidate
    }

    /// The longest beginning of a text that has at most so many UTF-16 units.
    static func bounded(_ text: String, _ units: Int) -> String {
        guard text.utf16.count > units else { return text }
        var (out, count) = ("", 0)
        for character in text {
            count += character.utf16.count
            guard count <= units else { break }
            out.append(character)
        }
        return out
    }
}

extension String {
    fileprivate func trimmed(of characters: String) -> String {
        var rest = self[...]
        while let first = rest.first, characters.contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, characters.contains(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
