import GRDB
import Persistence

enum SearchSchema {
    static let migrations = [
        SchemaMigration("2026-11-28T21 search: sealed passages") { db in
            try db.alter(table: "passage") { t in
                t.add(column: "isSealed", .integer).notNull().defaults(to: 0).check { [0, 1].contains($0) }
            }
            // `first` is the number of the first passage of the block. Texts, words with vectors of windows, and vectors of
            // sentences are opened apart.
            try db.execute(
                sql: """
                    CREATE TABLE sealedBlock (
                      first INTEGER PRIMARY KEY NOT NULL, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      passages INTEGER NOT NULL CHECK (passages > 0),
                      kind TEXT NOT NULL, subject BLOB NOT NULL CHECK (length(subject) = 16),
                      texts BLOB NOT NULL, words BLOB NOT NULL, sentences BLOB NOT NULL) STRICT;
                    CREATE INDEX sealedBlock_document ON sealedBlock (document);
                    CREATE INDEX sealedBlock_subject ON sealedBlock (kind, subject);
                    """)
        }
    ]
}
