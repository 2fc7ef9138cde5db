import Extraction
import Foundation
import Kernel

/// A delivery as OneRoster 1.1 or 1.2 writes it in CSV (1EdTech), as far as it matters here: orgs, people, their roles,
/// classes and enrolments. Demographics are never read.
struct OneRoster: Sendable {
    struct Org: Sendable {
        let id: String, name: String, type: String
        /// The org above it; empty where none is named.
        let parent: String
        let isActive: Bool, line: Int
    }
    /// What a file says of a person's address or user name.
    enum Name: Sendable, Equatable {
        /// The file has no such column, or what is in it is none: what is known stays.
        case unsaid
        case none
        case value(String)
    }
    struct User: Sendable {
        let id: String, givenName: String, familyName: String, email: Name, userName: Name
        /// Neither gone nor switched off.
        let isActive: Bool
        /// The row names the roles itself, and all of them (1.1).
        let hasRoles: Bool
        let agents: [String]
        let line: Int
    }
    /// A role at an org, from its own table (1.2) or from a user's row (1.1).
    struct Role: Sendable {
        /// nil where it stands in a user's row.
        let id: String?
        let user: String, name: String, org: String, isActive: Bool
        let window: RosterWindow
        let file: String, line: Int
    }
    struct Class: Sendable { let id: String, title: String, school: String, isActive: Bool, line: Int }
    struct Enrolment: Sendable {
        let id: String, `class`: String, user: String, role: String, isActive: Bool
        let window: RosterWindow
        let line: Int
    }

    /// What is wrong with a line; the line is left out.
    typealias Problem = RosterReport.Problem

    var version = "1.1"
    /// Tables that hold all there is, and those that hold changes only.
    var bulk: Set<String> = [], delta: Set<String> = []
    /// Tables that are there with a head and no row.
    var empty: Set<String> = []
    var orgs: [Org] = []
    var users: [User] = []
    var roles: [Role] = []
    var classes: [Class] = []
    var enrolments: [Enrolment] = []
    /// Identifiers whose rows cannot be read, by table: nothing is said of them, so that nobody is taken for gone.
    var unread: [String: Set<String>] = [:]
    var notes: [String] = []
    private(set) var problems: [Problem] = []
    private(set) var problemCount = 0

    /// - Throws: `AccountsFailure.roster` where the delivery as a whole is none.
    init(_ files: [TableFile]) throws {
        let tables = try Self.byName(files)
        guard let manifest = tables["manifest"] else {
            throw AccountsFailure.roster(
                "There is no manifest.csv, neither at the top nor in a folder. A OneRoster delivery has one beside the "
                    + "other files.")
        }
        if let fault = manifest.fault { throw Self.failure("manifest", fault.line, fault.text) }
        let properties = Self.properties(manifest)
        version = properties["oneroster.version"].map { $0.hasPrefix("v") ? String($0.dropFirst()) : $0 } ?? "1.1"
        guard version.hasPrefix("1.1") || version.hasPrefix("1.2") else {
            throw AccountsFailure.roster("The manifest names OneRoster \(version.prefix(20)); 1.1 and 1.2 are read.")
        }
        let isOfChanges = properties.contains { $0.key.hasPrefix("file.") && $0.value == "delta" }
        func open(_ name: String) throws -> RosterTable? {
            let unnamed = tables[name] == nil ? "absent" : isOfChanges ? "delta" : "bulk"
            switch properties["file.\(name)"] ?? unnamed {
            case "absent":
                if tables[name] != nil {
                    notes.append("\(name).csv was not read: the manifest says that it is absent.")
                }
                return nil
            case "bulk": bulk.insert(name)
            case "delta": delta.insert(name)
            case let other: throw AccountsFailure.roster("The manifest says “\(other.prefix(20))” of \(name).csv.")
            }
            guard let table = tables[name] else {
                throw AccountsFailure.roster("The manifest promises \(name).csv, which is not there.")
            }
            if table.rows.isEmpty { empty.insert(name) }
            return try RosterTable(table, version: version)
        }
        if let table = try open("orgs") { try readOrgs(table) }
        if let table = try open("users") { try readUsers(table) }
        if let table = try open("roles") { try readRoles(table) }
        if let table = try open("classes") { try readClasses(table) }
        if let table = try open("enrollments") { try readEnrolments(table) }
        // A delivery of changes may say that there are none.
        guard !empty.isSuperset(of: bulk.union(delta)) || bulk.isEmpty && !delta.isEmpty else {
            throw AccountsFailure.roster("The delivery holds no org, no user, no class and no enrolment.")
        }
    }

    /// Tables by their names, which must lie in one folder and be there once.
    private static func byName(_ files: [TableFile]) throws -> [String: TableFile] {
        let folders = Set(files.map(\.folder)).sorted()
        guard folders.count <= 1 else {
            throw AccountsFailure.roster(
                "There is a manifest.csv in more than one folder (\(folders.prefix(3).joined(separator: ", "))). "
                    + "Import one delivery at a time.")
        }
        return try Dictionary(
            files.map { file in
                // Spreadsheets leave rows behind that hold nothing but separators.
                var file = file
                file.rows.removeAll(where: RosterTable.isBlank)
                return (file.name, file)
            },
            uniquingKeysWith: { first, _ in
                throw AccountsFailure.roster("\(first.name).csv is there twice, in small and capital letters.")
            })
    }

    /// What the manifest says, names and values in small letters. Its first line may be a head or not.
    private static func properties(_ manifest: TableFile) -> [String: String] {
        let rows = [manifest.columns] + manifest.rows.map(\.fields)
        return Dictionary(
            rows.filter { $0.count >= 2 }.map { (RosterTable.cleaned($0[0]).lowercased(), $0[1]) }
                .map { ($0.0, RosterTable.cleaned($0.1).lowercased()) }
                .map { ($0.0.hasSuffix(".csv") ? String($0.0.dropLast(4)) : $0.0, $0.1) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The whole delivery stops at a line.
    static func failure(_ file: String, _ line: Int, _ text: String) -> AccountsFailure {
        .roster(
            "\(file).csv, line \(line): \(text). Nothing was changed. Export the delivery again, or mend this line.")
    }

    mutating func add(_ file: String, _ line: Int, _ text: String) {
        problemCount += 1
        if problems.count < 200 { problems.append(Problem(file: file + ".csv", line: line, text: text)) }
    }

    /// Which of our roles a OneRoster role is. Administrators are named by hand, never by a file.
    static func role(_ name: String) -> StandardRole? {
        switch name.lowercased() {
        case "student": .student
        case "teacher", "aide", "counselor", "administrator", "principal", "siteadministrator", "districtadministrator",
            "systemadministrator":
            .educator
        case "parent", "guardian", "relative": .guardian
        case "tutor": .tutor
        case "proctor": .viewer
        default: nil
        }
    }
}
