import Foundation
import GRDB
public import Hummingbird
public import Kernel
public import Persistence
import Web

/// The keys of people and other subjects: how old their seals are, and sealing them anew.
struct KeyRoutes: Sendable {
    let database: any DatabaseWriter
    let keys: SubjectKeys

    func add(to api: SignedInRoutes) {
        api.described(.writeSettings).get(
            "keys",
            "The keys that conversations are sealed with: when they were sealed anew, and how many there are", use: ages
        )
        api.described(.writeSettings, isCostly: true).post(
            "keys/rotate", "Seal every key anew, and destroy what sealed them before", use: rotate)
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

extension KeyAges: ResponseCodable, DescribedType {
    public static var schemaName: String? { "Keys" }
    public static func describe(_ schema: inout JSONSchema) {
        schema.bound("epoch", to: 1...)
        schema.describe("keys", as: "How many there are, by kind")
    }
}
