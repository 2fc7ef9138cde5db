public import Hummingbird

/// What an import changes, or would change.
public struct RosterReport: Codable, Sendable, Equatable, ResponseEncodable {
    /// How many came, were changed, and are there no more.
    public struct Counts: Codable, Sendable, Equatable { public var added = 0, changed = 0, left = 0 }
    /// What is wrong with a line; the line is left out.
    public struct Problem: Codable, Sendable, Equatable { public let file: String, line: Int, text: String }

    public var version = ""
    /// Whether it was done; else it was a trial, or was stopped.
    public var isApplied = false
    public var people = Counts()
    /// People whose schools changed, and people who had left and are back.
    public var moved = 0, returned = 0
    public var places = Counts()
    public var enrolments = Counts()
    public var guardians = Counts()
    /// Why it was stopped; nil when it was not.
    public var stopped: String?
    public var notes: [String] = []
    public var problems: [Problem] = []
    public var problemCount = 0
    public var seconds = 0.0
}
