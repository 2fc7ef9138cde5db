import GRDB
public import Persistence

/// The outbox's table.
public enum MailSchema {
    public static let migrations: [SchemaMigration] = [
        SchemaMigration("2026-11-27T80 mail: outbox") { db in
            try db.execute(
                sql: """
                    CREATE TABLE mail (
                      id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16), at TEXT NOT NULL, kind TEXT NOT NULL,
                      personID BLOB, recipient BLOB NOT NULL, content BLOB,
                      state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'bounced')),
                      attempts INTEGER NOT NULL, runAfter TEXT NOT NULL, giveUpAt TEXT NOT NULL,
                      messageID TEXT NOT NULL UNIQUE, endedAt TEXT, problem TEXT, words BLOB) STRICT;
                    CREATE INDEX mail_next ON mail (state, runAfter);
                    CREATE INDEX mail_person ON mail (personID);
                    """)
        }
    ]
}
