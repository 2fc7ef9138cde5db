import Foundation
import Kernel
import Testing

@Suite("Identifiers and files") struct KernelTests {
    @Test("identifiers sort by the time they were made and are version 7")
    func identifiers() {
        let early = UUID.timeOrdered(at: Date(timeIntervalSince1970: 1_000_000))
        let late = UUID.timeOrdered(at: Date(timeIntervalSince1970: 2_000_000))
        #expect(early.uuidString < late.uuidString)
        #expect(early.uuidString.dropFirst(14).first == "7")
    }

    @Test("a durable file is whole, private, and leaves nothing beside it")
    func durableFile() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.path + "/file"
        try DurableFile.write(Data("one".utf8), to: path)
        try DurableFile.write(Data("two".utf8), to: path)
        #expect(FileManager.default.contents(atPath: path) == Data("two".utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["file"])
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: DurableFile.Failure.self) { try DurableFile.write(Data(), to: folder.path + "/no/such/file") }
    }

    @Test("a principal may what it was given and nothing else")
    func permissions() {
        let reader = Principal(id: "r", permissions: [.readDocuments])
        #expect(reader.may(.readDocuments))
        #expect(Permission.shared.filter { reader.may($0) } == [.readDocuments])
        let unheard = Permission(rawValue: "of:a:feature:to:come")
        #expect(Principal.operator.may(unheard) && !reader.may(unheard))
        #expect(Principal.operator.mayEverywhere(unheard, district: UUID()) && Principal.operator == .operator)
    }

    @Test("a permission is stored by its name alone, whatever else its declaration says")
    func permissionCoding() throws {
        let stored = try JSONEncoder().encode([Permission.manageUsers])
        #expect(String(decoding: stored, as: UTF8.self) == #"["users:manage:school"]"#)
        let read = try JSONDecoder().decode([Permission].self, from: stored)
        #expect(read == [.manageUsers] && Set(read).contains(.manageUsers))
        #expect(PermissionList(Permission.shared)["users:manage:school"]?.isAdministrative == true)
    }

    @Test("a single permission lets somebody do something at a place, and does not make them belong there")
    func singlePermission() {
        let (district, school, elsewhere) = (UUID(), UUID(), UUID())
        let (own, other) = (Place(path: [district, school]), Place(path: [district, elsewhere]))
        let person = Principal(
            person: UUID(),
            grants: [
                Grant(role: "educator", place: own, permissions: [.readDocuments]),
                Grant(single: .readUsers, place: other, withheld: []),
                Grant(single: .manageUsers, place: other, withheld: [.manageUsers]),
            ], home: school)
        #expect(person.may(.readUsers, at: other) && !person.may(.readUsers, at: own))
        #expect(!person.may(.manageUsers, at: other) && person.holds(.manageUsers, at: other))
        #expect(person.surroundings == [district, school] && person.memberships.map(\.role) == ["educator"])
        let key = person.limited(to: [.readUsers], by: UUID())
        #expect(key?.may(.readUsers, at: other) == true && key?.may(.readDocuments) == false && key?.home == school)
    }
}
