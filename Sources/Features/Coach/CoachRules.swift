import Foundation
import GRDB
import Kernel
import Persistence

/// What a district decides about the coach.
struct CoachRules: Codable, Sendable, Equatable {
    /// Days after which conversations that nobody touched are erased; nil keeps them.
    var conversationDays: Int?
    /// The same for those who hold a role; of several, the shortest holds.
    var conversationDaysByRole: [String: Int] = [:]
    /// Longest life of a link to a conversation, in days.
    var linkDays = 30

    static let setting = Setting("coach", standard: CoachRules(), notes: .everyField) { try $0.check() }

    func days(for roles: [String]) -> Int? {
        roles.compactMap { conversationDaysByRole[$0] }.min() ?? conversationDays
    }

    /// - Throws: `CoachFailure.oddRules`.
    private func check() throws {
        let days = [conversationDays].compactMap { $0 } + conversationDaysByRole.values
        guard conversationDaysByRole.count <= 500, conversationDaysByRole.keys.allSatisfy({ $0.utf8.count <= 200 }),
            days.allSatisfy({ (1...36_500).contains($0) }), (1...3650).contains(linkDays)
        else {
            throw CoachFailure.oddRules
        }
    }
}
