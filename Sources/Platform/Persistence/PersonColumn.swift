/// A column that names a person, what becomes of it when they are erased, and where their export tells it. Every feature
/// names its own; a test holds them against the schema.
public struct PersonColumn: Sendable, Equatable {
    /// What becomes of it.
    public enum Fate: Sendable, Equatable {
        /// The row goes.
        case deleted
        /// The row stays, and names nobody any more.
        case cleared
        /// It stays as it is, for a reason.
        case kept(String)
    }

    /// Where a person's export tells it.
    public enum Telling: Sendable, Equatable {
        /// In the section of this key.
        case section(String)
        /// Nowhere, for a reason.
        case withheld(String)
    }

    public let table: String
    public let column: String
    public let fate: Fate
    public let telling: Telling

    /// - Parameter name: table and column, such as `membership.personID`.
    public init(_ name: String, _ fate: Fate, _ telling: Telling) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        (table, column, self.fate, self.telling) = (parts.first ?? "", parts.last ?? "", fate, telling)
    }
}
