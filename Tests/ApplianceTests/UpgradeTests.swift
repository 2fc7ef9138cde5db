import Foundation
import GRDB
import HTTPTypes
import Kernel
import Library
import Persistence
import TestSupport
import Testing
import Vault
import Web

@testable import homeroom

/// Data folders that earlier releases wrote, in Tests/Fixtures/folders: each by its release's own `serve`, with a district,
/// a school, two people, two documents, a conversation of two questions and an API key. Every later release opens them.
@Suite("Upgrades") struct UpgradeTests {
    static let releases = ["2026-11-27"]

    private static let folders = SharedData.checkout.appendingPathComponent("Tests/Fixtures/folders")

    private func unpack(_ release: String, to path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xJf", Self.folders.appendingPathComponent("\(release).tar.xz").path, "-C", path]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
    }

    @Test(
        "a folder of an earlier release opens: people sign in, read what they asked, and find documents",
        arguments: releases)
    func opens(_ release: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/d"
        try unpack(release, to: path)
        let appliance = try Appliance(path: path, holder: "test", settings: .init(), passwords: .least)
        defer { appliance.close() }
        let counts = try appliance.library.counts()
        #expect(counts.documents == 2 && counts.passages == 2 && counts.vectors >= 4)
        let stranger = try InProcessClient(appliance)
        let policy = try await stranger.atConsole.send(.get, "account-policy").body
        var rules = try JSONDecoder().decode([String: JSONValue].self, from: policy)
        rules["sessions"] = .object([:])
        #expect(try await stranger.atConsole.send(.put, "account-policy", rules).status == 200)
        let signedIn = try await stranger.send(
            .post, "sign-in", ["name": "ada@cedar.example", "password": InProcessClient.password])
        #expect(signedIn.status == 200, "\(signedIn.whole)")
        let ada = stranger.carrying(signedIn)

        let list = try await ada.send(.get, "conversations").whole
        #expect(list.contains("Retakes"))
        let id = try #require(list.firstMatch(of: /"id":"([0-9A-F-]{36})"/)).1
        let conversation = try await ada.send(.get, "conversations/\(id)").whole
        #expect(conversation.contains("May students retake a test?") && conversation.contains("within ten school days"))
        let found = try await ada.send(.get, "search?q=Who%20sends%20the%20agenda%3F&limit=1").whole
        #expect(found.contains("two days before"))
        let people = try await ada.send(.get, "people").whole
        #expect(people.contains("grace@cedar.example"))
        #expect(
            try DatabaseFile.faults(appliance.database, migrations: Appliance.features.flatMap { $0.migrations })
                .isEmpty)
        // The same tables as those of a new folder, to the letter.
        #expect(try await appliance.database.read { db in try Self.schema(db) } == Self.newSchema())
    }

    @Test(
        "nobody's name or address is left in the files of an earlier release's folder, though they are shown as before",
        arguments: releases)
    func sealed(_ release: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/d"
        try unpack(release, to: path)
        let words = ["ada@cedar.example", "grace@cedar.example", "Okafor"]
        func found() -> Set<String> {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            return Set(
                names.flatMap { name -> [String] in
                    guard let bytes = FileManager.default.contents(atPath: "\(path)/\(name)") else { return [] }
                    return words.filter { bytes.range(of: Data($0.utf8)) != nil }
                })
        }
        #expect(found() == Set(words))
        for _ in 0..<2 {
            let appliance = try Appliance(path: path, holder: "test", settings: .init(), passwords: .least)
            defer { appliance.close() }
            #expect(found().isEmpty, "right after the start")
            let console = try InProcessClient(appliance).atConsole
            let people = try await console.send(.get, "people?q=okafor").whole
            #expect(people.contains("Grace") && people.contains("grace@cedar.example"))
        }
        #expect(found().isEmpty)
    }

    // MARK: The schema

    private static let golden = SharedData.checkout.appendingPathComponent("Tests/Fixtures/schema.sql")

    private static func schema(_ db: Database) throws -> String {
        let tables = try String.fetchAll(
            db,
            sql: """
                SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
                AND name NOT LIKE '%\\_config' ESCAPE '\\' AND name NOT LIKE '%\\_data' ESCAPE '\\'
                AND name NOT LIKE '%\\_idx' ESCAPE '\\' AND name NOT LIKE '%\\_docsize' ESCAPE '\\'
                ORDER BY tbl_name, type DESC, name
                """)
        return tables.map { $0 + ";\n" }.joined()
    }

    private static func newSchema() throws -> String {
        let migrations = Appliance.features.flatMap { $0.migrations }
        return try DatabaseFile.inMemory(migrations: migrations).read { db in try schema(db) }
    }

    @Test("the schema is the one that is committed; HOMEROOM_WRITE_GOLDEN=1 writes it anew")
    func goldenSchema() throws {
        let now = try Self.newSchema()
        if ProcessInfo.processInfo.environment["HOMEROOM_WRITE_GOLDEN"] == "1" {
            try Data(now.utf8).write(to: Self.golden)
        }
        let committed = try String(contentsOf: Self.golden, encoding: .utf8)
        let (old, new) = (Set(committed.split(separator: "\n")), Set(now.split(separator: "\n")))
        #expect(now == committed, "gone: \(old.subtracting(new).sorted()); new: \(new.subtracting(old).sorted())")
    }
}
