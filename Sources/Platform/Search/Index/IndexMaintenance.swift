import GRDB
import Kernel
import ServiceLifecycle

/// Brings the index up to the database: at once where little is missing, beside the server where much is. Then sees to
/// it that what is sealed does not stay open.
struct IndexMaintenance: Service {
    let index: SearchIndex
    let opened: SealedIndex
    let database: any DatabaseReader
    /// Passages that are taken in before the first question.
    private static let atOnce = 2000

    init(index: SearchIndex, opened: SealedIndex, database: any DatabaseReader) {
        (self.index, self.opened, self.database) = (index, opened, database)
    }

    /// At the start.
    func begin() throws {
        guard try index.isBehind(database) else { return }
        let passages = try database.read(PassageRecord.clearCount)
        if index.count > 0 || passages <= Self.atOnce { try index.catchUp(database) }
    }

    func catchUp() async throws { try await index.catchUpAside(database) }

    func run() async throws {
        try await catchUp()
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: .seconds(60))
                opened.dropUnused()
            }
        }
    }
}
