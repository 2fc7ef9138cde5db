import Foundation
import Kernel
import Logging
public import ServiceLifecycle
import Synchronization

/// Knows whether the data folder takes writes. It asks for free room every few seconds, writes a few bytes every half a
/// minute, and does both after each write that failed, so that a full disk is told at once and the appliance goes on by
/// itself when there is room again.
public final class StorageMonitor: Service {
    /// Below this many free bytes nothing new is taken in: what is under way needs room to end.
    public static let reserve: Int64 = 64 << 20
    /// So much must be free again before writing goes on, so that it does not turn on and off.
    private static let enough: Int64 = 96 << 20

    /// Rounds of three seconds from one write to the next.
    private static let roundsPerWrite = 10

    private let folder: String
    private let lastLook = Mutex(ContinuousClock.now)
    private let state = Mutex<StorageFailure?>(nil)
    private let hasToldOfPages = Atomic(false)
    private let offload = Offload("homeroom.storage", width: 1)
    private let logger = Logger(label: "homeroom.storage")

    public init(folder: String) { self.folder = folder }

    /// Why nothing can be written now; nil when all is well.
    public var failure: StorageFailure? { state.withLock { $0 } }

    /// Takes note of an error that a write met.
    /// - Returns: what it means for the disk; nil where it means nothing.
    @discardableResult
    public func note(_ error: any Error) async -> StorageFailure? {
        guard let failure = StorageFailure(error) else { return nil }
        // A damaged page of the database says nothing of the disk; and SQLite's "I/O error" may be a full one.
        await check()
        return self.failure ?? failure
    }

    /// Looks at the disk again before something is refused, at most once in a second.
    /// - Returns: why nothing can be written; nil when all is well again.
    public func failureNow() async -> StorageFailure? {
        guard failure != nil else { return nil }
        let isDue = lastLook.withLock { last in
            guard ContinuousClock.now - last >= .seconds(1) else { return false }
            last = .now
            return true
        }
        if isDue { await check() }
        return failure
    }

    /// Looks at the disk now.
    /// - Parameter writes: whether to write a few bytes too; a disk that failed is always written to.
    public func check(writes: Bool = true) async {
        if PageSums.haveFaults, !hasToldOfPages.exchange(true, ordering: .relaxed) {
            logger.error("\(PageSums.warning)", metadata: ["code": "storage.pages"])
        }
        let wasFull = failure != nil
        let looked = try? await offload { [folder] in
            Result<StorageFailure?, Never>.success(
                Self.look(folder, enough: wasFull ? Self.enough : Self.reserve, writes: writes || wasFull))
        }
        guard case .success(let now) = looked else { return }
        let before = state.withLock { state in
            defer { state = now }
            return state
        }
        guard before != now else { return }
        if let now {
            logger.error("\(now.message)", metadata: ["code": "\(now.code)"])
        } else {
            logger.notice("The server's disk takes writes again: everything goes on.")
        }
    }

    /// Whether a folder's disk is to blame for an error of the database, which does not tell a full disk from one that
    /// fails. Blocks.
    public static func cause(of error: any Error, in folder: String) -> StorageFailure? {
        guard let failure = StorageFailure(error) else { return nil }
        return failure == .damaged ? failure : look(folder, enough: 1 << 20) ?? failure
    }

    public func run() async throws {
        var round = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // Writing wakes the disk of a machine where nothing happens.
            await check(writes: round.isMultiple(of: Self.roundsPerWrite))
            round += 1
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(3)) }
        }
    }

    /// Asks the file system for free room, and writes a few bytes, since quotas and read-only mounts show nowhere else.
    static func look(_ folder: String, enough: Int64, writes: Bool = true) -> StorageFailure? {
        var information = statvfs()
        if statvfs(folder, &information) == 0 {
            guard information.f_flag & UInt(ST_RDONLY) == 0 else { return .readOnly }
            // Unsigned and large on some file systems: compared without overflow.
            let free = Double(information.f_bavail) * Double(information.f_frsize)
            guard free >= Double(enough) else { return .full }
        }
        guard writes else { return nil }
        let path = folder + "/.probe"
        do {
            try DurableFile.write(Data(count: 4096), to: path)
            unlink(path)
            return nil
        } catch {
            unlink(path)
            return StorageFailure(error)
        }
    }
}
