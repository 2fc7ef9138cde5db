import Extraction
import GRDB
import Persistence

enum LibrarySchema {
    static let migrations = [
        SchemaMigration("2026-11-21 library: collections, documents, pages, passages") { db in
            try db.create(table: "collection", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("name", .text).notNull().unique().check { length($0) > 0 && length($0) <= 120 }
            }
            try db.create(table: "document", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("id", .blob).notNull().unique()
                t.column("collectionID", .blob).notNull().references("collection")
                t.column("fileName", .text).notNull().check { length($0) > 0 }
                t.column("hash", .blob).notNull().check { length($0) == 32 }
                t.column("byteCount", .integer).notNull()
                t.column("state", .text).notNull().check { ["waiting", "ready", "refused"].contains($0) }
                t.column("problemCode", .text)
                t.column("problem", .text)
                t.column("kind", .text)
                t.column("title", .text)
                t.column("author", .text)
                t.column("language", .text)
                t.column("pageCount", .integer).notNull().defaults(to: 0)
                t.column("passageCount", .integer).notNull().defaults(to: 0)
                t.column("pagesWithoutText", .text).notNull().defaults(to: "[]")
                t.column("outline", .text).notNull().defaults(to: "[]")
                t.column("addedAt", .text).notNull()
                t.uniqueKey(["collectionID", "hash"])
            }
            try db.create(table: "page", options: .strict) { t in
                t.column("document", .integer).notNull().references("document", onDelete: .cascade)
                t.column("number", .integer).notNull()
                t.column("label", .text)
                t.column("width", .real).notNull()
                t.column("height", .real).notNull()
                t.column("text", .text).notNull()
                t.column("join", .integer).notNull()
                t.column("layout", .blob).notNull()
                t.primaryKey(["document", "number"])
            }
            try db.create(table: "passage", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("document", .integer).notNull().indexed().references("document", onDelete: .cascade)
                t.column("ordinal", .integer).notNull()
                t.column("start", .integer).notNull()
                t.column("end", .integer).notNull()
                t.column("firstPage", .integer).notNull()
                t.column("lastPage", .integer).notNull()
                t.column("headingPath", .text).notNull()
                t.column("text", .text).notNull()
                t.column("windows", .blob).notNull()
                t.column("sentences", .blob).notNull()
            }
            // The words of `passage.text`. Kept in step by `PassageRecord`, since with an untrusted schema triggers
            // may not write to virtual tables.
            try db.execute(
                sql: """
                    CREATE VIRTUAL TABLE passageText USING fts5(
                        text, content='passage', content_rowid='number', tokenize='porter unicode61 remove_diacritics 2')
                    """)
        },
        SchemaMigration("2026-11-21 library: numbered changes, words of each passage") { db in
            // Every coming and going of a ready document, in the transaction that makes it: the vector index catches
            // up by these numbers, which never repeat.
            try db.create(table: "documentChange", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("document", .integer).notNull()
            }
            try db.execute(
                sql: "INSERT INTO documentChange (document) SELECT number FROM document WHERE state = 'ready'")
            try db.create(table: "libraryIdentity", options: .strict) { t in
                t.column("id", .blob).notNull().check { length($0) == 16 }
            }
            try db.execute(sql: "INSERT INTO libraryIdentity VALUES (randomblob(16))")
            try db.execute(sql: "CREATE VIRTUAL TABLE passageWord USING fts5vocab(passageText, instance)")
        },
        SchemaMigration("2026-11-21 library: remote embedders") { db in
            try db.create(table: "embedder", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("id", .blob).notNull().unique()
                t.column("baseURL", .text).notNull()
                t.column("model", .text).notNull()
                t.column("dimensions", .integer).notNull().check(sql: "dimensions > 0 AND dimensions % 64 = 0")
                t.column("asksDimensions", .integer).notNull()
                t.column("key", .blob)
                t.column("state", .text).notNull().unique().check { ["filling", "serving"].contains($0) }
                t.column("addedAt", .text).notNull()
            }
            try db.create(table: "passageEmbedding", options: .strict) { t in
                t.column("embedder", .integer).notNull().references("embedder", onDelete: .cascade)
                t.column("passage", .integer).notNull().indexed().references("passage", onDelete: .cascade)
                t.column("vector", .blob).notNull()
                t.primaryKey(["embedder", "passage"])
            }
        },
        SchemaMigration("2026-11-21T12 library: readers and writers of collections") { db in
            // Whose a collection is: a place's, a person's, or, with neither, the district's.
            try db.alter(table: "collection") { t in
                t.add(column: "placeID", .blob)
                t.add(column: "ownerID", .blob)
            }
            // Whoever fits all that an entry names may read, or write too. An entry that names nothing fits everybody.
            try db.create(table: "collectionReader", options: .strict) { t in
                t.autoIncrementedPrimaryKey("number")
                t.column("collectionID", .blob).notNull().indexed().references("collection", onDelete: .cascade)
                t.column("placeID", .blob)
                t.column("role", .text)
                t.column("personID", .blob)
                t.column("mayWrite", .integer).notNull()
            }
            try db.execute(
                sql: "INSERT INTO collectionReader (collectionID, mayWrite) SELECT id, 0 FROM collection")
        },
        SchemaMigration("2026-11-21T19 library: domains of passages, numbers of books") { db in
            try db.execute(
                sql: """
                    CREATE TABLE passageDomain (
                      passage INTEGER NOT NULL REFERENCES passage ON DELETE CASCADE, domain TEXT NOT NULL,
                      PRIMARY KEY (passage, domain)) STRICT, WITHOUT ROWID
                    """)
            try db.alter(table: "document") { t in
                t.add(column: "isbn", .text)
                t.add(column: "sku", .text)
            }
        },
        SchemaMigration("2026-11-26T02 library: who added a document, files to remove") { db in
            try db.alter(table: "document") { t in t.add(column: "addedBy", .blob) }
            // A file whose last document is gone, until it is destroyed: a crash between the two forgets nothing.
            try db.execute(
                sql: """
                    CREATE TABLE fileRemoval (
                      hash BLOB PRIMARY KEY NOT NULL CHECK (length(hash) = 32), since TEXT NOT NULL) STRICT
                    """)
            try db.create(index: "document_hash", on: "document", columns: ["hash"])
        },
        SchemaMigration("2026-11-26T10 library: how documents were read") { db in
            try db.alter(table: "document") { t in t.add(column: "notices", .text).notNull().defaults(to: "[]") }
            try db.alter(table: "page") { t in t.add(column: "certainty", .real) }
        },
        SchemaMigration("2026-11-26T11 library: editions of documents") { db in
            try db.alter(table: "document") { t in
                // From when it holds, as it says itself; when its file was last changed.
                t.add(column: "edition", .text)
                t.add(column: "modified", .text)
                t.add(column: "version", .integer)
                t.add(column: "replaces", .integer).notNull().defaults(to: 0)
                // The same for all editions of one document.
                t.add(column: "family", .text).notNull().defaults(to: "")
            }
            try db.create(index: "document_family", on: "document", columns: ["family"])
            // Of what is here already the names tell.
            for row in try Row.fetchAll(db, sql: "SELECT number, title, fileName FROM document") {
                let edition = Edition(title: row["title"], fileName: row["fileName"])
                let number: Int64 = row["number"]
                try db.execute(
                    sql: "UPDATE document SET edition = ?, version = ?, family = ? WHERE number = ?",
                    arguments: [edition.date, edition.version, edition.family, number])
            }
        },
        SchemaMigration("2026-11-27T01 library: what is wrong with an embedder") { db in
            try db.alter(table: "embedder") { t in t.add(column: "problem", .text) }
        },
        SchemaMigration("2026-11-27T30 library: passages that an embedder does not take") { db in
            // A passage that changes is another one, and an embedder that is chosen anew too: both are tried again.
            try db.create(table: "passageRefusal", options: .strict) { t in
                t.column("embedder", .integer).notNull().references("embedder", onDelete: .cascade)
                t.column("passage", .integer).notNull().indexed().references("passage", onDelete: .cascade)
                t.column("reason", .text).notNull()
                t.primaryKey(["embedder", "passage"])
            }
        },
        SchemaMigration("2026-11-28T20 library: sealed documents") { db in
            // What earlier releases stored of private collections is sealed by a job (see `SealingJob`).
            try db.alter(table: "document") { t in
                t.add(column: "sealed", .blob)
                t.add(column: "sealedOutline", .blob)
            }
            try db.alter(table: "page") { t in t.add(column: "sealed", .blob) }
        },
    ]
}
