import Foundation
import Hummingbird

/// What an import changes, or would change.
struct RosterReport: Codable, Sendable, Equatable, ResponseEncodable {
    struct Counts: Codable, Sendable, Equatable { var added = 0, changed = 0, left = 0 }

    var version = ""
    /// Whether it was done; else it was a trial, or was stopped.
    var isApplied = false
    var people = Counts()
    /// People whose schools changed, and people who had left and are back.
    var moved = 0, returned = 0
    var places = Counts()
    var enrolments = Counts()
    var guardians = Counts()
    /// Why it was stopped; nil when it was not.
    var stopped: String?
    var notes: [String] = []
    var problems: [OneRoster.Problem] = []
    var problemCount = 0
    var seconds = 0.0
}
