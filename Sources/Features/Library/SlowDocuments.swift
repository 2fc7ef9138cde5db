import Foundation
import Synchronization

/// Documents whose pages could not be drawn in time: they are not tried again for a while, so that nobody occupies the
/// workers with them.
final class SlowDocuments: Sendable {
    private struct Record { var count = 0, last = ContinuousClock.now }

    static let most = 2
    static let pause = Duration.seconds(600)
    private let records = Mutex<[UUID: Record]>([:])

    /// - Throws: `LibraryFailure.tookTooLong`.
    func check(_ document: UUID) throws(LibraryFailure) {
        let isSlow = records.withLock { records in
            guard let record = records[document] else { return false }
            guard ContinuousClock.now - record.last < Self.pause else {
                records[document] = nil
                return false
            }
            return record.count >= Self.most
        }
        if isSlow { throw .tookTooLong(seconds: 0) }
    }

    func note(_ document: UUID) {
        records.withLock { records in
            if records.count >= 1_000 { records = records.filter { ContinuousClock.now - $0.value.last < Self.pause } }
            records[document, default: Record()].count += 1
            records[document]?.last = .now
        }
    }
}
