import GRDB
import Kernel
import ServiceLifecycle

/// Brings the index up to the database: at once where little is missing, beside the server where much is.
struct IndexMaintenance: Service {
    let index: SearchIndex
    let database: any DatabaseReader
    /// Passages that are taken in before the first question.
    private static let atOnce = 2000

    init(index: SearchIndex, database: any DatabaseReader) { (self.index, self.database) = (index, database) }

    /// At the start.
    func begin() throws {
        guard try index.isBehind(database) else { return }
        let passages = try database.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM passage") ?? 0 }
        if index.count > 0 || passages <= Self.atOnce { try index.catchUp(database) }
    }

    func catchUp() async throws { try await index.catchUpAside(database) }

    func run() async throws {
        try await catchUp()
        try? await gracefulShutdown()
    }
}
