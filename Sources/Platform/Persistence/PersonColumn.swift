/// A column that names a person, and what becomes of it when they are erased. Every feature names its own; a test holds
/// them against the schema.
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

    public let table: String
    public let column: String
    public let fate: Fate

    /// - Parameter name: table and column, such as `membership.personID`.
    public init(_ name: String, _ fate: Fate) {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        (table, column, self.fate) = (parts.first ?? "", parts.last ?? "", fate)
    }
}
