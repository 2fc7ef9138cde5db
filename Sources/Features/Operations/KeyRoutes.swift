import Foundation
import GRDB
public import Hummingbird
import Kernel
public import Persistence
import Web

/// The keys of people and other subjects: how old their seals are, and sealing them anew.
struct KeyRoutes: Sendable {
    let database: any DatabaseWriter
    let keys: SubjectKeys

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings).get("keys", use: ages)
        api.requiring(.writeSettings, isCostly: true).post("keys/rotate", use: rotate)
    }

    func ages(_ request: Request, context: SignedInContext) async throws -> KeyAges {
        // On a thread of the database: reading keys waits for whoever writes them.
        try await database.read { [keys] _ in try keys.ages() }
    }

    func rotate(_ request: Request, context: SignedInContext) async throws -> KeyAges {
        let origin = context.origin
        _ = try await database.writeWithoutTransaction { [keys] db in try keys.rotate(by: origin, in: db) }
        return try await ages(request, context: context)
    }
}

extension KeyAges: ResponseCodable {}
