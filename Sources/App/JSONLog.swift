import Foundation
import Logging
import Synchronization

/// Writes each log entry as one line of JSON to standard error.
struct JSONLog: LogHandler {
    private let label: String
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    /// One line at a time, whole.
    private static let output = Mutex(FileHandle.standardError)

    init(label: String) {
        self.label = label
        let wanted = ProcessInfo.processInfo.environment["HOMEROOM_LOG_LEVEL"]
        logLevel = wanted.flatMap { Logger.Level(rawValue: $0) } ?? .notice
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
        Self.output.withLock { $0.write(data) }
    }
}
