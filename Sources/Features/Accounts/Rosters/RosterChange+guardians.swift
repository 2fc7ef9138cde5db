import Foundation
import GRDB
import Kernel

/// Who is whose guardian.
extension RosterChange {
    mutating func changeGuardians() throws {
        struct Pair: Hashable { let guardian: UUID, student: UUID }
        let guardians = Set(
            roster.roles.filter { $0.isActive && OneRoster.role($0.name) == .guardian }.map(\.user))
        var wanted: Set<Pair> = []
        for user in roster.users where user.isActive {
            for agent in user.agents where agent != user.id {
                // Written on either side, and sometimes on both.
                guard let one = people[user.id], let other = people[agent] else {
                    if roster.unread["users"]?.contains(agent) != true {
                        roster.add("users", user.line, "There is no agent \(agent.prefix(60)).")
                    }
                    continue
                }
                if guardians.contains(agent) {
                    wanted.insert(Pair(guardian: other.id, student: one.id))
                } else if guardians.contains(user.id) {
                    wanted.insert(Pair(guardian: one.id, student: other.id))
                }
            }
        }
        var held: Set<Pair> = []
        let rows = try Row.fetchCursor(db, sql: "SELECT guardianID, studentID FROM guardianship")
        while let row = try rows.next() { held.insert(Pair(guardian: row[0], student: row[1])) }
        let insert = try db.makeStatement(sql: "INSERT INTO guardianship (guardianID, studentID) VALUES (?, ?)")
        for pair in wanted.subtracting(held) {
            try insert.execute(arguments: [pair.guardian, pair.student])
            report.guardians.added += 1
        }
        guard roster.bulk.contains("users") else { return }
        // Of somebody whose row could not be read, nothing is known.
        let told = Set(roster.users.compactMap { people[$0.id] }.filter { $0.state == .active }.map(\.id))
        for pair in held.subtracting(wanted) where told.contains(pair.guardian) && told.contains(pair.student) {
            try db.execute(
                sql: "DELETE FROM guardianship WHERE guardianID = ? AND studentID = ?",
                arguments: [pair.guardian, pair.student])
            report.guardians.left += 1
        }
    }
}
