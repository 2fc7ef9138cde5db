import GRDB
import Persistence

extension AccountsSchema {
    /// Sealing takes keys, and hashing too: `EarlierPeople` does it at the start. Until then what was in the clear lies in
    /// tables of its own, whose pages are overwritten as a whole when they are emptied.
    static let sealing = [
        SchemaMigration("2026-11-28T10 accounts: people sealed") { db in
            try db.execute(
                sql: """
                    CREATE TABLE unsealedPerson (
                      id BLOB PRIMARY KEY NOT NULL, givenName TEXT NOT NULL, familyName TEXT NOT NULL, email TEXT,
                      userName TEXT, rosterID TEXT) STRICT;
                    INSERT INTO unsealedPerson
                      SELECT id, givenName, familyName, email, userName, rosterID FROM person ORDER BY rowid;
                    CREATE TABLE sealedPerson (
                      id BLOB PRIMARY KEY NOT NULL, particulars BLOB,
                      emailHash BLOB UNIQUE CHECK (length(emailHash) = 32),
                      userNameHash BLOB UNIQUE CHECK (length(userNameHash) = 32),
                      rosterIDHash BLOB UNIQUE CHECK (length(rosterIDHash) = 32),
                      state TEXT NOT NULL CHECK (state IN ('active', 'suspended')), suspendedAt TEXT,
                      createdAt TEXT NOT NULL, lastSignInAt TEXT, password BLOB, readdressedAt TEXT,
                      renumberedAt TEXT) STRICT;
                    INSERT INTO sealedPerson (id, state, suspendedAt, createdAt, lastSignInAt, password,
                        readdressedAt, renumberedAt)
                      SELECT id, state, suspendedAt, createdAt, lastSignInAt, password, readdressedAt, renumberedAt
                      FROM person ORDER BY rowid;
                    DROP TABLE person;
                    ALTER TABLE sealedPerson RENAME TO person;
                    CREATE TABLE unsealedImport (
                      id BLOB PRIMARY KEY NOT NULL, at TEXT NOT NULL, fileHash BLOB NOT NULL, report TEXT NOT NULL)
                      STRICT;
                    INSERT INTO unsealedImport SELECT id, at, fileHash, report FROM rosterImport ORDER BY id;
                    DROP TABLE rosterImport;
                    CREATE TABLE rosterImport (
                      id BLOB PRIMARY KEY NOT NULL, at TEXT NOT NULL, fileHash BLOB NOT NULL, report BLOB NOT NULL)
                      STRICT;
                    """)
        },
        SchemaMigration("2026-11-28T10 accounts: provider subjects hashed") { db in
            try db.execute(
                sql: """
                    CREATE TABLE unsealedIdentity (
                      issuer TEXT NOT NULL, subject TEXT NOT NULL,
                      personID BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE, linkedAt TEXT NOT NULL,
                      confirmedAt TEXT, PRIMARY KEY (issuer, subject)) STRICT;
                    INSERT INTO unsealedIdentity
                      SELECT issuer, subject, personID, linkedAt, confirmedAt FROM identity ORDER BY rowid;
                    DROP TABLE identity;
                    CREATE TABLE identity (
                      issuer TEXT NOT NULL, subjectHash BLOB NOT NULL CHECK (length(subjectHash) = 32),
                      personID BLOB NOT NULL REFERENCES person (id) ON DELETE CASCADE, linkedAt TEXT NOT NULL,
                      confirmedAt TEXT, PRIMARY KEY (issuer, subjectHash)) STRICT;
                    CREATE INDEX identity_personID ON identity (personID);
                    """)
        },
    ]
}
