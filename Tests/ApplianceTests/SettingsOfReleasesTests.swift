import Foundation
import GRDB
import Kernel
import Persistence
import TestSupport
import Testing
import Web

@testable import homeroom

/// What each release stored is read by this one: `settings-by-release.json` has every setting as each wrote it.
@Suite("Settings of earlier releases") struct SettingsOfReleasesTests {
    private func releases() throws -> [String: [String: JSONValue]] {
        let file = SharedData.checkout.path + "/Tests/Fixtures/settings-by-release.json"
        return try JSONDecoder().decode(
            [String: [String: JSONValue]].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// Whether all that was stored stands in what is read.
    private func holds(_ read: JSONValue, _ stored: JSONValue) -> Bool {
        guard case .object(let own) = stored else { return read == stored }
        guard case .object(let members) = read else { return false }
        return own.allSatisfy { name, value in members[name].map { holds($0, value) } ?? false }
    }

    @Test("every setting that a release stored is read, and nothing of it is lost")
    func golden() throws {
        let settings = Dictionary(
            uniqueKeysWithValues: Appliance.features.flatMap { $0.settings }.map { ($0.name, $0) })
        for (release, stored) in try releases() {
            for (name, value) in stored {
                let setting = try #require(settings[name], "\(name) of \(release) is no setting any more")
                let database = try DatabaseFile.inMemory(migrations: [])
                let read = try database.write { db in
                    try db.execute(
                        sql: "INSERT INTO setting VALUES (?, ?)",
                        arguments: [name, String(decoding: try JSONEncoder().encode(value), as: UTF8.self)])
                    return try setting.read(db)
                }
                #expect(holds(read, value), "\(name) of \(release)")
            }
        }
    }

    @Test("names are unique, every object may be empty, and rubbish is an error")
    func forms() throws {
        let settings = Appliance.features.flatMap { $0.settings }
        #expect(Set(settings.map(\.name)).count == settings.count)
        for setting in settings {
            let database = try DatabaseFile.inMemory(migrations: [])
            try database.write { db in
                let standard = try setting.read(db)
                for text in ["rubbish", "{\"a\":", "\u{0}"] {
                    try db.execute(
                        sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)", arguments: [setting.name, text])
                    #expect(throws: Settings.Unreadable.self, "\(setting.name)") { try setting.read(db) }
                }
                guard case .object = standard else { return }
                try db.execute(sql: "UPDATE setting SET value = '{}'")
                #expect(try setting.read(db) == standard)
            }
        }
    }
}
