import Extraction
import Foundation

/// A table's rows by the names of its columns, in whatever case and spelling programs write them.
struct RosterTable {
    let table: TableFile
    /// The columns that are read, each with its place.
    private let columns: [String: Int]
    /// Those of the columns that every row must have a field for.
    private let needed: [String]

    private static let known: [String: (required: [String], others: [String])] = [
        "orgs": (["sourcedId", "name", "type"], ["status", "parentSourcedId"]),
        "users": (
            ["sourcedId", "enabledUser", "username", "givenName", "familyName"],
            [
                "status", "role", "orgSourcedIds", "email", "agentSourcedIds", "preferredGivenName",
                "preferredFamilyName",
            ]
        ),
        "roles": (["sourcedId", "userSourcedId", "role", "orgSourcedId"], ["status", "beginDate", "endDate"]),
        "classes": (["sourcedId", "title", "schoolSourcedId"], ["status"]),
        "enrollments": (
            ["sourcedId", "classSourcedId", "userSourcedId", "role"], ["status", "beginDate", "endDate"]
        ),
    ]

    /// - Throws: `AccountsFailure.roster` where a column is missing, or a row is not what its head promises.
    init(_ table: TableFile, version: String) throws {
        self.table = table
        let there = Dictionary(
            table.columns.enumerated().map { (Self.folded($0.element), $0.offset) },
            uniquingKeysWith: { first, _ in first })
        let known = Self.known[table.name] ?? ([], [])
        needed =
            known.required + (table.name == "users" && version.hasPrefix("1.1") ? ["role", "orgSourcedIds"] : [])
        for name in needed where there[Self.folded(name)] == nil {
            throw AccountsFailure.roster(
                table.columns.isEmpty
                    ? "\(table.name).csv is empty; it has not even a head. Export the delivery again."
                    : "\(table.name).csv has no column “\(name)”.")
        }
        columns = Dictionary(
            (known.required + known.others).compactMap { name in there[Self.folded(name)].map { (name, $0) } },
            uniquingKeysWith: { first, _ in first })
        if let fault = table.fault { throw OneRoster.failure(table.name, fault.line, fault.text) }
        for row in table.rows { try check(row) }
    }

    /// A row with more fields has a separator too many: what follows belongs to other columns than it seems. Some systems
    /// leave out empty fields at a row's end; a row that ends before what must be there was cut off. A line break in what a person or a number is called means that a quotation mark was
    /// missed; titles of classes and schools do have them.
    private func check(_ row: TableFile.Row) throws {
        let count = row.fields.count
        if row.fields.dropFirst(table.columns.count).contains(where: { !Self.cleaned($0).isEmpty }) {
            throw OneRoster.failure(
                table.name, row.line, "it has \(count) fields, and the head has \(table.columns.count)")
        }
        if let lacking = needed.first(where: { columns[$0].map { $0 >= count } ?? false }) {
            throw OneRoster.failure(
                table.name, row.line,
                "it has \(count) fields, the head has \(table.columns.count), and “\(lacking)” is among those that it "
                    + "lacks")
        }
        for (name, index) in columns where index < count && name != "title" && name != "name" {
            let field = row.fields[index].utf8
            if let end = field.lastIndex(where: { $0 != 10 && $0 != 13 && $0 != 32 }),
                field[..<end].contains(where: { $0 == 10 || $0 == 13 })
            {
                throw OneRoster.failure(
                    table.name, row.line,
                    "there is a line break in “\(name)”, so a quotation mark is missing or too many")
            }
        }
    }

    static func isBlank(_ row: TableFile.Row) -> Bool { row.fields.allSatisfy { cleaned($0).isEmpty } }

    func has(_ name: String) -> Bool { columns[name] != nil }

    func field(_ row: TableFile.Row, _ name: String) -> String {
        guard let column = columns[name], column < row.fields.count else { return "" }
        return Self.cleaned(row.fields[column])
    }

    /// A title in one line.
    func line(_ row: TableFile.Row, _ name: String) -> String {
        field(row, name).split(whereSeparator: \.isNewline).map { Self.cleaned($0) }.joined(separator: " ")
    }

    func list(_ row: TableFile.Row, _ name: String) -> [String] {
        field(row, name).split { $0 == "," || $0 == ";" || $0 == "|" }.map(Self.cleaned).filter { !$0.isEmpty }
    }

    /// Empty in files that hold all; in changes it may say that the row is gone. nil where it says neither.
    func isActive(_ row: TableFile.Row) -> Bool? {
        switch Self.folded(field(row, "status")) {
        case "", "active": true
        case "tobedeleted", "deleted", "inactive", "disabled", "archived": false
        default: nil
        }
    }

    /// nil where it says neither yes nor no.
    func isEnabled(_ row: TableFile.Row) -> Bool? {
        switch Self.folded(field(row, "enabledUser")) {
        case "", "true", "1", "yes", "y", "t", "active", "enabled": true
        case "false", "0", "no", "n", "f", "inactive", "disabled": false
        default: nil
        }
    }

    /// Small letters without blanks, hyphens and underscores.
    private static func folded(_ name: String) -> String {
        cleaned(name).lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" }
    }

    /// Without blanks around it, and without characters that nobody sees.
    static func cleaned(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ $0 < 128 }) {
            let text = String(text)
            guard text.utf8.first.map({ $0 <= 32 }) == true || text.utf8.last.map({ $0 <= 32 }) == true else {
                return text
            }
            return text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let unseen: Set<Unicode.Scalar> = ["\u{FEFF}", "\u{200B}", "\u{2060}", "\u{AD}"]
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: text.unicodeScalars.filter { !unseen.contains($0) })
        return String(scalars).trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
    }
}
