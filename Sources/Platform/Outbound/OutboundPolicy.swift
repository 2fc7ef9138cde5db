public import Foundation

/// What may leave this machine, and how: an administrator decides it, and it holds for all that is sent.
public struct OutboundPolicy: Codable, Sendable, Equatable {
    /// Only addresses inside the building are spoken to.
    public var nothingLeaves = false
    /// A proxy for what leaves, such as `http://proxy.district.example:3128`; what stays inside does not take it.
    public var proxy: String?
    /// Certificate authorities that are trusted beside the system's, as PEM: districts that inspect TLS have one.
    public var authorities: String?

    /// Names of servers inside the building that may be looked up although nothing leaves.
    public var insideNames: [String] = []

    public init() {}
}

/// A request that left this process: to whom, what for and how much; never what it said.
public struct OutboundCall: Sendable {
    public var at: Date
    public var purpose: String
    public var host: String
    /// Whether the host is outside the building.
    public var leftBuilding: Bool
    /// Classes of data that it carried, such as `question` and `passages`.
    public var classes: [String]
    /// The body as it was sent.
    public var body: Data
    /// The answer's status, or why there is none.
    public var outcome: String
    public var milliseconds: Int
}
