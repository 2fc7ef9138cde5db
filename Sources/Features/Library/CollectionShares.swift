import Foundation
import GRDB
import Kernel
import Persistence
import Web

/// Who reads and writes which collection: the one place that decides, for lists, search, pages, pictures and counts.
struct CollectionShares: Sendable {
    let database: any DatabaseWriter
    let places: any DistrictDirectory

    /// The collections that somebody may read; all where nil.
    func readable(for user: Principal) async throws -> Set<UUID>? {
        try await database.read { db in try readable(for: user, db) }
    }

    /// What is named to whoever looks through the audit trail.
    func readable(for reader: AuditNames.Reader, _ db: Database) throws -> Set<UUID>? {
        switch reader {
        case .user(let user): try readable(for: user, db)
        case .inquiry: nil
        }
    }

    func readable(for user: Principal, _ db: Database) throws -> Set<UUID>? {
        guard user.may(.readDocuments) else { return [] }
        let district = try places.district(db)
        if Self.seesPrivate(user, district) { return nil }
        if user.mayEverywhere(.manageCollections, district: district) {
            return Set(
                try CollectionRecord.filter(Column("ownerID") == nil || Column("ownerID") == user.person)
                    .select(Column("id"), as: UUID.self).fetchAll(db)
            )
            .union(try named(user, db))
        }
        var ids = try named(user, db)
        // What is one's own and what one manages one may read.
        if let person = user.person {
            ids.formUnion(
                try CollectionRecord.filter(Column("ownerID") == person).select(Column("id"), as: UUID.self).fetchAll(
                    db))
        }
        if user.may(.manageCollections) {
            for collection in try CollectionRecord.filter(Column("placeID") != nil).fetchAll(db)
            where try mayManage(collection, user, db) { ids.insert(collection.id) }
        }
        return ids
    }

    /// Those whose list of readers fits somebody.
    private func named(_ user: Principal, _ db: Database) throws -> Set<UUID> {
        Set(
            try CollectionReader.filter(Column("personID") == nil || Column("personID") == user.person)
                .fetchAll(db).filter { $0.fits(user) }.map(\.collectionID))
    }

    /// What people keep for themselves is no coach's business, wherever the coach's place is: beside its owner only who
    /// answers for the district's accounts sees it, and the console.
    private static func seesPrivate(_ user: Principal, _ district: UUID?) -> Bool {
        user.mayEverywhere(.manageCollections, district: district)
            && user.mayEverywhere(.manageUsers, district: district)
    }

    /// A collection is managed by its owner, and by whoever manages collections at its place.
    func mayManage(_ collection: CollectionRecord, _ user: Principal, _ db: Database) throws -> Bool {
        if let owner = collection.ownerID, owner == user.person { return user.may(.writeDocuments) }
        let district = try places.district(db)
        if collection.ownerID == nil || Self.seesPrivate(user, district),
            user.mayEverywhere(.manageCollections, district: district)
        {
            return true
        }
        guard collection.ownerID == nil, let id = collection.placeID ?? district, let place = try places.place(id, db)
        else {
            return false
        }
        return user.may(.manageCollections, at: place)
    }

    func mayWrite(_ collection: CollectionRecord, _ user: Principal, _ db: Database) throws -> Bool {
        if try mayManage(collection, user, db) { return true }
        guard user.may(.writeDocuments) else { return false }
        return try CollectionReader.filter(Column("collectionID") == collection.id && Column("mayWrite") == true)
            .fetchAll(db).contains { $0.fits(user) }
    }

    /// The place whose audit trail an event about a collection belongs to.
    func home(of collection: CollectionRecord, _ db: Database) throws -> UUID? {
        guard let id = collection.placeID, let place = try places.place(id, db) else { return try places.district(db) }
        // District, then school.
        return place.path.count > 1 ? place.path[1] : place.path.first
    }

    /// The collection of a name, to add documents to; the console, and who manages all, make it where there is none.
    /// Nobody reads it then but who manages it.
    /// - Parameter opening: whether everybody reads it from now on.
    /// - Throws: `LibraryFailure.collectionNotFound`, `.collectionNameUnusable`, `.notYours`.
    func collection(
        named name: String, opening: Bool, toWriteFor user: Principal, by origin: RequestOrigin, _ db: Database
    ) throws -> CollectionRecord {
        try checkMayAdd(named: name, opening: opening, for: user, db)
        let name = try Self.checked(name)
        let found = try CollectionRecord.filter(Column("name") == name).fetchOne(db)
        let collection = found ?? CollectionRecord(id: .timeOrdered(), name: name)
        if found == nil {
            try collection.insert(db)
            try note("made", collection, by: origin, db)
        }
        if opening, try Self.readers(of: collection, db) != .everybody {
            let old = try CollectionReader.filter(Column("collectionID") == collection.id).fetchAll(db)
            let new = CollectionReader(collectionID: collection.id, mayWrite: false)
            try new.insert(db)
            try note("readers", collection, ["old": Self.text(old), "new": Self.text(old + [new])], by: origin, db)
        }
        return collection
    }

    static func readers(of collection: CollectionRecord, _ db: Database) throws -> CollectionReach {
        let readers = try CollectionReader.filter(Column("collectionID") == collection.id).fetchAll(db)
            .filter { $0.personID == nil || $0.personID != collection.ownerID }
        if readers.contains(where: { $0.placeID == nil && $0.role == nil && $0.personID == nil }) { return .everybody }
        return readers.isEmpty ? .managers : .some
    }

    /// Whether documents that name no collection find or make one.
    func mayAddToStandard(_ user: Principal) async throws -> Bool {
        try await database.read { db in
            guard user.may(.writeDocuments) else { return false }
            do {
                try checkMayAdd(named: DocumentStore.defaultCollection, opening: false, for: user, db)
                return true
            } catch is LibraryFailure { return false }
        }
    }

    /// Whether `collection(named:opening:toWriteFor:by:_:)` would find or make it, without making it.
    func checkMayAdd(named name: String, opening: Bool, for user: Principal, _ db: Database) throws {
        if let found = try CollectionRecord.filter(Column("name") == name).fetchOne(db) {
            guard try mayWrite(found, user, db) else {
                let isReadable = try readable(for: user, db)?.contains(found.id) ?? true
                throw isReadable ? LibraryFailure.notYours : .collectionNotFound
            }
            guard try !opening || mayManage(found, user, db) else { throw LibraryFailure.notYours }
            return
        }
        guard user.mayEverywhere(.manageCollections, district: try places.district(db)) else {
            throw LibraryFailure.collectionNotFound
        }
        _ = try Self.checked(name)
    }

    // MARK: Managing

    struct Entry: Sendable {
        var collection: CollectionRecord
        var documents: Int
        var mayWrite: Bool
        var mayManage: Bool
        /// Only for who manages it.
        var readers: [CollectionReader]
        /// Of the people among the readers.
        var names: [UUID: String]
    }

    func list(for user: Principal) async throws -> [Entry] {
        try await database.read { db in
            let readable = try readable(for: user, db)
            return try CollectionRecord.order(Column("name")).fetchAll(db).compactMap { collection in
                guard readable?.contains(collection.id) ?? true else { return nil }
                return try entry(collection, user, db)
            }
        }
    }

    private func entry(_ collection: CollectionRecord, _ user: Principal, _ db: Database) throws -> Entry {
        let mayManage = try mayManage(collection, user, db)
        let readers =
            mayManage
            ? try CollectionReader.filter(Column("collectionID") == collection.id).order(Column("number")).fetchAll(db)
            : []
        return Entry(
            collection: collection,
            documents: try DocumentRecord.filter(Column("collectionID") == collection.id).fetchCount(db),
            mayWrite: try mayWrite(collection, user, db), mayManage: mayManage, readers: readers,
            names: try places.names(of: readers.compactMap(\.personID), visibleTo: user, db))
    }

    struct Wish: Decodable, Sendable {
        let name: String?, place: UUID?, isPrivate: Bool?
        /// Whether all who belong to the place read it from the beginning.
        var isOpen: Bool?
    }

    /// Makes a collection: a place's, or one's own. Nobody reads it but who manages it, until readers are named; unless
    /// it is to be open from the beginning.
    func make(_ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let name = try Self.checked(wish.name)
        return try await database.write { db in
            let isOwn = wish.isPrivate == true
            let home = try wish.place ?? places.district(db)
            let place = try home.flatMap { try places.place($0, db) }
            if !isOwn {
                guard let place, user.may(.manageCollections, at: place) else { throw LibraryFailure.notYours }
            }
            let isDistricts = place?.path.count == 1
            try Self.checkFree(name, isDistricts: isDistricts && !isOwn, db)
            let collection = CollectionRecord(
                id: .timeOrdered(), name: name, placeID: isOwn || isDistricts ? nil : home,
                ownerID: isOwn ? user.person : nil)
            try collection.insert(db)
            if isOwn || wish.isOpen == true {
                try CollectionReader(
                    collectionID: collection.id, placeID: collection.placeID, personID: collection.ownerID,
                    mayWrite: isOwn
                ).insert(db)
            }
            try note("made", collection, by: origin, db)
            return try entry(collection, user, db)
        }
    }

    private static func checked(_ name: String?) throws -> String {
        let name = (name ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
        guard name.utf8.count <= 480, (1...120).contains(name.count) else {
            throw LibraryFailure.collectionNameUnusable
        }
        return name
    }

    /// A name is one collection's. Documents that name none go where the standard's name leads, so that it is the district's
    /// alone: nobody gets others' documents by taking it for a collection of their own.
    private static func checkFree(_ name: String, isDistricts: Bool, _ db: Database) throws {
        let isStandard = name.lowercased() == DocumentStore.defaultCollection.lowercased()
        guard try CollectionRecord.filter(Column("name") == name).fetchCount(db) == 0, isDistricts || !isStandard else {
            throw LibraryFailure.collectionNameTaken
        }
    }

    private func find(_ id: UUID, toManageFor user: Principal, _ db: Database) throws -> CollectionRecord {
        guard let found = try CollectionRecord.fetchOne(db, key: id),
            try readable(for: user, db)?.contains(id) ?? true
        else { throw LibraryFailure.collectionNotFound }
        guard try mayManage(found, user, db) else { throw LibraryFailure.notYours }
        return found
    }

    func rename(_ id: UUID, _ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Entry {
        let name = try Self.checked(wish.name)
        return try await database.write { db in
            var collection = try find(id, toManageFor: user, db)
            if collection.name != name {
                try Self.checkFree(name, isDistricts: collection.ownerID == nil && collection.placeID == nil, db)
            }
            collection.name = name
            try collection.update(db)
            try note("renamed", collection, by: origin, db)
            return try entry(collection, user, db)
        }
    }

    struct ReaderWish: Decodable, Sendable {
        let place: UUID?, role: String?, person: UUID?, mayWrite: Bool

        /// Whether a line that there is gives as much already.
        func isWithin(_ reader: CollectionReader) -> Bool {
            (place, role, person) == (reader.placeID, reader.role, reader.personID) && (reader.mayWrite || !mayWrite)
        }
    }

    /// Whoever manages one collection does not speak to everybody: it is opened to people, to the places one belongs to
    /// below the district, and where one manages collections.
    private func mayOpen(to wish: ReaderWish, _ user: Principal, _ db: Database) throws -> Bool {
        if wish.person != nil { return true }
        let district = try places.district(db)
        guard let id = wish.place, let place = try places.place(id, db) else {
            return user.mayEverywhere(.manageCollections, district: district)
        }
        return user.may(.manageCollections, at: place)
            || id != district && user.memberships.contains { $0.place?.path.last == id }
    }

    /// Puts readers and writers in place of those there were.
    func setReaders(_ id: UUID, _ wishes: [ReaderWish], for user: Principal, by origin: RequestOrigin) async throws
        -> Entry
    {
        try await database.write { db in
            let collection = try find(id, toManageFor: user, db)
            for wish in wishes {
                let isKnown = try wish.place.map { try places.place($0, db) != nil } ?? true
                guard isKnown, (wish.role ?? "").utf8.count <= 64 else { throw LibraryFailure.readerUnusable }
            }
            let old = try CollectionReader.filter(Column("collectionID") == id).fetchAll(db)
            for wish in wishes where !old.contains(where: { wish.isWithin($0) }) {
                guard try mayOpen(to: wish, user, db) else { throw LibraryFailure.readersBeyond }
            }
            try CollectionReader.filter(Column("collectionID") == id).deleteAll(db)
            let new = wishes.prefix(500).map {
                CollectionReader(
                    collectionID: id, placeID: $0.place, role: $0.role, personID: $0.person, mayWrite: $0.mayWrite)
            }
            for reader in new { try reader.insert(db) }
            try IdempotencyKeys.forgetAnswers(db)
            try note(
                "readers", collection, ["old": Self.text(old), "new": Self.text(Array(new))], by: origin, db)
            return try entry(collection, user, db)
        }
    }

    private static func text(_ readers: [CollectionReader]) -> String {
        readers.map { reader in
            let parts = [reader.placeID?.uuidString, reader.role, reader.personID?.uuidString].compactMap { $0 }
            return (parts.isEmpty ? "everybody" : parts.joined(separator: "+")) + (reader.mayWrite ? " writes" : "")
        }.joined(separator: "; ")
    }

    /// Removes a collection that holds nothing.
    /// - Parameter forget: destroys the key of one that was private, in the same transaction.
    func remove(
        _ id: UUID, for user: Principal, by origin: RequestOrigin,
        forget: @escaping @Sendable (CollectionRecord, Database) throws -> Void
    ) async throws {
        try await database.write { db in
            let collection = try find(id, toManageFor: user, db)
            guard try DocumentRecord.filter(Column("collectionID") == id).fetchCount(db) == 0 else {
                throw LibraryFailure.collectionInUse
            }
            try collection.delete(db)
            if collection.ownerID != nil { try forget(collection, db) }
            try note("removed", collection, by: origin, db)
        }
    }

    private func note(
        _ change: String, _ collection: CollectionRecord, _ details: [String: String] = [:], by origin: RequestOrigin,
        _ db: Database
    ) throws {
        try AuditTrail.append(
            .init(
                .collectionChanged, "collection", collection.id.uuidString.lowercased(),
                place: try home(of: collection, db), details: details.merging(["change": change]) { $1 }), by: origin,
            db)
    }
}
