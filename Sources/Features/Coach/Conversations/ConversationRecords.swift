import Answering
import Foundation
import GRDB
import Kernel

/// Questions and answers that belong together.
struct ConversationRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "conversation"

    enum Status: String, Codable, Sendable, DatabaseValueConvertible { case active, archived }

    let id: UUID
    let ownerID: UUID
    /// Sealed.
    var title: Data
    var status: Status
    let createdAt: Date
    var updatedAt: Date
    /// Replies of coaches that its owner has not seen.
    var news = 0
}

/// A question, its answer, or what a human coach wrote. Each hangs on the one before it, so that a question asked anew
/// begins a branch.
struct MessageRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "message"

    enum Role: String, Codable, Sendable, DatabaseValueConvertible { case question, answer, coach }

    let id: UUID
    let conversationID: UUID
    let parentID: UUID?
    let role: Role
    /// Sealed: a text, or an `Answer` as JSON.
    let body: Data
    /// Who wrote it, where it is not the conversation's owner.
    let authorID: UUID?
    let createdAt: Date

    // Of an answer, for what is counted: the text is not needed for that.
    /// Names of domains, with commas between.
    var domains = ""
    var level: String?
    var provider: String?
    var tier: String?
    var inputTokens = 0
    var outputTokens = 0
    /// Micro-dollars.
    var cost = 0
    var milliseconds = 0
    var isFromCache = false
    /// 1 or -1; 0 while nobody said.
    var feedback = 0
    /// Names of reasons, with commas between.
    var feedbackReasons = ""
}

/// Who else may read a conversation, up to a message.
struct ShareRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "conversationShare"

    enum Kind: String, Codable, Sendable, DatabaseValueConvertible { case person, team, link }

    let id: UUID
    let conversationID: UUID
    /// The last message that is shared.
    let messageID: UUID
    let kind: Kind
    let personID: UUID?
    let placeID: UUID?
    /// Of a link's token.
    let tokenHash: Data?
    let createdAt: Date
    let expiresAt: Date?
    /// The person's address as the owner wrote it: one that changed since is not told.
    let address: String?
}

/// A question that was given to a human coach, with its answer.
struct HandOverRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "handOver"

    enum State: String, Codable, Sendable, DatabaseValueConvertible { case open, answered, closed }
    /// Asked for, or flagged as not good.
    enum Kind: String, Codable, Sendable, DatabaseValueConvertible { case question, flag }

    let id: UUID
    let conversationID: UUID
    /// The answer it is about.
    let messageID: UUID
    let askerID: UUID
    /// Where the asker belongs; coaches there see it.
    let placeID: UUID?
    /// The coach it is for; nil for whoever is first.
    let coachID: UUID?
    let kind: Kind
    var state: State
    let createdAt: Date
    /// The coach who answers it; others leave it to them.
    var takenByID: UUID?
    /// Whether the question before it, with its answer, is shown as well.
    var includesBefore = false
}

/// That somebody opened a link to a conversation: they find it again among what is shared with them.
struct ShareOpeningRecord: Codable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "conversationShareOpening"
    let shareID: UUID
    let personID: UUID
}

extension CoachSchema {
    static let conversations = """
        CREATE TABLE personKey (personID BLOB PRIMARY KEY NOT NULL, key BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE conversation (
          id BLOB PRIMARY KEY NOT NULL, ownerID BLOB NOT NULL REFERENCES personKey ON DELETE CASCADE,
          title BLOB NOT NULL, status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
          createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX conversation_owner ON conversation (ownerID, updatedAt);
        CREATE TABLE message (
          id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
          parentID BLOB REFERENCES message ON DELETE CASCADE,
          role TEXT NOT NULL CHECK (role IN ('question', 'answer', 'coach')), body BLOB NOT NULL, authorID BLOB,
          createdAt TEXT NOT NULL, domains TEXT NOT NULL, level TEXT, provider TEXT, tier TEXT,
          inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL, cost INTEGER NOT NULL,
          milliseconds INTEGER NOT NULL, isFromCache INTEGER NOT NULL,
          feedback INTEGER NOT NULL CHECK (feedback IN (-1, 0, 1)), feedbackReasons TEXT NOT NULL) STRICT;
        CREATE INDEX message_conversation ON message (conversationID, createdAt);
        CREATE INDEX message_parent ON message (parentID);
        CREATE TABLE conversationShare (
          id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
          messageID BLOB NOT NULL REFERENCES message ON DELETE CASCADE,
          kind TEXT NOT NULL CHECK (kind IN ('person', 'team', 'link')), personID BLOB, placeID BLOB,
          tokenHash BLOB UNIQUE, createdAt TEXT NOT NULL, expiresAt TEXT) STRICT, WITHOUT ROWID;
        CREATE INDEX conversationShare_conversation ON conversationShare (conversationID);
        CREATE INDEX conversationShare_person ON conversationShare (personID);
        CREATE INDEX conversationShare_place ON conversationShare (placeID);
        CREATE TABLE handOver (
          id BLOB PRIMARY KEY NOT NULL, conversationID BLOB NOT NULL REFERENCES conversation ON DELETE CASCADE,
          messageID BLOB NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE, askerID BLOB NOT NULL, placeID BLOB,
          coachID BLOB, kind TEXT NOT NULL CHECK (kind IN ('question', 'flag')),
          state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'closed')), createdAt TEXT NOT NULL)
          STRICT, WITHOUT ROWID;
        ALTER TABLE modelProvider ADD COLUMN cachedPrice INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE modelProvider ADD COLUMN tier TEXT NOT NULL DEFAULT 'balanced';
        ALTER TABLE modelProvider ADD COLUMN contextTokens INTEGER NOT NULL DEFAULT 32768;
        ALTER TABLE modelProvider ADD COLUMN isInside INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE modelProvider ADD COLUMN keySetAt TEXT NOT NULL DEFAULT '2026-11-21 00:00:00.000';
        DROP INDEX modelCall_at;
        CREATE INDEX modelCall_spent ON modelCall (at, actor, cost);
        UPDATE modelProvider SET cachedPrice = inputPrice, keySetAt = addedAt;
        """

    static let news = """
        ALTER TABLE conversation ADD COLUMN news INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX conversation_news ON conversation (ownerID) WHERE news > 0;
        ALTER TABLE handOver ADD COLUMN takenByID BLOB;
        ALTER TABLE handOver ADD COLUMN includesBefore INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX handOver_place ON handOver (placeID, state, id);
        CREATE INDEX handOver_conversation ON handOver (conversationID);
        CREATE TABLE conversationShareOpening (
          shareID BLOB NOT NULL REFERENCES conversationShare ON DELETE CASCADE, personID BLOB NOT NULL,
          PRIMARY KEY (shareID, personID)) STRICT, WITHOUT ROWID;
        CREATE INDEX conversationShareOpening_person ON conversationShareOpening (personID);
        """

    /// `personKey` stays, and stays empty: its keys are moved to `keys.db` once that is open.
    static let withoutKeys = """
        CREATE TABLE newConversation (
          id BLOB PRIMARY KEY NOT NULL, ownerID BLOB NOT NULL, title BLOB NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('active', 'archived')), createdAt TEXT NOT NULL,
          updatedAt TEXT NOT NULL, news INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
        INSERT INTO newConversation (id, ownerID, title, status, createdAt, updatedAt, news)
          SELECT id, ownerID, title, status, createdAt, updatedAt, news FROM conversation;
        DROP TABLE conversation;
        ALTER TABLE newConversation RENAME TO conversation;
        CREATE INDEX conversation_owner ON conversation (ownerID, updatedAt);
        CREATE INDEX conversation_news ON conversation (ownerID) WHERE news > 0;
        """
}
