import Foundation

/// The program itself, as the build that runs these tests made it.
public enum HomeroomBinary {
    /// Its path: beside the test bundle.
    public static let path: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let beside = (own as NSString).deletingLastPathComponent + "/homeroom"
        if FileManager.default.isExecutableFile(atPath: beside) { return beside }
        return SharedData.checkout.path + "/.build/debug/homeroom"
    }()

    /// What a run gave.
    public struct Run: Sendable {
        public var status: Int32
        public var output: String
        public var errors: String
    }

    /// Runs it with arguments until it ends.
    /// - Parameter environment: beside that of the tests.
    public static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> Run {
        try run(path, arguments, environment)
    }

    /// Runs a shell's command, in which `$H` is the program, until it ends.
    /// - Parameter environment: beside that of the tests.
    public static func shell(_ command: String, environment: [String: String]) throws -> Run {
        try run("/bin/sh", ["-c", command], environment.merging(["H": path]) { $1 })
    }

    private static func run(_ program: String, _ arguments: [String], _ environment: [String: String]) throws -> Run {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (output, errors)
        try process.run()
        let out = output.fileHandleForReading.readDataToEndOfFile()
        let err = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Run(
            status: process.terminationStatus, output: String(decoding: out, as: UTF8.self),
            errors: String(decoding: err, as: UTF8.self))
    }
}

/// A folder that is gone when the test ends.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        path = NSTemporaryDirectory() + "homeroom-test-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file in it and returns its path.
    public func file(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
        return path + "/" + name
    }
}
