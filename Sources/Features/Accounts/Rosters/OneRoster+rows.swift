import Extraction
import Foundation

/// Reading the tables' rows. What cannot be read stops its row and is told with its line; nothing is guessed.
extension OneRoster {
    /// Rows with an identifier of their own and a status; the rest are problems.
    private mutating func rows(
        _ table: RosterTable, _ body: (TableFile.Row, _ id: String, _ isActive: Bool, inout OneRoster) -> Void
    ) {
        let name = table.table.name
        var seen: Set<String> = []
        for row in table.table.rows {
            let id = table.field(row, "sourcedId")
            if id.isEmpty || id.utf8.count > 255 {
                add(name, row.line, "It has no sourcedId.")
            } else if !seen.insert(id).inserted {
                add(name, row.line, "The sourcedId \(id) was there before.")
            } else if let isActive = table.isActive(row) {
                body(row, id, isActive, &self)
            } else {
                stop(name, id, row.line, "“\(table.field(row, "status").prefix(20))” is not a status.")
            }
        }
    }

    /// A row of which only its identifier is known.
    private mutating func stop(_ table: String, _ id: String, _ line: Int, _ text: String) {
        unread[table, default: []].insert(id)
        add(table, line, text)
    }

    mutating func readOrgs(_ table: RosterTable) throws {
        rows(table) { row, id, isActive, roster in
            let name = table.line(row, "name")
            guard !name.isEmpty || !isActive else { return roster.stop("orgs", id, row.line, "It has no name.") }
            roster.orgs.append(
                Org(
                    id: id, name: name, type: table.field(row, "type").lowercased(),
                    parent: table.field(row, "parentSourcedId"), isActive: isActive, line: row.line))
        }
    }

    mutating func readUsers(_ table: RosterTable) throws {
        let isFirstVersion = version.hasPrefix("1.1")
        rows(table) { row, id, isActive, roster in
            // 1.2 has preferred names beside the official ones.
            func name(_ official: String, _ preferred: String) -> String {
                let chosen = table.field(row, preferred)
                return String((chosen.isEmpty ? table.field(row, official) : chosen).prefix(100))
            }
            let given = name("givenName", "preferredGivenName"), family = name("familyName", "preferredFamilyName")
            guard let isEnabled = table.isEnabled(row) else {
                return roster.stop(
                    "users", id, row.line,
                    "“\(table.field(row, "enabledUser").prefix(20))” in enabledUser is neither true nor false.")
            }
            let isHere = isActive && isEnabled
            guard !given.isEmpty || !family.isEmpty || !isHere else {
                return roster.stop("users", id, row.line, "It has no name.")
            }
            let role = table.field(row, "role"), orgs = table.list(row, "orgSourcedIds")
            if isHere, isFirstVersion, role.isEmpty || orgs.isEmpty {
                roster.add("users", row.line, "It has no \(role.isEmpty ? "role" : "org"), so it gives no right.")
            }
            let (email, userName) = isHere ? roster.names(row, table) : (.unsaid, .unsaid)
            roster.users.append(
                User(
                    id: id, givenName: given, familyName: family, email: email, userName: userName, isActive: isHere,
                    hasRoles: isFirstVersion || !role.isEmpty, agents: table.list(row, "agentSourcedIds"),
                    line: row.line))
            guard !role.isEmpty, isHere else { return }
            for org in orgs {
                roster.roles.append(
                    Role(
                        id: nil, user: id, name: role, org: org, isActive: true, window: .init(), file: "users",
                        line: row.line))
            }
        }
    }

    /// Address and user name. Many systems write the address into both columns, or into the user name's only.
    private mutating func names(_ row: TableFile.Row, _ table: RosterTable) -> (email: Name, userName: Name) {
        let address = normalized(table.field(row, "email")), name = normalized(table.field(row, "username"))
        var email: Name = table.has("email") ? .none : .unsaid
        if Self.isAddress(address) {
            email = .value(address)
        } else if !address.isEmpty {
            email = .unsaid
            add("users", row.line, "What is in email is not one e-mail address; it was left out.")
        }
        if name.contains("@") {
            guard Self.isAddress(name) else {
                add("users", row.line, "The user name has an @ and is no e-mail address; it was left out.")
                return (email, .unsaid)
            }
            if email == .none || email == .unsaid { return (.value(name), .none) }
            if email != .value(name) {
                add("users", row.line, "The user name is an address other than email; email was taken.")
            }
            return (email, .none)
        }
        guard !name.contains(where: \.isWhitespace), name.utf8.count <= 320 else {
            add("users", row.line, "The user name has blanks in it or is too long; it was left out.")
            return (email, .unsaid)
        }
        return (email, name.isEmpty ? .none : .value(name))
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let wrong: Set<Character> = ["<", ">", "\"", "(", ")", ",", ":", ";", "\\"]
        return parts.count == 2 && text.utf8.count <= 254 && !parts[0].isEmpty && parts[1].contains(".")
            && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && !text.contains { $0.isWhitespace || wrong.contains($0) }
    }

    mutating func readRoles(_ table: RosterTable) throws {
        var days = days(of: table)
        rows(table) { row, id, isActive, roster in
            guard let window = roster.window(row, id, table, &days, isActive) else { return }
            roster.roles.append(
                Role(
                    id: id, user: table.field(row, "userSourcedId"), name: table.field(row, "role"),
                    org: table.field(row, "orgSourcedId"), isActive: isActive, window: window, file: "roles",
                    line: row.line))
        }
    }

    mutating func readClasses(_ table: RosterTable) throws {
        rows(table) { row, id, isActive, roster in
            roster.classes.append(
                Class(
                    id: id, title: table.line(row, "title"), school: table.field(row, "schoolSourcedId"),
                    isActive: isActive, line: row.line))
        }
    }

    mutating func readEnrolments(_ table: RosterTable) throws {
        var days = days(of: table)
        rows(table) { row, id, isActive, roster in
            guard let window = roster.window(row, id, table, &days, isActive) else { return }
            roster.enrolments.append(
                Enrolment(
                    id: id, class: table.field(row, "classSourcedId"), user: table.field(row, "userSourcedId"),
                    role: table.field(row, "role"), isActive: isActive, window: window, line: row.line))
        }
    }

    // MARK: Days

    private func days(of table: RosterTable) -> RosterDays {
        RosterDays(
            table.table.rows.lazy.flatMap { [table.field($0, "beginDate"), table.field($0, "endDate")] })
    }

    /// nil where a day cannot be read: a right without its end would hold for ever, so there is none.
    private mutating func window(
        _ row: TableFile.Row, _ id: String, _ table: RosterTable, _ days: inout RosterDays, _ isActive: Bool
    ) -> RosterWindow? {
        // What is taken away needs no days.
        guard isActive else { return RosterWindow() }
        var window = RosterWindow()
        for (name, path) in [("beginDate", \RosterWindow.begins), ("endDate", \RosterWindow.ends)] {
            let text = table.field(row, name)
            guard !text.isEmpty else { continue }
            guard let day = days.day(text) else {
                stop(
                    table.table.name, id, row.line,
                    "“\(text.prefix(30))” in \(name) is not a day, or could be two; write 2026-11-21. The row was "
                        + "left out.")
                return nil
            }
            window[keyPath: path] = day
        }
        if let begins = window.begins, let ends = window.ends, ends < begins {
            stop(table.table.name, id, row.line, "It ends before it begins. The row was left out.")
            return nil
        }
        return window
    }
}
