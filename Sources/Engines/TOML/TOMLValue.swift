/// A place in a file, both counted from 1; columns in Unicode scalars.
public struct TOMLPosition: Sendable, Equatable, Hashable {
    public let line: Int, column: Int

    public init(line: Int, column: Int) { (self.line, self.column) = (line, column) }
}

/// A value of a TOML file, and where it begins.
public struct TOMLValue: Sendable, Equatable {
    /// What it holds. Dates and times are refused when they are read: nothing here takes one.
    public indirect enum Content: Sendable, Equatable {
        case string(String)
        case integer(Int)
        case float(Double)
        case boolean(Bool)
        case array([TOMLValue])
        case table([String: TOMLValue])
    }

    public let content: Content
    /// Of the value itself; of a table, where it was first named.
    public let position: TOMLPosition
    /// Where the key stands that leads to it; nil in arrays.
    public let keyPosition: TOMLPosition?

    public init(_ content: Content, at position: TOMLPosition, key: TOMLPosition? = nil) {
        (self.content, self.position, keyPosition) = (content, position, key)
    }

    /// What people call its kind, with its article.
    public var kind: String {
        switch content {
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number with a fraction"
        case .boolean: "true or false"
        case .array: "a list"
        case .table: "a table"
        }
    }
}

/// A file is not TOML.
public struct TOMLError: Error, Equatable, CustomStringConvertible {
    public let position: TOMLPosition
    /// What is wrong and how to mend it, as sentences.
    public let message: String

    public init(_ message: String, at position: TOMLPosition) {
        (self.message, self.position) = (message, position)
    }

    public var description: String { "line \(position.line), column \(position.column): \(message)" }
}

/// Reads TOML 1.0 (https://toml.io/en/v1.0.0) but for dates and times.
public enum TOML {
    /// The members of the file's root.
    /// - Throws: `TOMLError` for the first thing that is not TOML 1.0, and for dates.
    public static func parse(_ bytes: [UInt8]) throws(TOMLError) -> [String: TOMLValue] {
        var reader = TOMLDocumentReader(try TOMLScanner(bytes))
        return try reader.read()
    }
}
