import Coach
import Foundation
import GRDB
import HTTPTypes
import Library
import TestSupport
import Testing
import Vault

@testable import Persistence
@testable import homeroom

@Suite("Keys apart from what they seal") struct KeysTests {
    private let data: TemporaryFolder
    private var folder: String { data.path + "/d" }

    init() throws { data = try TemporaryFolder() }

    private struct Listed: Decodable {
        struct Entry: Decodable { let id: UUID, title: String }
        let conversations: [Entry]
    }
    private struct People: Decodable {
        struct Person: Decodable { let id: UUID }
        let people: [Person]
    }
    /// Who is signed in, over a start.
    private struct Pass { let cookie: String?, csrf: String? }

    private func start() throws -> Appliance {
        try Appliance(path: folder, holder: "test", settings: .init(), passwords: .least)
    }

    private func client(_ pass: Pass, _ appliance: Appliance) throws -> InProcessClient {
        let kept = InProcessClient.Answer(
            status: 200, cookie: pass.cookie, body: Data("{\"csrf\":\"\(pass.csrf ?? "")\"}".utf8))
        return try InProcessClient(appliance).carrying(kept)
    }

    private func titles(_ client: InProcessClient) async throws -> [String] {
        let answer = try await client.send(.get, "conversations")
        return try JSONDecoder().decode(Listed.self, from: answer.body).conversations.map(\.title).sorted()
    }

    private func begin(_ title: String, _ client: InProcessClient) async throws {
        let id = try await client.send(.post, "conversations", ["title": title]).text("id")
        let asked = try await client.send(
            .post, "conversations/\(id)/messages", ["question": "Who helps with \(title)?"])
        #expect(asked.status == 200, "\(asked.whole)")
    }

    private func copy(_ source: String, to target: String) throws {
        for ending in ["", "-wal", "-shm", "-journal"] { unlink(target + ending) }
        try FileManager.default.copyItem(atPath: source, toPath: target)
    }

    private func copyDatabase(_ appliance: Appliance, to path: String) throws {
        let aside = try DatabaseQueue(path: path)
        try appliance.database.backup(to: aside)
        try aside.close()
    }

    private func id(of role: String, _ client: InProcessClient) async throws -> UUID {
        let found = try await client.send(.get, "people?q=\(role)")
        return try #require(try JSONDecoder().decode(People.self, from: found.body).people.first).id
    }

    /// Two people, each with a conversation; one is erased after homeroom.db was copied aside.
    private func erasedOne() async throws -> (erased: UUID, kept: Pass) {
        let appliance = try start()
        defer { appliance.close() }
        let people = try await RolePeople(appliance)
        try await begin("zebrawood", people["educator"])
        try await begin("marimba", people["coach"])
        try copyDatabase(appliance, to: data.path + "/aside.db")
        let console = try InProcessClient(appliance).atConsole
        let educator = try await id(of: "educator", console)
        let gone = try await console.send(.delete, "people/\(educator.uuidString)")
        #expect(gone.status == 204, "\(gone.whole)")
        #expect(try await titles(people["coach"]) == ["marimba"])
        return (educator, Pass(cookie: people["coach"].cookie, csrf: people["coach"].csrf))
    }

    @Test("what somebody wrote who was erased cannot be read from an older homeroom.db beside the keys of today")
    func erasureHolds() async throws {
        let (erased, kept) = try await erasedOne()
        // Whoever has the old copy, the master key and keys.db: nothing there opens a word of it.
        let old = try DatabaseQueue(path: data.path + "/aside.db")
        let sealed = try old.read { db in
            (
                try Row.fetchAll(db, sql: "SELECT id, title FROM conversation WHERE ownerID = ?", arguments: [erased]),
                try Row.fetchAll(
                    db,
                    sql:
                        "SELECT id, body FROM message WHERE conversationID IN (SELECT id FROM conversation WHERE ownerID = ?)",
                    arguments: [erased]),
                try Int.fetchOne(db, sql: "SELECT count(*) FROM personKey")
            )
        }
        try old.close()
        #expect(sealed.0.count == 1 && sealed.1.count == 2 && sealed.2 == 0)
        try copy(data.path + "/aside.db", to: folder + "/homeroom.db")
        do {
            let appliance = try start()
            defer { appliance.close() }
            #expect(appliance.keys.standing == .ahead)
            #expect(try appliance.keys.sealer(of: .person(erased)) == nil)
            let subjects = try await appliance.keys.queue.read { db in
                try Row.fetchAll(db, sql: "SELECT kind, subject FROM subjectKey").map {
                    Subject(.init(rawValue: $0["kind"]), $0["subject"])
                }
            }
            #expect(subjects.count > 1 && !subjects.contains(.person(erased)))
            for subject in subjects {
                let sealer = try #require(try appliance.keys.sealer(of: subject))
                for (rows, place, column) in [
                    (sealed.0, "conversation.title", "title"), (sealed.1, "message.body", "body"),
                ] {
                    for row in rows {
                        let id: UUID = row["id"]
                        let bytes: Data = row[column]
                        #expect(throws: Sealer.Forged.self) { try sealer.open(bytes, for: "\(place).\(id.uuidString)") }
                    }
                }
            }
            // For everybody else all is as it was; what cannot be read is gone, and the trail says so.
            #expect(try await titles(client(kept, appliance)) == ["marimba"])
            let found = try await client(kept, appliance).send(.get, "conversations?q=marimba")
            #expect(found.status == 200 && found.whole.contains("marimba"), "\(found.whole)")
            let left = try await appliance.database.read { db in
                (
                    try Int.fetchOne(db, sql: "SELECT count(*) FROM conversation"),
                    try String.fetchAll(db, sql: "SELECT details FROM auditEntry WHERE action = 'conversation.erased'")
                )
            }
            #expect(left.0 == 1 && left.1.contains { $0.contains("no key") })
        }
        #expect(try start().keys.standing == .known)
    }

    @Test("an older keys.db, and none, stop the start until somebody says why; the rest of the folder serves on")
    func accepted() async throws {
        let keys = folder + "/keys.db"
        let pass: Pass
        do {
            let appliance = try start()
            defer { appliance.close() }
            try copy(keys, to: data.path + "/keys.old")
            let people = try await RolePeople(appliance)
            try await begin("marimba", people["coach"])
            pass = Pass(cookie: people["coach"].cookie, csrf: people["coach"].csrf)
        }
        try copy(keys, to: data.path + "/keys.new")
        unlink(keys)
        #expect(throws: KeysFailure.missing(path: keys)) { try start() }
        try copy(data.path + "/keys.old", to: keys)
        let older = #expect(throws: KeysFailure.self) { try start() }
        #expect(older?.code == "keys.older")
        // The cure that is named first.
        try copy(data.path + "/keys.new", to: keys)
        do {
            let appliance = try start()
            #expect(try await titles(client(pass, appliance)) == ["marimba"])
            appliance.close()
        }
        try copy(data.path + "/keys.old", to: keys)
        let reason = "The disk failed on Monday."
        #expect(try ApplianceStore.acceptKeys(in: DataFolder(path: folder, holder: "test"), because: reason))
        #expect(try !ApplianceStore.acceptKeys(in: DataFolder(path: folder, holder: "test"), because: reason))
        let appliance = try start()
        defer { appliance.close() }
        let coach = try client(pass, appliance)
        #expect(try await titles(coach) == [])
        try await begin("again", coach)
        #expect(try await titles(coach) == ["again"])
        let noted = try await appliance.database.read { db in
            try String.fetchAll(db, sql: "SELECT details FROM auditEntry WHERE action = 'keys.accepted'")
        }
        #expect(noted.count == 1 && noted[0].contains(reason))
    }

    @Test("the command tells how old the seals are and makes them anew; doctor asks for it after a year")
    func command() async throws {
        do {
            let appliance = try start()
            defer { appliance.close() }
            let people = try await RolePeople(appliance)
            try await begin("marimba", people["coach"])
            try await appliance.keys.queue.write { db in
                try db.execute(sql: "UPDATE epoch SET beganAt = '2020-01-01 00:00:00.000'")
            }
        }
        let doctor = try HomeroomBinary.run(["doctor", "--data", folder])
        #expect(doctor.status == 2 && doctor.output.contains("homeroom key rotate"), "\(doctor)")
        let status = try HomeroomBinary.run(["key", "--data", folder, "--json"])
        #expect(status.status == 0 && status.output.contains("\"epoch\" : 1"), "\(status)")
        let rotated = try HomeroomBinary.run(["key", "rotate", "--data", folder, "--json"])
        #expect(rotated.status == 0 && rotated.output.contains("\"epoch\" : 2"), "\(rotated)")
        #expect(rotated.output.contains(/"person" : 1[0-9]/), "everybody who was entered: \(rotated)")
        #expect(try HomeroomBinary.run(["doctor", "--data", folder]).output.contains("key rotate") == false)
        let nothing = try HomeroomBinary.run(["key", "accept", "--reason", "Only to see it.", "--data", folder])
        #expect(nothing.status == 0 && nothing.output.contains("Nothing is lacking"), "\(nothing)")
    }
}
