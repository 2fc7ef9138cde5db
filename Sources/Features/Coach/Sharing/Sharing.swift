import Answering
import Foundation
import GRDB
import Kernel
import Persistence
import Search
import Vault
import Web

/// Lets others read a conversation, up to a message, as long as its owner wants.
struct Sharing: Sendable {
    let database: any DatabaseWriter
    let directory: any DistrictDirectory
    let search: PassageSearch
    let conversations: Conversations

    struct Wish: Decodable, Sendable {
        let kind: ShareRecord.Kind
        /// The last message to share.
        let message: UUID
        /// Whom to share with: an address, or a place.
        let email: String?, place: UUID?
        /// Days that it holds; at most, for links, what the district allows.
        let days: Int?

        /// The person with this address, who may read what is shared: nobody learns of anybody else that they are here.
        func person(_ directory: any DistrictDirectory, _ db: Database) throws -> UUID? {
            // No address is longer (RFC 5321).
            guard let email, email.utf8.count <= 320,
                let person = try directory.person(email: email.trimmingCharacters(in: .whitespaces), db),
                try directory.principal(of: person, db)?.may(.readShared) == true
            else { return nil }
            return person
        }
    }

    struct Made: Sendable {
        var record: ShareRecord
        /// What the person is called, where the owner may know; else the address that the owner wrote.
        var with: String?
        /// A link's token, shown once.
        var token: String?
    }

    /// - Throws: `CoachFailure`.
    func share(_ id: UUID, _ wish: Wish, for user: Principal, by origin: RequestOrigin) async throws -> Made {
        let owner = try user.needed()
        guard wish.days.map({ (1...3650).contains($0) }) ?? true else { throw CoachFailure.oddRules }
        return try await database.write { db in
            let conversation = try conversations.find(id, of: owner, db)
            let message = MessageRecord.filter(
                Column("id") == wish.message && Column("conversationID") == conversation.id)
            guard try !message.isEmpty(db) else { throw CoachFailure.messageNotFound }
            let rules = try CoachRules.setting.value(db)
            var (days, person, token) = (wish.days, UUID?.none, String?.none)
            switch wish.kind {
            case .person:
                person = try wish.person(directory, db)
                guard person != nil else { throw CoachFailure.nobodyThere }
            case .team:
                // Only with those one belongs to.
                guard let place = wish.place, user.surroundings.contains(place) else { throw CoachFailure.nobodyThere }
            case .link:
                days = min(wish.days ?? rules.linkDays, rules.linkDays)
                token = randomToken()
            }
            let record = ShareRecord(
                id: .timeOrdered(), conversationID: id, messageID: wish.message, kind: wish.kind, personID: person,
                placeID: wish.kind == .team ? wish.place : nil, tokenHash: token.map(Self.hash), createdAt: Date(),
                expiresAt: days.map { Date().addingTimeInterval(Double($0) * 86_400) },
                address: person == nil ? nil : wish.email?.trimmingCharacters(in: .whitespaces))
            try record.insert(db)
            try note(record, wish.kind.rawValue, by: origin, db)
            return Made(record: record, with: try name(of: record, for: user, db), token: token)
        }
    }

    private func note(_ share: ShareRecord, _ kind: String, by origin: RequestOrigin, _ db: Database) throws {
        var details = ["kind": kind, "share": share.id.uuidString.lowercased()]
        details["person"] = share.personID?.uuidString.lowercased()
        details["place"] = share.placeID?.uuidString.lowercased()
        try AuditTrail.append(
            .init(.conversationShared, "conversation", share.conversationID.uuidString.lowercased(), details: details),
            by: origin, db)
    }

    private static func hash(_ token: String) -> Data { Data(blake2b256(Array(token.utf8))) }

    private func name(of share: ShareRecord, for user: Principal, _ db: Database) throws -> String? {
        guard let person = share.personID else { return nil }
        return try directory.names(of: [person], visibleTo: user, db)[person] ?? share.address
    }

    /// A conversation's shares, for its owner.
    func list(_ id: UUID, for user: Principal) async throws -> [Made] {
        let owner = try user.needed()
        return try await database.read { db in
            _ = try conversations.find(id, of: owner, db)
            return try ShareRecord.filter(Column("conversationID") == id).order(Column("createdAt")).fetchAll(db).map {
                Made(record: $0, with: try name(of: $0, for: user, db))
            }
        }
    }

    /// Ends a share at once.
    func revoke(_ share: UUID, of owner: UUID, by origin: RequestOrigin) async throws {
        try await database.write { db in
            guard let record = try ShareRecord.fetchOne(db, key: share) else { throw CoachFailure.shareNotFound }
            _ = try conversations.find(record.conversationID, of: owner, db)
            try record.delete(db)
            try note(record, "revoked", by: origin, db)
        }
    }

    // MARK: Reading what others share

    struct Shared: Sendable {
        var share: ShareRecord
        var title: String
        var owner: String
        var messages: [Message] = []
        /// The line that a search found.
        var match: String?
    }

    /// What is shared with somebody, with a place they belong to, or by a link that they opened; the newest first.
    /// - Parameters:
    ///   - words: only what holds all of them, in what they may read of it.
    ///   - before: only what was shared before this.
    func shared(with user: Principal, words: SearchWords, limit: Int, before: UUID?) async throws -> [Shared] {
        guard let person = user.person else { return [] }
        var (found, last) = ([Shared](), before)
        // A search reads conversations page by page, until it has found enough.
        while found.count < limit {
            let page = try await page(person, user.surroundings, limit: words.isEmpty ? limit : 50, before: last)
            guard let end = page.last?.share.id else { break }
            last = end
            guard !words.isEmpty else { return page }
            for var shared in page {
                shared.messages = try await readable(shared.messages, for: user)
                let heads = [shared.title, shared.owner]
                guard let line = words.find(in: heads + shared.messages.flatMap { $0.lines(by: [:]) }) else { continue }
                shared.match = heads.contains(line) ? nil : words.excerpt(of: line)
                found.append(shared)
            }
        }
        return Array(found.prefix(limit))
    }

    private func page(_ person: UUID, _ places: Set<UUID>, limit: Int, before: UUID?) async throws -> [Shared] {
        try await database.read { db in
            let opened = ShareOpeningRecord.filter(Column("personID") == person).select(Column("shareID"))
            let others = ConversationRecord.filter(Column("ownerID") != person).select(Column("id"))
            // What has expired is left out before anything is cut.
            var request = ShareRecord.filter(Column("expiresAt") == nil || Column("expiresAt") > Date())
                .filter(others.contains(Column("conversationID")))
                .filter(
                    Column("personID") == person || places.contains(Column("placeID")) || opened.contains(Column("id"))
                )
                .order(Column("id").desc).limit(limit)
            if let before { request = request.filter(Column("id") < before) }
            return try request.fetchAll(db).compactMap { share in
                guard let record = try ConversationRecord.fetchOne(db, key: share.conversationID) else { return nil }
                let conversation = try conversations.read(record, db)
                return Shared(
                    share: share, title: conversation.title,
                    owner: try directory.names(of: [record.ownerID], db)[record.ownerID] ?? "",
                    messages: conversation.path(to: share.messageID, repliesBy: share.createdAt))
            }
        }
    }

    /// A shared conversation, up to the message that is shared.
    /// - Parameter name: a share's identifier, or a link's token.
    /// - Throws: `CoachFailure.shareNotFound`.
    func read(_ name: String, for user: Principal, by origin: RequestOrigin) async throws -> Shared {
        let places = user.surroundings
        let found = try await database.write { db in
            let share: ShareRecord?
            if let id = UUID(uuidString: name) {
                share = try ShareRecord.fetchOne(db, key: id).flatMap { share in
                    let isMine = share.personID != nil && share.personID == user.person
                    let opened = ShareOpeningRecord.filter(
                        Column("shareID") == share.id && Column("personID") == user.person)
                    if share.kind == .link { return try user.person == nil || opened.isEmpty(db) ? nil : share }
                    return isMine || share.placeID.map { places.contains($0) } == true ? share : nil
                }
            } else {
                share = try ShareRecord.filter(Column("tokenHash") == Self.hash(name)).fetchOne(db)
            }
            guard let share, share.expiresAt.map({ $0 > Date() }) ?? true,
                let record = try ConversationRecord.fetchOne(db, key: share.conversationID)
            else { throw CoachFailure.shareNotFound }
            let conversation = try conversations.read(record, db)
            if share.kind == .link, let person = user.person {
                try ShareOpeningRecord(shareID: share.id, personID: person).insert(db, onConflict: .ignore)
            }
            try AuditTrail.append(
                .init(.sharedRead, "conversation", record.id.uuidString.lowercased()), by: origin, db)
            return Shared(
                share: share, title: conversation.title,
                owner: try directory.names(of: [record.ownerID], db)[record.ownerID] ?? "",
                messages: conversation.path(to: share.messageID, repliesBy: share.createdAt))
        }
        var shared = found
        shared.messages = try await readable(found.messages, for: user)
        return shared
    }

    /// Messages without what rests on documents that somebody may not read.
    func readable(_ messages: [Message], for user: Principal) async throws -> [Message] {
        let named = messages.reduce(into: Set<UUID>()) { named, message in
            if case .answer(let answer) = message.content { named.formUnion(answer.documents) }
        }
        let readable = try await search.source.present(named, in: search.source.readable(for: user))
        return messages.map { message in
            guard case .answer(let answer) = message.content else { return message }
            return Message(record: message.record, content: .answer(answer.readable(in: readable)))
        }
    }
}

extension Principal {
    /// The person.
    /// - Throws: `CoachFailure.needsPerson` for the machine's own console.
    func needed() throws -> UUID {
        guard let person else { throw CoachFailure.needsPerson }
        return person
    }
}
