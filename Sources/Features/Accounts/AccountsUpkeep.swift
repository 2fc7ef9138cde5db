import Extraction
import Foundation
import Kernel
import Logging
import ServiceLifecycle
import Vault

/// What goes on beside the requests: sessions' times are stored, the roster's folder is looked at, and those who left
/// are erased when their time has come.
struct AccountsUpkeep: Service {
    let sessions: Sessions
    let rosters: Rosters
    private let logger = Logger(label: "homeroom.accounts")

    func run() async throws {
        var (last, refused): (Date, Data?) = (.distantPast, nil)
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                try await sessions.store(sessions.store.sessions.takeUsed())
                refused = try await lookAgain(refused: refused)
                if Date().timeIntervalSince(last) > 6 * 3600 {
                    try await rosters.eraseLeavers()
                    last = Date()
                }
            } catch { logger.error("upkeep failed", metadata: ["error": "\(error)"]) }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(30)) }
        }
        try await sessions.store(sessions.store.sessions.takeUsed())
    }

    /// Looks; a folder that cannot be read is told once, and does not hold up the rest.
    /// - Returns: what was refused, so that it is not tried or told again.
    private func lookAgain(refused: Data?) async throws -> Data? {
        do { return try await look(refused: refused) } catch let failure as AccountsFailure {
            let told = Data(failure.message.utf8)
            if told != refused {
                logger.warning("the roster's folder cannot be used", metadata: ["reason": "\(failure.message)"])
            }
            return told
        }
    }

    /// Takes in what lies in the roster's folder, once it has lain still for a minute and is not what was taken last.
    /// - Returns: the hash of a delivery that was refused, so that it is not tried again.
    private func look(refused: Data?) async throws -> Data? {
        guard let folder = rosters.store.access.policy.rosterFolder,
            let (archive, hash) = try await RosterFolder.offload({ () -> ([UInt8], Data)? in
                guard let found = try RosterFolder.newest(in: folder), Date().timeIntervalSince(found.changedAt) > 60
                else { return nil }
                let archive = try found.archive()
                return (archive, Data(blake2b256(archive)))
            })
        else { return refused }
        guard hash != refused, try await rosters.lastHash() != hash else { return refused }
        do {
            let report = try await rosters.take(archive, .init(way: "folder"), by: .appliance)
            if let stopped = report.stopped {
                logger.warning("the roster's delivery was not taken", metadata: ["reason": "\(stopped)"])
                return hash
            }
            logger.notice(
                "the roster's delivery was taken",
                metadata: ["added": "\(report.people.added)", "left": "\(report.people.left)"])
            return nil
        } catch let failure as AccountsFailure {
            logger.warning("the roster's delivery was not taken", metadata: ["reason": "\(failure.message)"])
            return hash
        }
    }
}
