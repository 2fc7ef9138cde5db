import Foundation
import GRDB
import Kernel
import Persistence
import Vault

/// The one place where people are read and written: names, addresses and numbers are sealed on the way in and opened on
/// the way out. All of it blocks, and belongs inside reads and writes of the database.
///
/// A person whose key is gone, or whose row is damaged, has no name and no address; they are still found by the hashes.
struct PersonStore: Sendable {
    private static let column = SealedColumn<Particulars>("person.particulars")

    let keys: SubjectKeys
    let hash: LookupHash
    private let opened = OpenedPeople()

    init(keys: SubjectKeys, hash: LookupHash) { (self.keys, self.hash) = (keys, hash) }

    // MARK: Reading

    /// - Throws: database errors.
    func find(_ id: UUID, _ db: Database) throws -> PersonRecord? {
        try StoredPerson.fetchOne(db, key: id).flatMap { try open([$0]).first }
    }

    /// Who has an address, a user name or a roster's number.
    /// - Throws: database errors.
    func find(_ field: LookupHash.Field, _ value: String, _ db: Database) throws -> PersonRecord? {
        try StoredPerson.filter(field.column == hash(field, value)).fetchOne(db).flatMap { try open([$0]).first }
    }

    /// Who signs in by a name: an address or a user name.
    /// - Parameter name: normalized.
    /// - Throws: database errors.
    func find(signingIn name: String, _ db: Database) throws -> PersonRecord? {
        try StoredPerson.filter(Self.signsIn(hash, name)).fetchOne(db).flatMap { try open([$0]).first }
    }

    /// The same, where nothing but the identifier is wanted.
    /// - Throws: database errors.
    func id(signingIn name: String, _ db: Database) throws -> UUID? {
        try StoredPerson.filter(Self.signsIn(hash, name)).select(Column("id"), as: UUID.self).fetchOne(db)
    }

    private static func signsIn(_ hash: LookupHash, _ name: String) -> SQLExpression {
        let (email, userName) = (LookupHash.Field.email, LookupHash.Field.userName)
        return email.column == hash(email, name) || userName.column == hash(userName, name)
    }

    /// Whether somebody else has an address or a user name.
    /// - Throws: database errors.
    func isTaken(_ field: LookupHash.Field, _ value: String, except id: UUID, _ db: Database) throws -> Bool {
        try !StoredPerson.filter(field.column == hash(field, value) && Column("id") != id).isEmpty(db)
    }

    /// Everybody. Whose key is gone is known again, by the hashes, by what one of some people is called.
    /// - Throws: database errors.
    func all(knowing some: [Particulars], _ db: Database) throws -> [PersonRecord] {
        let stored = try StoredPerson.fetchAll(db)
        var people = try open(stored)
        // Nobody was ever stored without anything.
        let lost = people.indices.filter { people[$0].particulars == Particulars() }
        guard !lost.isEmpty else { return people }
        func values(_ field: LookupHash.Field, _ value: (Particulars) -> String?) -> [Data: String] {
            Dictionary(some.compactMap { value($0).map { (hash(field, $0), $0) } }, uniquingKeysWith: { $1 })
        }
        let (emails, userNames) = (values(.email, \.email), values(.userName, \.userName))
        let numbers = values(.rosterID, \.rosterID)
        for index in lost {
            people[index].email = stored[index].emailHash.flatMap { emails[$0] }
            people[index].userName = stored[index].userNameHash.flatMap { userNames[$0] }
            people[index].rosterID = stored[index].rosterIDHash.flatMap { numbers[$0] }
        }
        return people
    }

    /// Those that there are.
    /// - Throws: database errors.
    func all(_ ids: some Collection<UUID>, _ db: Database) throws -> [PersonRecord] {
        try open(StoredPerson.fetchAll(db, keys: Set(ids)))
    }

    /// What people are called; those that there are.
    /// - Throws: database errors.
    func names(of ids: some Collection<UUID>, _ db: Database) throws -> [UUID: String] {
        guard !ids.isEmpty else { return [:] }
        return try particulars(StoredPerson.filter(keys: Set(ids)), db).mapValues(\.name)
    }

    /// What tells who people are, of those that a request finds.
    /// - Throws: database errors.
    func particulars(_ request: QueryInterfaceRequest<StoredPerson>, _ db: Database) throws -> [UUID: Particulars] {
        var sealed: [UUID: Sealed<Particulars>?] = [:]
        let rows = try Row.fetchCursor(db, request.select(Column("id"), Column("particulars")))
        while let row = try rows.next() { sealed.updateValue(row[1], forKey: row[0]) }
        return try open(sealed)
    }

    // MARK: Opening

    /// In the same order.
    /// - Throws: database errors.
    func open(_ stored: [StoredPerson]) throws -> [PersonRecord] {
        let found = try open(Dictionary(stored.map { ($0.id, $0.particulars) }, uniquingKeysWith: { $1 }))
        return stored.map { PersonRecord($0, found[$0.id] ?? Particulars()) }
    }

    /// - Returns: for each person, nothing told where it does not open.
    /// - Throws: database errors.
    func open(_ sealed: [UUID: Sealed<Particulars>?]) throws -> [UUID: Particulars] {
        var found = opened.find(sealed)
        guard found.count < sealed.count else { return found }
        let missing = sealed.compactMap { id, sealed in found[id] == nil ? sealed.map { (id, $0) } : nil }
        let sealers = try keys.sealers(of: missing.map { Subject.person($0.0) })
        var fresh: [UUID: OpenedPeople.Known] = [:]
        for (id, sealed) in missing {
            guard let sealer = sealers[.person(id)],
                let value = try? Self.column.open(sealed, row: id, with: sealer)
            else { continue }
            fresh[id] = .init(mark: .init(sealed), particulars: value)
            found[id] = value
        }
        opened.keep(fresh)
        for id in sealed.keys where found[id] == nil { found[id] = Particulars() }
        return found
    }

    // MARK: Writing

    /// - Throws: database errors, also where somebody else has the address, the user name or the roster's number.
    func insert(_ person: PersonRecord, _ db: Database) throws { try insert([person], db) }

    /// Makes the keys of all at once.
    func insert(_ people: [PersonRecord], _ db: Database) throws {
        for person in try sealed(people, db) { try person.insert(db) }
    }

    /// Writes all of a person anew. What is no part of who they are, such as their state, is changed where it lies: this
    /// would take the hashes away from somebody whose key is gone.
    /// - Throws: database errors, also where somebody else has the address, the user name or the roster's number.
    func update(_ person: PersonRecord, _ db: Database) throws { try update([person], db) }

    /// Makes the keys of all at once, where they have none.
    func update(_ people: [PersonRecord], _ db: Database) throws {
        for person in try sealed(people, db) { try person.update(db) }
    }

    /// Seals what was stored in the clear, of people who are not sealed yet.
    /// - Throws: database errors.
    func seal(_ people: [(id: UUID, told: Particulars)], _ db: Database) throws {
        let sealers = try keys.sealers(toWriteFor: people.map { Subject.person($0.id) }, in: db)
        let update = try db.makeStatement(
            sql: """
                UPDATE person SET particulars = ?, emailHash = ?, userNameHash = ?, rosterIDHash = ?
                WHERE id = ? AND particulars IS NULL
                """)
        for (id, told) in people {
            guard let sealer = sealers[.person(id)] else { continue }
            try update.execute(
                arguments: [
                    Self.column.seal(told, row: id, with: sealer), told.email.map { hash(.email, $0) },
                    told.userName.map { hash(.userName, $0) }, told.rosterID.map { hash(.rosterID, $0) }, id,
                ])
        }
    }

    /// Lets go of what is somebody else's from now on: nobody is found by it any more. Whoever calls this writes the
    /// people anew thereafter, without it.
    /// - Throws: database errors.
    func release(_ field: LookupHash.Field, of people: some Collection<UUID>, _ db: Database) throws {
        let clear = try db.makeStatement(sql: "UPDATE person SET \(field.rawValue)Hash = NULL WHERE id = ?")
        for id in people { try clear.execute(arguments: [id]) }
    }

    /// Removes a person's row and, when that is committed, their key.
    /// - Throws: database errors.
    func erase(_ person: UUID, _ db: Database) throws {
        try keys.destroy(.person(person), in: db)
        try db.execute(sql: "DELETE FROM person WHERE id = ?", arguments: [person])
        db.afterNextTransaction { [opened] _ in opened.drop(person) }
    }

    private func sealed(_ people: [PersonRecord], _ db: Database) throws -> [StoredPerson] {
        let sealers = try keys.sealers(toWriteFor: people.map { Subject.person($0.id) }, in: db)
        return try people.map { person in
            guard let sealer = sealers[.person(person.id)] else { throw KeysFailure.destroyed }
            return StoredPerson(
                id: person.id, particulars: Self.column.seal(person.particulars, row: person.id, with: sealer),
                emailHash: person.email.map { hash(.email, $0) },
                userNameHash: person.userName.map { hash(.userName, $0) },
                rosterIDHash: person.rosterID.map { hash(.rosterID, $0) }, state: person.state,
                suspendedAt: person.suspendedAt, createdAt: person.createdAt, lastSignInAt: person.lastSignInAt,
                password: person.password, readdressedAt: person.readdressedAt, renumberedAt: person.renumberedAt)
        }
    }
}
