import Foundation
import GRDB
import Kernel

/// Addresses and user names: handed on, swapped, shared. Nobody has one that somebody else has, and whoever the delivery
/// says has it in the end.
extension RosterChange {
    /// People who give something up, before it is given to others.
    struct Released {
        var emails: Set<UUID> = [], userNames: Set<UUID> = []
        /// Whose address somebody else gets.
        var handedOn: Set<UUID> = []
    }

    /// Gives the drafts their addresses and user names.
    /// - Parameter leaving: people who are gone; what they have goes to whom the delivery gives it.
    mutating func assignNames(_ drafts: inout [Draft], _ all: [PersonRecord], leaving: Set<UUID>) -> Released {
        let before = drafts.map(\.new)
        var released = Released()
        let ranks = ranks()
        alarm.names.before = drafts.count { $0.old != nil && ($0.new.email != nil || $0.new.userName != nil) }
        released.emails = assign(\.email, \.email, "e-mail address", &drafts, all, leaving, ranks, &released.handedOn)
        var handedOn: Set<UUID> = []
        released.userNames = assign(
            \.userName, \.userName, "user name", &drafts, all, leaving, ranks, &handedOn)
        for (draft, old) in zip(drafts, before) where old.email != nil || old.userName != nil {
            guard draft.new.email == nil, draft.new.userName == nil else { continue }
            alarm.names.lost += 1
            roster.add(
                "users", draft.user.line,
                "Neither e-mail address nor user name is left: this person cannot sign in by it.")
        }
        return released
    }

    /// Who works here goes before students, and they before guardians: a parent who teaches needs the address as a teacher.
    private func ranks() -> [String: Int] {
        var ranks: [String: Int] = [:]
        for role in roster.roles where role.isActive {
            let rank =
                switch OneRoster.role(role.name) {
                case .student: 1
                case .guardian: 2
                case nil: 1
                default: 0
                }
            ranks[role.user] = min(ranks[role.user] ?? rank, rank)
        }
        return ranks
    }

    /// - Returns: whose value is taken away or changed, and must be empty before others get theirs.
    private mutating func assign(
        _ field: WritableKeyPath<PersonRecord, String?>, _ wish: KeyPath<OneRoster.User, OneRoster.Name>,
        _ what: String, _ drafts: inout [Draft], _ all: [PersonRecord], _ leaving: Set<UUID>, _ ranks: [String: Int],
        _ handedOn: inout Set<UUID>
    ) -> Set<UUID> {
        let owners = Dictionary(
            all.compactMap { person in person[keyPath: field].map { ($0, person.id) } },
            uniquingKeysWith: { first, _ in first })
        // Administrators keep what they have, whatever a file says; and whoever was entered, or given a role, by hand keeps
        // the address, by which a provider lets them in.
        let fixed = field == \.email ? administrators.union(handMade) : administrators
        let open = drafts.indices.filter { !fixed.contains(drafts[$0].new.id) }
        let free = leaving.union(open.map { drafts[$0].new.id })
        let held = Dictionary(
            uniqueKeysWithValues: open.map { ($0, drafts[$0].old.flatMap { $0[keyPath: field] }) })
        func wanted(_ index: Int) -> String? {
            if case .value(let value) = drafts[index].user[keyPath: wish] { value } else { nil }
        }
        let order = open.map { index in
            (ranks[drafts[index].user.id] ?? 1, held[index] == wanted(index) ? 0 : 1, index)
        }.sorted { $0 < $1 }.map(\.2)

        var taken: [String: UUID] = [:]
        var keeping: [Int] = []
        for index in order {
            let person = drafts[index].new.id
            guard let value = wanted(index) else {
                if drafts[index].user[keyPath: wish] == .unsaid { keeping.append(index) }
                drafts[index].new[keyPath: field] = nil
                continue
            }
            let owner = owners[value]
            let isOthers = owner.map { $0 != person && !free.contains($0) } ?? false
            guard !isOthers, taken[value] == nil else {
                let isMighty = owner.map(administrators.contains) ?? false
                roster.add(
                    "users", drafts[index].user.line,
                    isMighty
                        ? "An administrator here has this \(what), and a roster does not change administrators; it was "
                            + "left out."
                        : "Somebody else has this \(what); it was left out.")
                drafts[index].new[keyPath: field] = nil
                keeping.append(index)
                continue
            }
            taken[value] = person
            drafts[index].new[keyPath: field] = value
        }
        // What is known stays where the file says nothing better and nobody else got it.
        for index in keeping {
            guard let value = held[index] ?? nil, taken[value] == nil else { continue }
            taken[value] = drafts[index].new.id
            drafts[index].new[keyPath: field] = value
        }
        var cleared: Set<UUID> = []
        for (value, owner) in owners where taken[value].map({ $0 != owner }) ?? false {
            cleared.insert(owner)
            handedOn.insert(owner)
        }
        for index in open where held[index] ?? nil != nil && held[index] != drafts[index].new[keyPath: field] {
            cleared.insert(drafts[index].new.id)
        }
        return cleared
    }
}
