import Answering
import Foundation
import GRDB
import Kernel
import Persistence
import Web

extension Conversations {
    /// What a person asked, was answered, shared and replied.
    func export(into export: PersonExport, _ db: Database) throws {
        let person = export.person
        let own = try ConversationRecord.filter(Column("ownerID") == person).order(Column("createdAt")).fetchAll(db)
        try export.section("conversations", .init("Conversations", "Conversaciones"), isActivity: true) { add in
            for record in own { try add(try Self.fields(of: record, try? read(record, db))) }
        }
        try export.section("shares", .init("What was shared", "Lo compartido"), isActivity: true) { add in
            let made = try ShareRecord.filter(own.map(\.id).contains(Column("conversationID"))).fetchAll(db)
            let received = try ShareRecord.filter(Column("personID") == person).fetchAll(db)
            let opened = try ShareRecord.filter(
                ShareOpeningRecord.filter(Column("personID") == person).select(Column("shareID")).contains(Column("id"))
            ).fetchAll(db)
            for (direction, shares) in [("made", made), ("received", received), ("opened", opened)] {
                for share in shares {
                    try add([
                        "kind": .string(direction), "conversation": .identifier(share.conversationID),
                        "way": .string(share.kind.rawValue), "address": share.address.map { .string($0) },
                        "createdAt": .moment(share.createdAt), "expiresAt": share.expiresAt.map { .moment($0) },
                    ])
                }
            }
        }
        try export.section(
            "handOvers", .init("Questions to human coaches", "Preguntas a asesores"), isActivity: true
        ) { add in
            let part = HandOverRecord.filter(
                Column("askerID") == person || Column("takenByID") == person || Column("coachID") == person)
            for one in try part.order(Column("createdAt")).fetchAll(db) {
                try add([
                    "role": .string(one.askerID == person ? "asker" : "coach"), "kind": .string(one.kind.rawValue),
                    "state": .string(one.state.rawValue), "conversation": .identifier(one.conversationID),
                    "createdAt": .moment(one.createdAt),
                ])
            }
        }
        try export.section("replies", .init("Replies as a coach", "Respuestas como asesor"), isActivity: true) { add in
            // One after the other: somebody may have written thousands.
            let records = try MessageRecord.filter(Column("authorID") == person).order(Column("createdAt"))
                .fetchCursor(db)
            while let record = try records.next() {
                try add([
                    "conversation": .identifier(record.conversationID), "at": .moment(record.createdAt),
                    "text": try text(of: record, db).map { .string($0) },
                ])
            }
        }
    }

    /// The words of a message in anybody's conversation; nil where it opens no more.
    private func text(of record: MessageRecord, _ db: Database) throws -> String? {
        guard let owner = try ConversationRecord.fetchOne(db, key: record.conversationID)?.ownerID,
            let sealer = try keys.sealer(of: .person(owner))
        else { return nil }
        return try? message(record, sealer).text
    }

    /// - Parameter conversation: nil for one that opens no more.
    private static func fields(of record: ConversationRecord, _ conversation: Conversation?) throws
        -> PersonExport.Fields
    {
        [
            "id": .identifier(record.id), "title": conversation.map { .string($0.title) },
            "createdAt": .moment(record.createdAt), "updatedAt": .moment(record.updatedAt),
            "archived": .bool(record.status == .archived),
            "note": conversation == nil ? "It cannot be opened any more." : nil,
            "messages": conversation.map { .array($0.messages.map(fields)) },
        ]
    }

    private static func fields(of message: Message) -> JSONValue {
        let record = message.record
        var fields: [String: JSONValue] = [
            "id": .identifier(record.id), "at": .moment(record.createdAt), "role": .string(record.role.rawValue),
            "text": .string(message.text),
        ]
        if let parent = record.parentID { fields["after"] = .identifier(parent) }
        if record.feedback != 0 { fields["feedback"] = .count(record.feedback) }
        if !record.feedbackReasons.isEmpty { fields["reasons"] = .string(record.feedbackReasons) }
        if let provider = record.provider { fields["provider"] = .string(provider) }
        if case .answer(let answer) = message.content {
            fields["sources"] = .array(answer.citations.map { .string("[\($0.number)] \($0.citation.place)") })
        }
        return .object(fields)
    }
}
