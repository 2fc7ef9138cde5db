public import Foundation
public import GRDB
import Logging

/// How old the keys' seals are, and how many keys there are.
public struct KeyAges: Codable, Sendable, Equatable {
    /// The epoch's number, from 1.
    public let epoch: Int64
    public let beganAt: Date
    /// How many keys there are of each kind.
    public let keys: [String: Int]
}

extension SubjectKeys {
    /// After so many days keys should be sealed anew.
    public static let mostDays = 365

    /// How old the keys' seals are. Blocks.
    /// - Throws: database errors.
    public func ages() throws -> KeyAges {
        try queue.read { keys in
            let epoch = try store.epoch(keys)
            return KeyAges(epoch: epoch.number, beganAt: epoch.beganAt, keys: try store.counts(keys))
        }
    }

    /// What is amiss with the keys, with the cure; empty when all is well. Blocks.
    /// - Parameter database: homeroom.db.
    /// - Throws: database errors.
    public func faults(_ database: any DatabaseReader, now: Date) throws -> [String] {
        guard let beganAt = try? ages().beganAt else {
            return [
                "keys.db cannot be read: nobody's name is shown, and nobody can read their conversations. Stop the server, "
                    + "put the newest copy of keys.db back, and start again"
            ]
        }
        // The file that is open may be gone from the folder, or be another user's by now.
        if let path, access(path, W_OK) != 0 {
            let gone = access(path, F_OK) != 0
            return [
                gone
                    ? "keys.db is gone from the data folder while the server runs: whoever stops it loses the keys of people's "
                        + "names and conversations. Put the newest copy of keys.db back before that"
                    : "keys.db cannot be written: keys of people who are erased are not destroyed, and nobody new can be "
                        + "entered or begin a conversation. Give it to the user that the server runs as: chown, and chmod 600"
            ]
        }
        let days = Int(now.timeIntervalSince(beganAt) / 86_400)
        let overdue = try database.read { db in try KeyLedger.overdue(db, now: now) }
        return [
            days > Self.mostDays
                ? "the keys of people's names and conversations were last sealed anew \(days) days ago. Do it once a "
                    + "year: homeroom key rotate" : nil,
            overdue > 0
                ? "keys of what was erased could not be destroyed yet: \(overdue). Make room on the disk that holds the "
                    + "data folder; it is tried again each hour and at each start" : nil,
        ].compactMap { $0 }
    }
}

extension SubjectKeys {
    /// Destroys keys that could not be destroyed when it was asked for. Blocks.
    /// - Parameter db: homeroom.db's writer, outside a transaction.
    /// - Throws: database errors.
    public func destroyOverdue(_ db: Database) throws {
        let count = try carryOut(db)
        guard count > 0 else { return }
        Logger(label: "homeroom.keys").notice("keys were destroyed late", metadata: ["count": "\(count)"])
    }
}
