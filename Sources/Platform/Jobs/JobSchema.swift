import GRDB
import Persistence

/// The tables of the queue and of the schedules.
enum JobSchema {
    static let migrations = [
        SchemaMigration("2026-11-21 jobs: queue") { db in
            try db.create(table: "job", options: .strict) { t in
                t.primaryKey("id", .blob)
                t.column("kind", .text).notNull()
                t.column("subject", .blob).notNull().indexed()
                t.column("state", .text).notNull().check { ["queued", "running", "done", "dead"].contains($0) }
                t.column("priority", .integer).notNull()
                t.column("attempts", .integer).notNull()
                t.column("runAfter", .text).notNull()
                t.column("progress", .real).notNull()
                t.column("problem", .text)
            }
            try db.create(index: "job_next", on: "job", columns: ["state", "priority", "runAfter"])
        },
        SchemaMigration("2026-11-26T10 jobs: turns") { db in
            try db.alter(table: "job") { t in t.add(column: "turn", .integer).notNull().defaults(to: 0) }
            try db.drop(index: "job_next")
            try db.create(index: "job_next", on: "job", columns: ["state", "priority", "turn", "runAfter"])
        },
        SchemaMigration("2026-11-27T10 jobs: lanes, stages and what was done") { db in
            // A check cannot be altered: the table is made anew. What earlier releases queued was all read from files
            // or waited for a server of embeddings.
            try db.execute(
                sql: """
                    CREATE TABLE job2 (
                      id BLOB PRIMARY KEY NOT NULL, kind TEXT NOT NULL, subject BLOB NOT NULL,
                      payload TEXT NOT NULL DEFAULT '{}', lane TEXT NOT NULL,
                      state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'dropped')),
                      priority INTEGER NOT NULL, turn INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL,
                      addedAt TEXT NOT NULL, runAfter TEXT NOT NULL, startedAt TEXT, finishedAt TEXT,
                      progress REAL NOT NULL, stage TEXT, problem TEXT) STRICT;
                    INSERT INTO job2 (id, kind, subject, lane, state, priority, turn, attempts, addedAt, runAfter, progress,
                      problem)
                    SELECT id, kind, subject,
                      CASE kind WHEN 'library.embed' THEN 'models' WHEN 'library.domains' THEN 'maintenance'
                        ELSE 'parsing' END,
                      CASE state WHEN 'dead' THEN 'failed' ELSE state END,
                      priority, turn, attempts, runAfter, runAfter, progress, problem FROM job;
                    DROP TABLE job;
                    ALTER TABLE job2 RENAME TO job;
                    CREATE INDEX job_on_subject ON job(subject);
                    CREATE INDEX job_next ON job(state, lane, priority, turn, runAfter);
                    """)
        },
        SchemaMigration("2026-11-27T11 jobs: schedules") { db in
            try db.execute(
                sql: """
                    CREATE TABLE schedule (
                      name TEXT PRIMARY KEY NOT NULL, knownSince TEXT NOT NULL, startedAt TEXT, endedAt TEXT,
                      outcome TEXT CHECK (outcome IN ('done', 'failed')), problem TEXT) STRICT;
                    """)
        },
    ]
}
