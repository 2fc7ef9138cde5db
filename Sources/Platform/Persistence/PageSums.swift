import CPageSums
import Foundation
import GRDB

/// Checksums of the database's pages: whether the disk gives back what was written. A page that it does not is read all
/// the same, since one changed letter is no reason to go dark; it is counted, and `check` names it.
public enum PageSums {
    /// Whether databases opened from now on check their pages.
    static let areOn = page_sums_register() == 0

    /// Whether this process has read a page that did not hold what was written.
    public static var haveFaults: Bool { page_sums_faults() > 0 }

    /// What to say of it.
    public static let warning =
        "Pages of the database did not hold what Homeroom wrote when they were read; `homeroom doctor` names those that "
        + "still do not. Restore a backup, on another disk."

    /// Where a database's header says how many bytes of each page are kept free
    /// (https://sqlite.org/fileformat.html, 1.3).
    private static let reservedAt: UInt64 = 20

    /// Has a database that is being made keep the bytes free. One that exists does so from its next `VACUUM` on.
    static func reserve(_ db: Database) {
        if areOn { _ = page_sums_reserve(db.sqliteConnection) }
    }

    /// Writes the pages of a database anew that a release before sums made. Larger ones stay as they are: writing them
    /// anew takes their size in memory. A disk too full for it is no reason not to start.
    static func add(to pool: DatabasePool, most: Int = 1 << 30) {
        guard areOn, !hasSums(pool.path) else { return }
        try? pool.writeWithoutTransaction { db in
            // What the file's header does not say yet, the write-ahead log may.
            try db.checkpoint(.truncate)
            let size = try FileManager.default.attributesOfItem(atPath: pool.path)[.size] as? Int ?? .max
            guard !hasSums(pool.path), size <= most else { return }
            try db.execute(sql: "VACUUM")
            try db.checkpoint(.truncate)
        }
    }

    static func hasSums(_ path: String) -> Bool {
        guard let file = FileHandle(forReadingAtPath: path) else { return false }
        defer { try? file.close() }
        try? file.seek(toOffset: reservedAt)
        return (try? file.read(upToCount: 1)) == Data([UInt8(PAGE_SUMS_RESERVED)])
    }

    /// What `PRAGMA integrity_check` finds, in words for people where it is a page that did not hold its sum. Blocks.
    static func check(_ db: Database) throws -> [String] {
        let code = "error code=\(ResultCode.SQLITE_IOERR_DATA.rawValue)"
        var (pages, others) = (Set<Int>(), [String]())
        _ = page_sums_check_strictly(db.sqliteConnection)
        do {
            let lines = try String.fetchCursor(db, sql: "PRAGMA integrity_check")
            while let text = try lines.next() {
                for line in text.split(separator: "\n") where line != "ok" && !line.hasPrefix("***") {
                    if line.contains(code), let page = line.firstMatch(of: /[Pp]age ([0-9]+)/).flatMap({ Int($0.1) }) {
                        pages.insert(page)
                    } else {
                        others.append(String(line))
                    }
                }
            }
        } catch let error as DatabaseError where StorageFailure(error) == .damaged {
            // The check tells what it found, and then fails of it.
            if pages.isEmpty, others.isEmpty { others = ["it cannot be read (\(error.message ?? "the disk fails"))."] }
        }
        guard !pages.isEmpty else { return others }
        let named = pages.sorted().prefix(20).map(String.init).joined(separator: ", ")
        let count = pages.count == 1 ? "one page does" : "\(pages.count) pages do"
        // What else SQLite finds follows from them.
        return [
            "\(count) not hold what Homeroom wrote (\(named)): the disk fails, or another program changed them. "
                + "Restore a backup, on another disk."
        ]
    }
}
