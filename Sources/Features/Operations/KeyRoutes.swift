import Foundation
import GRDB
import Hummingbird
import Kernel
import Persistence
import Web

/// The keys of people and other subjects: how old their seals are, and sealing them anew.
struct KeyRoutes: Sendable {
    let database: any DatabaseWriter
    let keys: SubjectKeys

    func add(to api: SignedInRoutes) {
        api.requiring(.writeSettings).get("keys", use: ages)
        api.requiring(.writeSettings, isCostly: true).post("keys/rotate", use: rotate)
    }

    struct KeysResponse: ResponseEncodable {
        /// From 1.
        let epoch: Int64
        let beganAt: Date
        /// How many keys of each kind there are.
        let keys: [String: Int]
    }

    func ages(_ request: Request, context: SignedInContext) async throws -> KeysResponse {
        // On a thread of the database: reading keys waits for whoever writes them.
        let ages = try await database.read { [keys] _ in try keys.ages() }
        return KeysResponse(epoch: ages.epoch, beganAt: ages.beganAt, keys: ages.keys)
    }

    func rotate(_ request: Request, context: SignedInContext) async throws -> KeysResponse {
        let origin = context.origin
        _ = try await database.writeWithoutTransaction { [keys] db in try keys.rotate(by: origin, in: db) }
        return try await ages(request, context: context)
    }
}
