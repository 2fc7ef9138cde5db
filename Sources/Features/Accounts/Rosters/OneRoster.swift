import Extraction
import Foundation

/// A delivery as OneRoster 1.1 or 1.2 writes it in CSV (1EdTech), as far as it matters here: orgs, people, classes and
/// enrolments. Demographics are never read.
struct OneRoster: Sendable {
    struct Org: Sendable { let id: String, name: String, type: String, isActive: Bool }
    struct User: Sendable {
        let id: String, givenName: String, familyName: String, email: String?, userName: String?
        let isActive: Bool, isEnabled: Bool
        /// Role and org, each as the file has it.
        var roles: [(role: String, org: String)]
        let agents: [String]
        let line: Int
    }
    struct Class: Sendable { let id: String, title: String, school: String, isActive: Bool, line: Int }
    struct Enrolment: Sendable {
        let id: String, `class`: String, user: String, role: String, isActive: Bool
        let begins: String?, ends: String?
        let line: Int
    }

    /// What is wrong with a line; the line is left out.
    struct Problem: Codable, Sendable, Equatable { let file: String, line: Int, text: String }

    private(set) var version = "1.1"
    /// Tables that hold all there is, and those that hold changes only.
    private(set) var bulk: Set<String> = []
    private(set) var orgs: [Org] = []
    private(set) var users: [User] = []
    private(set) var classes: [Class] = []
    private(set) var enrolments: [Enrolment] = []
    private(set) var problems: [Problem] = []
    private(set) var problemCount = 0

    /// - Throws: `AccountsFailure.roster` where the delivery as a whole is none.
    init(_ tables: [TableFile]) throws {
        let tables = Dictionary(tables.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        guard let manifest = tables["manifest"] else {
            throw AccountsFailure.roster(
                "There is no manifest.csv. A OneRoster delivery has one beside the other files.")
        }
        let properties = Dictionary(
            manifest.rows.filter { $0.fields.count >= 2 }.map { ($0.fields[0], $0.fields[1]) },
            uniquingKeysWith: { first, _ in first })
        version = properties["oneroster.version"] ?? "1.1"
        guard version.hasPrefix("1.1") || version.hasPrefix("1.2") else {
            throw AccountsFailure.roster("The manifest names OneRoster \(version.prefix(20)); 1.1 and 1.2 are read.")
        }
        func open(_ name: String) throws -> Reading? {
            switch properties["file.\(name)"] ?? (tables[name] == nil ? "absent" : "bulk") {
            case "absent": return nil
            case "bulk": bulk.insert(name)
            case "delta": break
            case let other: throw AccountsFailure.roster("The manifest says “\(other.prefix(20))” of \(name).csv.")
            }
            guard let table = tables[name] else {
                throw AccountsFailure.roster("The manifest promises \(name).csv, which is not there.")
            }
            return try Reading(table, required: Self.required(name, version))
        }
        if let reading = try open("orgs") { readOrgs(reading) }
        if let reading = try open("users") { readUsers(reading) }
        if let reading = try open("roles") { readRoles(reading) }
        if let reading = try open("classes") { readClasses(reading) }
        if let reading = try open("enrollments") { readEnrolments(reading) }
        guard !orgs.isEmpty || !users.isEmpty || !classes.isEmpty || !enrolments.isEmpty else {
            throw AccountsFailure.roster("The delivery holds no org, no user, no class and no enrolment.")
        }
    }

    private static func required(_ name: String, _ version: String) -> [String] {
        switch name {
        case "orgs": ["sourcedId", "name", "type"]
        case "users":
            ["sourcedId", "enabledUser", "username", "givenName", "familyName"]
                + (version.hasPrefix("1.1") ? ["role", "orgSourcedIds"] : [])
        case "roles": ["sourcedId", "userSourcedId", "role", "orgSourcedId"]
        case "classes": ["sourcedId", "title", "schoolSourcedId"]
        case "enrollments": ["sourcedId", "classSourcedId", "userSourcedId", "role"]
        default: []
        }
    }

    mutating func add(_ file: String, _ line: Int, _ text: String) {
        problemCount += 1
        if problems.count < 200 { problems.append(Problem(file: file + ".csv", line: line, text: text)) }
    }

    // MARK: Tables

    /// A table's rows by the names of its columns.
    struct Reading {
        let table: TableFile
        private let columns: [String: Int]

        init(_ table: TableFile, required: [String]) throws {
            self.table = table
            columns = Dictionary(
                table.columns.enumerated().map { ($0.element.trimmingCharacters(in: .whitespaces), $0.offset) },
                uniquingKeysWith: { first, _ in first })
            for name in required where columns[name] == nil {
                throw AccountsFailure.roster("\(table.name).csv has no column “\(name)”.")
            }
        }

        func field(_ row: TableFile.Row, _ name: String) -> String {
            guard let column = columns[name], column < row.fields.count else { return "" }
            return row.fields[column].trimmingCharacters(in: .whitespaces)
        }

        func list(_ row: TableFile.Row, _ name: String) -> [String] {
            field(row, name).split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty
            }
        }

        /// In bulk files the status is empty; in changes it may say that the row is gone.
        func isActive(_ row: TableFile.Row) -> Bool { field(row, "status").lowercased() != "tobedeleted" }
    }

    /// Rows with an identifier of their own; the rest are problems.
    private mutating func rows(_ reading: Reading, _ body: (TableFile.Row, String, inout OneRoster) -> Void) {
        var seen: Set<String> = []
        for row in reading.table.rows {
            let id = reading.field(row, "sourcedId")
            if id.isEmpty || id.utf8.count > 255 {
                add(reading.table.name, row.line, "It has no sourcedId.")
            } else if row.fields.count < reading.table.columns.count / 2 {
                add(
                    reading.table.name, row.line, "It has \(row.fields.count) of \(reading.table.columns.count) fields."
                )
            } else if !seen.insert(id).inserted {
                add(reading.table.name, row.line, "The sourcedId \(id) was there before.")
            } else {
                body(row, id, &self)
            }
        }
    }

    private mutating func readOrgs(_ reading: Reading) {
        rows(reading) { row, id, roster in
            let name = reading.field(row, "name")
            guard !name.isEmpty || !reading.isActive(row) else {
                return roster.add("orgs", row.line, "It has no name.")
            }
            roster.orgs.append(
                Org(
                    id: id, name: name, type: reading.field(row, "type").lowercased(), isActive: reading.isActive(row)))
        }
    }

    private mutating func readUsers(_ reading: Reading) {
        rows(reading) { row, id, roster in
            let (given, family) = (reading.field(row, "givenName"), reading.field(row, "familyName"))
            guard !given.isEmpty || !family.isEmpty || !reading.isActive(row) else {
                return roster.add("users", row.line, "It has no name.")
            }
            // 1.2 has preferred names beside the official ones.
            let preferred = reading.field(row, "preferredGivenName"),
                preferredFamily = reading.field(row, "preferredFamilyName")
            let (email, userName) = (
                normalized(reading.field(row, "email")), normalized(reading.field(row, "username"))
            )
            let role = reading.field(row, "role")
            roster.users.append(
                User(
                    id: id, givenName: String((preferred.isEmpty ? given : preferred).prefix(100)),
                    familyName: String((preferredFamily.isEmpty ? family : preferredFamily).prefix(100)),
                    email: email.contains("@") ? email : nil,
                    userName: userName.isEmpty || userName.contains("@") || userName.contains(" ") ? nil : userName,
                    isActive: reading.isActive(row),
                    isEnabled: reading.field(row, "enabledUser").lowercased() != "false",
                    roles: role.isEmpty ? [] : reading.list(row, "orgSourcedIds").map { (role, $0) },
                    agents: reading.list(row, "agentSourcedIds"), line: row.line))
        }
    }

    private mutating func readRoles(_ reading: Reading) {
        let places = Dictionary(uniqueKeysWithValues: users.enumerated().map { ($0.element.id, $0.offset) })
        rows(reading) { row, _, roster in
            guard let index = places[reading.field(row, "userSourcedId")] else {
                // In changes the user may be one that is known already.
                let id = reading.field(row, "userSourcedId")
                guard !roster.bulk.contains("users") else {
                    return roster.add("roles", row.line, "There is no user \(id.prefix(60)).")
                }
                roster.loneRoles.append((id, reading.field(row, "role"), reading.field(row, "orgSourcedId")))
                return
            }
            if reading.isActive(row) {
                roster.users[index].roles.append((reading.field(row, "role"), reading.field(row, "orgSourcedId")))
            }
        }
    }

    /// Roles of people whom the delivery does not hold.
    private(set) var loneRoles: [(user: String, role: String, org: String)] = []

    private mutating func readClasses(_ reading: Reading) {
        rows(reading) { row, id, roster in
            roster.classes.append(
                Class(
                    id: id, title: reading.field(row, "title"), school: reading.field(row, "schoolSourcedId"),
                    isActive: reading.isActive(row), line: row.line))
        }
    }

    private mutating func readEnrolments(_ reading: Reading) {
        rows(reading) { row, id, roster in
            func day(_ name: String) -> String? {
                let text = reading.field(row, name)
                guard !text.isEmpty else { return nil }
                let isDay =
                    text.utf8.count >= 10
                    && text.utf8.prefix(10).enumerated().allSatisfy {
                        $0.offset == 4 || $0.offset == 7 ? $0.element == 45 : (48...57).contains($0.element)
                    }
                if !isDay { roster.add("enrollments", row.line, "“\(text.prefix(20))” is not a day.") }
                return isDay ? String(text.prefix(10)) : nil
            }
            roster.enrolments.append(
                Enrolment(
                    id: id, class: reading.field(row, "classSourcedId"), user: reading.field(row, "userSourcedId"),
                    role: reading.field(row, "role").lowercased(), isActive: reading.isActive(row),
                    begins: day("beginDate"), ends: day("endDate"), line: row.line))
        }
    }

    /// Which of our roles a OneRoster role is. Administrators are named by hand, never by a file.
    static func role(_ name: String) -> BuiltInRole? {
        switch name.lowercased() {
        case "student": .student
        case "teacher", "aide", "counselor", "administrator", "principal", "siteadministrator", "districtadministrator",
            "systemadministrator":
            .educator
        case "parent", "guardian", "relative": .guardian
        case "proctor": .viewer
        default: nil
        }
    }
}
