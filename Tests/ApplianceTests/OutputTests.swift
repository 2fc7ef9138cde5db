import Foundation
import TestSupport
import Testing

/// What becomes of what commands print.
@Suite("Output of commands", .serialized) struct OutputTests {
    /// Runs the program in a shell, which sets its standard output up.
    private static func shell(_ command: String, data: String) throws -> HomeroomBinary.Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "H": HomeroomBinary.path, "HOMEROOM_DATA": data,
        ]) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let out = output.fileHandleForReading.readDataToEndOfFile()
        let err = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return .init(
            status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
            errors: String(decoding: err, as: UTF8.self))
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
            #expect(run.errors == "0\n", "\(form): \(run)")
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
}
