import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// What a district decides about its accounts.
struct PolicyRoutes: Sendable {
    let store: AccountStore
    let changed: @Sendable (AccountsPolicy) -> Void

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings)
            .get("account-policy", use: read)
            .put("account-policy", use: write)
    }

    func read(_ request: Request, context: SignedInContext) async throws -> AccountsPolicy {
        var policy = try store.access.policy()
        // What holds is shown for every role, set or not.
        let defined = try await store.database.read { db in try RoleRecord.fetchAll(db).map(\.id) }
        for role in BuiltInRole.allCases.map(\.rawValue) + defined where policy.sessions[role] == nil {
            policy.sessions[role] = .standard(for: role)
        }
        return policy
    }

    func write(_ request: Request, context: SignedInContext) async throws -> AccountsPolicy {
        var wish = try await request.decode(as: AccountsPolicy.self, context: context)
        wish.sessions = wish.sessions.filter { $0.value != .standard(for: $0.key) }
        try wish.check()
        let (new, origin) = (wish, context.origin)
        try await store.write { db in
            let old = try Settings.value(AccountsPolicy.setting, default: AccountsPolicy(), db)
            try Settings.set(AccountsPolicy.setting, new, db)
            try AuditTrail.append(
                .init(
                    .settingsChanged, "setting", AccountsPolicy.setting, place: try store.access.tree(db).district,
                    details: [
                        "old": String(decoding: try JSONEncoder.wire.encode(old), as: UTF8.self),
                        "new": String(decoding: try JSONEncoder.wire.encode(new), as: UTF8.self),
                    ]), by: origin, db)
        }
        changed(new)
        return try await read(request, context: context)
    }
}

extension AccountsPolicy: ResponseEncodable {}
