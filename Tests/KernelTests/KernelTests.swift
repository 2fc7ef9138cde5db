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
    }
}
