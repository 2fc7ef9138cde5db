import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// What a district decides about its accounts.
struct PolicyRoutes: Sendable {
    let store: AccountStore
    /// Where the appliance keeps its data.
    let folder: String
    let changed: @Sendable (AccountsPolicy) -> Void

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("account-policy", use: read)
            .put("account-policy", use: write)
    }

    func read(_ request: Request, context: SignedInContext) async throws -> AccountsPolicy {
        try await shown(store.access.policy)
    }

    private func shown(_ policy: AccountsPolicy) async throws -> AccountsPolicy {
        var policy = policy
        // What holds is shown for every role, set or not.
        let defined = try await store.database.read { db in try RoleRecord.fetchAll(db).map(\.id) }
        for role in StandardRole.allCases.map(\.rawValue) + defined where policy.sessions[role] == nil {
            policy.sessions[role] = .standard(for: role)
        }
        return policy
    }

    func write(_ request: Request, context: SignedInContext) async throws -> AccountsPolicy {
        var wish = try await request.decode(as: AccountsPolicy.self, context: context)
        wish.sessions = wish.sessions.filter { $0.value != .standard(for: $0.key) }
        try wish.check()
        if let folder = wish.rosterFolder, folder != store.access.policy.rosterFolder {
            try await RosterFolder.check(folder)
        }
        let (asked, origin, isConsole) = (wish, context.origin, context.user == .operator)
        let isTrial = request.uri.queryParameters.isTrial
        let change: @Sendable (Database) throws -> AccountsPolicy = { [store, folder] db in
            let old = try Access.policy(db)
            try Self.checkCopy(asked.auditCopy, old: old.auditCopy, isConsole: isConsole, folder: folder)
            var new = asked
            for (role, rule) in asked.sessions {
                // Days of grace begin when they are given, and a second saving does not begin them anew.
                let before = old.sessions[role].flatMap { $0.needsSecondFactor && $0.graceDays != nil ? $0 : nil }
                new.sessions[role]?.neededSince =
                    rule.needsSecondFactor && rule.graceDays != nil ? before?.neededSince ?? Date() : nil
            }
            try AccountsPolicy.setting.set(new, at: try store.access.tree(db).district, by: origin, db)
            return new
        }
        if isTrial { return try await shown(try await store.database.write(isTrial: true, change)) }
        changed(try await store.write(change))
        return try await read(request, context: context)
    }

    /// A file that grows with what happens is named at the console only, where whoever owns the machine sits, and never
    /// lies among the appliance's own.
    static func checkCopy(_ copy: String?, old: String?, isConsole: Bool, folder: String) throws {
        guard let copy, copy != old, copy != "syslog" else { return }
        guard isConsole else {
            throw AccountsFailure.invalid(
                "Here the audit log's checkpoints go to syslog or nowhere. "
                    + "A file is named at the server's own console: homeroom audit copy PATH")
        }
        guard !DataFolder.holds(copy, folder: folder) else {
            throw AccountsFailure.invalid("“\(copy)” lies in the data folder. Name a file on another disk.")
        }
    }
}

extension AccountsPolicy: ResponseEncodable {}
