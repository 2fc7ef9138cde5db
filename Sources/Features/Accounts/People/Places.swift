import Foundation
import GRDB
import Kernel

/// The district, a school, a team or a class.
struct PlaceRecord: Codable, Sendable, Identifiable, Equatable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "place"

    enum Kind: String, Codable, Sendable, DatabaseValueConvertible { case district, school, team, `class` }

    let id: UUID
    let kind: Kind
    var parentID: UUID?
    var name: String
    var rosterID: String?
    var endedAt: Date?
}

/// A school's data-processing agreement.
struct AgreementRecord: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "agreement"
    let schoolID: UUID
    /// ISO 8601 days.
    var signedOn: String
    var signedBy: String
    /// What was signed, or where it lies.
    var document: String
    /// Where the data must stay.
    var residency: String?
    var endsOn: String?

    func holds(on day: String) -> Bool { signedOn <= day && endsOn.map { day <= $0 } ?? true }
}

/// How all places lie in each other.
struct PlaceTree: Sendable {
    private let parents: [UUID: UUID]
    private let kinds: [UUID: PlaceRecord.Kind]
    let district: UUID?

    init(_ db: Database) throws {
        var (parents, kinds): ([UUID: UUID], [UUID: PlaceRecord.Kind]) = ([:], [:])
        let rows = try Row.fetchCursor(db, sql: "SELECT id, parentID, kind FROM place")
        while let row = try rows.next() {
            let (id, parent): (UUID, UUID?) = (row[0], row[1])
            parents[id] = parent
            kinds[id] = row[2]
        }
        (self.parents, self.kinds) = (parents, kinds)
        district = kinds.first { $0.value == .district }?.key
    }

    /// nil where there is no such place.
    func place(_ id: UUID) -> Place? {
        guard kinds[id] != nil else { return nil }
        var path = [id]
        while let parent = parents[path[0]], path.count < 8 { path.insert(parent, at: 0) }
        return Place(path: path)
    }

    func kind(_ id: UUID) -> PlaceRecord.Kind? { kinds[id] }

    /// The school that a place is or lies in, or else the district: whose audit trail an event belongs to.
    func school(of place: Place) -> UUID? { place.path.first { kinds[$0] == .school } ?? district }

    /// The places themselves and all that lie in them.
    func below(_ places: some Sequence<UUID>) -> Set<UUID> {
        let wanted = Set(places)
        return Set(kinds.keys.filter { id in place(id)?.path.contains { wanted.contains($0) } == true })
    }
}
