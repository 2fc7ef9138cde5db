import Extraction
import Foundation
import Kernel
import Logging
import ServiceLifecycle
import Vault

/// Stores when sessions were last used, once more when the server ends.
struct SessionTimes: Service {
    let sessions: Sessions

    func store() async throws { try await sessions.store(sessions.store.sessions.takeUsed()) }

    func run() async throws {
        try? await gracefulShutdown()
        try await store()
    }
}

/// Looks into the folder from which rosters are taken.
actor RosterWatch {
    private let rosters: Rosters
    private let logger = Logger(label: "homeroom.accounts")
    /// What was refused, so that it is not tried or told again.
    private var refused: Data?

    init(rosters: Rosters) { self.rosters = rosters }

    func look() async throws { refused = try await lookAgain(refused: refused) }

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
