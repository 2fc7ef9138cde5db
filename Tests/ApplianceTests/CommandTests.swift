import Foundation
import TestSupport
import Testing

/// The real program, as a person runs it.
@Suite("Commands", .serialized) struct CommandTests {
    private static let handbook = SharedData.checkout.path + "/assets/sample"

    @Test("ingest, ask, search, documents and doctor work without a server")
    func alone() throws {
        let data = try TemporaryFolder()
        let bad = try data.file("broken.pdf", "MZ this is no PDF")
        let ingested = try HomeroomBinary.run(["ingest", Self.handbook, bad, "--data", data.path + "/d"])
        #expect(ingested.status == 1, "\(ingested)")
        #expect(ingested.output.contains("1 added, 0 already here, 1 skipped"))
        #expect(ingested.output.contains("The name ends in .pdf"))

        let again = try HomeroomBinary.run(["ingest", Self.handbook, "--data", data.path + "/d"])
        #expect(again.status == 0)
        #expect(again.output.contains("1 already here"))

        let asked = try HomeroomBinary.run(["ask", "Who makes the agenda?", "--data", data.path + "/d", "--json"])
        #expect(asked.output.contains("The agenda is made by the facilitator"), "\(asked)")

        let found = try HomeroomBinary.run(["search", "learning targets", "--data", data.path + "/d"])
        #expect(found.output.contains("A Short Handbook"))

        let listed = try HomeroomBinary.run(["documents", "--data", data.path + "/d", "--json"])
        #expect(listed.output.contains("\"state\" : \"ready\""))

        let doctor = try HomeroomBinary.run(["doctor", "--data", data.path + "/d"])
        #expect(doctor.status == 0, "\(doctor)")
        #expect(doctor.output.contains("none got through"))
    }

    @Test("the vector index is kept between runs, and a damaged file of it is said and made again")
    func damagedIndex() throws {
        let data = try TemporaryFolder()
        let folder = data.path + "/d"
        #expect(try HomeroomBinary.run(["ingest", Self.handbook, "--data", folder]).status == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/index")
        #expect(files.count == 2, "\(files)")
        for file in files {
            let path = URL(fileURLWithPath: folder + "/index/" + file)
            var bytes = try Data(contentsOf: path)
            bytes[bytes.count / 2] ^= 16
            try bytes.write(to: path)
        }
        let found = try HomeroomBinary.run(["search", "learning targets", "--data", folder])
        #expect(found.status == 0 && found.output.contains("A Short Handbook"), "\(found)")
        #expect(found.errors.contains("is not used; it is made again"), "\(found.errors)")
        let embedder = try HomeroomBinary.run(["embedder", "--data", folder])
        #expect(embedder.output.contains("built in"), "\(embedder)")
    }

    @Test("a folder that another process holds is left alone, and the message names the holder")
    func held() throws {
        let data = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: data.path + "/d", withIntermediateDirectories: true)
        let lock = open(data.path + "/d/lock", O_RDWR | O_CREAT, 0o600)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX) == 0)
        let holder = Array("somebody else (process 1)".utf8)
        pwrite(lock, holder, holder.count, 0)
        let refused = try HomeroomBinary.run(["serve", "--data", data.path + "/d"])
        #expect(refused.status == 75)
        #expect(refused.errors.contains("somebody else (process 1)"))
    }

    @Test("killed at any moment, nothing is half there and the work goes on")
    func kill() throws {
        let data = try TemporaryFolder()
        let book = try data.file(
            "book.md",
            (1...6).map { chapter in
                "# Chapter \(chapter)\n\n"
                    + (0..<120).map { "Sentence \($0) of chapter \(chapter) says a thing. " }.joined()
            }.joined(separator: "\n\n"))
        for milliseconds in [150, 400, 700, 1000, 1600] {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: HomeroomBinary.path)
            process.arguments = ["ingest", Self.handbook, book, "--data", data.path + "/d"]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            Foundation.kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let doctor = try HomeroomBinary.run(["doctor", "--data", data.path + "/d"])
            #expect(doctor.status == 0, "after \(milliseconds) ms: \(doctor)")
        }
        let last = try HomeroomBinary.run(["ingest", Self.handbook, book, "--data", data.path + "/d"])
        #expect(last.status == 0, "\(last)")
        let documents = try HomeroomBinary.run(["documents", "--data", data.path + "/d", "--json"])
        #expect(documents.output.components(separatedBy: "\"ready\"").count == 3, "\(documents)")
    }

    @Test("wrong usage says what is right")
    func usage() throws {
        #expect(try HomeroomBinary.run(["ingest", "/no/such/file"]).status != 0)
        #expect(try HomeroomBinary.run(["frobnicate"]).status == 64)
        #expect(try HomeroomBinary.run(["version"]).output.hasPrefix("homeroom "))
        #expect(try HomeroomBinary.run(["--help"]).output.contains("Exit status"))
    }
}
