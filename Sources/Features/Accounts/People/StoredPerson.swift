import Foundation
import GRDB
import Persistence

/// A person as they lie in the database; `PersonStore` seals and opens what tells who they are.
struct StoredPerson: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "person"

    let id: UUID
    /// Sealed with the person's own key.
    var particulars: Sealed<Particulars>?
    /// Beside what is sealed, to find people by: see `LookupHash`.
    var emailHash: Data?
    var userNameHash: Data?
    var rosterIDHash: Data?
    var state: PersonRecord.State
    var suspendedAt: Date?
    var createdAt: Date
    var lastSignInAt: Date?
    var password: Data?
    var readdressedAt: Date?
    var renumberedAt: Date?
}

extension LookupHash.Field {
    /// Where the hash lies.
    var column: Column { Column("\(rawValue)Hash") }
}
