public import GRDB

/// A number about the appliance that monitoring reads, in Prometheus' terms. Nothing of it names a person, a document or
/// a place: labels are words of the source, such as states.
public struct Metric: Sendable {
    /// What a number does: `counter` only rises, but for a restore.
    public enum Kind: String, Sendable { case counter, gauge }

    /// Its value, or one for each word of a label.
    public enum Reading: Sendable {
        case number(Double)
        /// The label's name, and values by its words.
        case byLabel(String, [String: Int])
    }

    /// Such as `homeroom_documents`; one that counts up ends in `_total`.
    public let name: String
    let help: String
    let kind: Kind
    private let read: @Sendable (Database) throws -> Reading

    /// - Parameters:
    ///   - help: what it counts, in one line.
    ///   - read: must be cheap: it is read every few seconds, together with all others.
    public init(_ name: String, _ kind: Kind, help: String, read: @escaping @Sendable (Database) throws -> Reading) {
        (self.name, self.kind, self.help, self.read) = (name, kind, help, read)
    }

    /// The metric in the text exposition format, version 0.0.4.
    /// https://prometheus.io/docs/instrumenting/exposition_formats/
    /// - Throws: database errors.
    public func text(_ db: Database) throws -> String {
        var lines = ["# HELP \(name) \(Self.escaped(help))", "# TYPE \(name) \(kind.rawValue)"]
        switch try read(db) {
        case .number(let value): lines.append("\(name) \(Self.text(value))")
        case .byLabel(let label, let values):
            for (word, value) in values.sorted(by: { $0.key < $1.key }) {
                let quoted = Self.escaped(word).replacing("\"", with: "\\\"")
                lines.append("\(name){\(label)=\"\(quoted)\"} \(value)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The media type of all metrics together.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private static func text(_ value: Double) -> String { Int(exactly: value).map { "\($0)" } ?? "\(value)" }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    }
}

extension Metric.Reading {
    /// What a query counts.
    /// - Parameter sql: selects one number.
    public static func count(_ sql: String, _ db: Database) throws -> Self {
        .number(Double(try Int.fetchOne(db, sql: sql) ?? 0))
    }

    /// What a query counts by a label.
    /// - Parameter sql: selects words and numbers.
    public static func counts(by label: String, _ sql: String, _ db: Database) throws -> Self {
        .byLabel(
            label,
            try Row.fetchAll(db, sql: sql).reduce(into: [:]) { $0[$1[0] as String] = $1[1] as Int })
    }
}
