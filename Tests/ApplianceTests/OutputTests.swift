import Foundation
import TestSupport
import Testing

/// What becomes of what commands print.
@Suite("Output of commands", .serialized) struct OutputTests {
    private static func shell(_ command: String, data: String) throws -> HomeroomBinary.Run {
        try HomeroomBinary.shell(command, environment: ["HOMEROOM_DATA": data])
    }

    @Test(
        "what cannot be written is an error with its cause and cure",
        arguments: [
            "documents", "documents --json", "people", "audit search", "jobs", "embedder", "config export", "version",
            "--help", "audit export /dev/full", "config export /dev/full",
        ])
    func full(command: String) throws {
        let data = try TemporaryFolder()
        let run = try Self.shell("\"$H\" \(command) > /dev/full", data: data.path + "/d")
        #expect(run.status == 1, "\(run)")
        #expect(run.errors.contains("cannot be written: the disk that holds it is full. Make room"), "\(run)")
    }

    @Test(
        "a reader that has gone ends a command without a word, and so does a closed output",
        arguments: ["documents", "config export", "audit export -", "--help"])
    func gone(command: String) throws {
        let data = try TemporaryFolder()
        for form in ["{ sleep 1; \"$H\" \(command); echo $? >&2; } | true", "\"$H\" \(command) >&-; echo $? >&2"] {
            let run = try Self.shell(form, data: data.path + "/d")
            // The log may say something of the new folder, and nothing of what was not read.
            #expect(run.errors.hasSuffix("0\n") && !run.errors.contains("cannot be written"), "\(form): \(run)")
        }
    }

    @Test("a file that is there is replaced whole, and keeps its mode; a folder is told")
    func files() throws {
        let data = try TemporaryFolder()
        let file = try data.file("set.json", "before")
        #expect(chmod(file, 0o640) == 0)
        #expect(try Self.shell("\"$H\" config export \(file)", data: data.path + "/d").status == 0)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("{"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        let folder = try Self.shell("\"$H\" config export \(data.path)", data: data.path + "/d")
        #expect(folder.status == 1 && folder.errors.contains("it is a folder. Name a file."), "\(folder)")
    }

    @Test("over standard input and output, each line of MCP that wants an answer gets one")
    func mcp() throws {
        let data = try TemporaryFolder()
        let lines =
            #"no json\n{"jsonrpc":"2.0","method":"notifications/initialized"}\n{"jsonrpc":"2.0","id":7,"method":"ping"}\n"#
        let run = try Self.shell("printf '\(lines)' | \"$H\" mcp", data: data.path + "/d")
        let answers = run.output.split(separator: "\n")
        #expect(run.status == 0 && answers.count == 2, "\(run)")
        #expect(answers.first?.contains("-32700") == true && answers.last?.contains("\"id\":7") == true, "\(run)")
    }

    @Test("a data folder with a path that is too long for a socket serves its commands")
    func longPath() throws {
        let data = try TemporaryFolder()
        let folder = data.path + "/" + String(repeating: "Bücher und Daten ", count: 8) + "/d"
        let listed = try HomeroomBinary.run(["documents", "--data", folder])
        #expect(listed.status == 0 && !listed.errors.contains("unixDomainSocket"), "\(listed)")
        #expect(try HomeroomBinary.run(["doctor", "--data", folder]).output.contains(folder.suffix(20)))
    }

    @Test("jobs and schedules are found by what `jobs` and `jobs schedules` list")
    func jobs() throws {
        let data = try TemporaryFolder()
        let folder = data.path + "/d"
        struct Schedule: Decodable { let name: String }
        let listed = try HomeroomBinary.run(["jobs", "schedules", "--json", "--data", folder])
        let schedules = try JSONDecoder().decode([Schedule].self, from: Data(listed.output.utf8))
        let name = try #require(schedules.first { $0.name.contains(".") }?.name)
        let run = try HomeroomBinary.run(["jobs", "run", name, "--data", folder])
        #expect(run.status == 0 && run.output == "It is being done.\n", "\(run)")
        for command in ["drop", "retry"] {
            // The number of none: it is looked for, and not refused for its form.
            let told = try HomeroomBinary.run(["jobs", command, UUID().uuidString.lowercased(), "--data", folder])
            #expect(told.status == 1 && !told.errors.contains("not of the form"), "\(told)")
            #expect(!told.errors.contains("nothing at this address"), "\(told)")
        }
    }
}
