import GRDB
public import Persistence

/// The tables of model servers and of the account of calls. They were the coach's once: the steps keep their names.
public enum ModelsSchema {
    public static let migrations: [SchemaMigration] = [
        SchemaMigration("2026-11-21T17 coach: model providers, calls") { db in
            try db.execute(
                sql: """
                    CREATE TABLE modelProvider (
                      id BLOB PRIMARY KEY NOT NULL CHECK (length(id) = 16),
                      name TEXT NOT NULL UNIQUE, baseURL TEXT NOT NULL, model TEXT NOT NULL, key BLOB,
                      inputPrice INTEGER NOT NULL CHECK (inputPrice >= 0),
                      outputPrice INTEGER NOT NULL CHECK (outputPrice >= 0),
                      position INTEGER NOT NULL, addedAt TEXT NOT NULL) STRICT, WITHOUT ROWID;
                    CREATE TABLE modelCall (
                      number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, purpose TEXT NOT NULL,
                      provider TEXT NOT NULL, host TEXT NOT NULL, model TEXT NOT NULL,
                      sentBytes INTEGER NOT NULL, sentHash BLOB NOT NULL CHECK (length(sentHash) = 32),
                      hidden INTEGER NOT NULL, inputTokens INTEGER NOT NULL, outputTokens INTEGER NOT NULL,
                      cost INTEGER NOT NULL, milliseconds INTEGER NOT NULL, outcome TEXT NOT NULL) STRICT;
                    CREATE INDEX modelCall_at ON modelCall (at, actor);
                    """)
        },
        SchemaMigration("2026-11-26T10 coach: forms and trials of model servers") { db in
            try db.execute(
                sql: """
                    ALTER TABLE modelProvider ADD COLUMN form TEXT NOT NULL DEFAULT '{}';
                    ALTER TABLE modelProvider ADD COLUMN verdict TEXT;
                    ALTER TABLE modelProvider ADD COLUMN verdictReason TEXT;
                    """)
        },
        SchemaMigration("2026-11-27T40 models: kinds, promises and paces of providers, schools of calls") { db in
            try db.execute(
                sql: """
                    ALTER TABLE modelProvider ADD COLUMN kind TEXT NOT NULL DEFAULT 'openai';
                    ALTER TABLE modelProvider ADD COLUMN agreementOn TEXT;
                    ALTER TABLE modelProvider ADD COLUMN retentionDays INTEGER CHECK (retentionDays >= 0);
                    ALTER TABLE modelProvider ADD COLUMN trainsOnData INTEGER CHECK (trainsOnData IN (0, 1));
                    ALTER TABLE modelProvider ADD COLUMN region TEXT;
                    ALTER TABLE modelProvider ADD COLUMN requestsPerMinute INTEGER CHECK (requestsPerMinute > 0);
                    ALTER TABLE modelProvider ADD COLUMN tokensPerMinute INTEGER CHECK (tokensPerMinute > 0);
                    UPDATE modelProvider SET kind = 'azure'
                      WHERE baseURL LIKE 'https://%.azure.com' OR baseURL LIKE 'https://%.azure.com/%';
                    ALTER TABLE modelCall ADD COLUMN placeID BLOB;
                    """)
        },
    ]
}
