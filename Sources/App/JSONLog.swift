import ArgumentParser
import Foundation
import Logging
import Synchronization

/// Writes each log entry as one line of JSON to standard error.
struct JSONLog: LogHandler {
    private let label: String
    var metadata: Logger.Metadata = [:]
    /// One logger's own; else all have the one that is in force.
    private var ownLevel: Logger.Level?
    var logLevel: Logger.Level {
        get { ownLevel ?? Self.shared.withLock { $0 } }
        set { ownLevel = newValue }
    }

    // Commands have refused what is none before anything is logged.
    private static let shared = Mutex((try? level(ProcessInfo.processInfo.environment)) ?? .notice)

    init(label: String) { self.label = label }

    /// Takes the level from a file that holds its name, or from the environment where there is no such file.
    /// - Returns: the level that is in force; nil where the file holds none, and nothing changes.
    static func readLevel(_ path: String) -> Logger.Level? {
        let text = (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
        var environment = ProcessInfo.processInfo.environment
        if let text { environment["HOMEROOM_LOG_LEVEL"] = text }
        guard let level = try? level(environment) else { return nil }
        shared.withLock { $0 = level }
        return level
    }

    /// What HOMEROOM_LOG_LEVEL asks for.
    /// - Throws: `ValidationError` for what is no level: it is never taken for the standard.
    static func level(_ environment: [String: String]) throws -> Logger.Level {
        guard let text = environment["HOMEROOM_LOG_LEVEL"], !text.isEmpty else { return .notice }
        guard let level = Logger.Level(rawValue: text.lowercased()) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "HOMEROOM_LOG_LEVEL is “\(text.prefix(100))”. Give one of \(levels), or leave it out.")
        }
        return level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
        fields["time"] = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        fields["level"] = event.level.rawValue
        fields["label"] = label
        fields["message"] = "\(event.message)"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(fields) else { return }
        data.append(0x0A)
        StandardError.write(data)
    }
}
