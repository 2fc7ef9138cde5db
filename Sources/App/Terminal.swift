import ArgumentParser
import Foundation
import Kernel
import Persistence
import Vault
import Web

/// How commands speak to people.
enum Terminal {
    /// Prints to standard error what went wrong and how to mend it, and ends with the status that belongs to it.
    /// - Parameter other: the status of an error that has none of its own.
    static func fail(_ error: any Error, otherwise other: Int32 = 1) throws -> Never {
        if error is ExitCode || error is ValidationError { throw error }
        let (message, status) = explanation(error)
        StandardError.write(Data("homeroom: \(message)\n".utf8))
        throw ExitCode(status == 1 ? other : status)
    }

    /// What an error says to people, and the exit status that belongs to it.
    static func explanation(_ error: any Error) -> (message: String, status: Int32) {
        switch error {
        case let error as ApplianceClient.NoAnswer: (error.holder, 75)
        case let error as DataFolder.Failure:
            if case .locked = error { (error.message, 75) } else { (error.message, 1) }
        case let failure as StorageFailure: (explanation(failure), 1)
        case let error as any UserFacingError: (error.message, 1)
        case let error as ApplianceClient.Problem:
            (error.code == StorageFailure.damaged.code ? explanation(.damaged) : error.detail, 1)
        case MasterKey.Failure.exposed(let path): ("\(path) can be read by others. Run: chmod 600 \(path)", 1)
        case MasterKey.Failure.damaged(let path):
            ("\(path) is damaged. Restore it from your copy: without it nothing sealed can be opened.", 1)
        case MasterKey.Failure.outOfLockedMemory:
            ("The system grants no locked memory for the master key. Raise the limit: ulimit -l, LimitMEMLOCK.", 1)
        case is DatabaseFile.Foreign:
            (
                "homeroom.db in the data folder belongs to another program. Nothing was changed. Put Homeroom's own back "
                    + "from a backup, or choose another folder: --data DIR", 1
            )
        case is DatabaseFile.Newer:
            (
                "homeroom.db in the data folder was written by a later Homeroom than this one. Nothing was changed. Start "
                    + "that one, or put a backup from before the upgrade back.", 1
            )
        default: (StorageFailure(error).map(explanation) ?? "\(error)", 1)
        }
    }

    /// What a disk's failure means at the console: nothing goes on there, and whoever reads it can mend it.
    private static func explanation(_ failure: StorageFailure) -> String {
        switch failure {
        case .full:
            "The disk that holds the data folder is full. Make room on it, 100 MB at least, and try again."
        case .readOnly:
            "The data folder, or the disk that holds it, takes no writes. Mount it for writing, or give the folder to this "
                + "user, and try again. Where it was writable before, the disk may fail: look into the system's log."
        case .damaged:
            "homeroom.db in the data folder is damaged, or its disk fails. Stop the server, put homeroom.db back from a "
                + "backup, without the -wal and -shm files that lie beside it now (move these aside), and start again."
        }
    }

    /// A secret that a file holds, so that it shows in no list of processes.
    /// - Throws: `ValidationError`.
    static func secret(in path: String) throws -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw ValidationError("\(path) cannot be read. Give a file that holds the key or secret.")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Prints a line at once, also into a pipe.
    static func say(_ text: String, terminator: String = "\n") {
        StandardOutput.write(Data((text + terminator).utf8))
    }

    static func printJSON(_ value: some Encodable) {
        let encoder = JSONEncoder.wire
        encoder.outputFormatting.insert(.prettyPrinted)
        say((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null")
    }

    /// Columns as wide as their longest cell; the last takes what is left.
    static func table(_ heads: [String], _ rows: [[String]]) {
        let widths = heads.indices.map { column in
            min(([heads] + rows).map { $0[column].count }.max() ?? 0, column == heads.count - 1 ? .max : 44)
        }
        let lines = ([heads] + rows).map { row in
            let cells = zip(row, widths).map { cell, width in
                let shown = cell.count > width ? String(cell.prefix(width - 1)) + "…" : cell
                return shown + String(repeating: " ", count: max(0, min(width, 200) - shown.count))
            }
            return cells.joined(separator: "  ").trimmingTrailingBlanks()
        }
        say(lines.joined(separator: "\n"))
    }

    /// Text in lines of at most 96 characters.
    static func wrap(_ text: String, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        var lines = [margin]
        for word in text.split(whereSeparator: \.isWhitespace) {
            if lines[lines.count - 1].count + word.count > 96 { lines.append(margin) }
            if lines[lines.count - 1].count > indent { lines[lines.count - 1] += " " }
            lines[lines.count - 1] += word
        }
        return lines.joined(separator: "\n")
    }

    /// Two decimals.
    static func number(_ value: some BinaryFloatingPoint) -> String { String(format: "%.2f", Double(value)) }
}

extension String {
    fileprivate func trimmingTrailingBlanks() -> String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}

/// A bar on standard error that shows how far a batch is; nothing where that is no terminal.
final class ProgressBar {
    private let total: Int
    private let isShown: Bool

    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown && isatty(2) == 1
    }

    /// - Parameter part: how far the file under way is, 0 to 1.
    func update(done: Int, doing path: String, part: Double = 0) {
        guard isShown, total > 0 else { return }
        let share = (Double(done) + part) / Double(total)
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        let name = (path as NSString).lastPathComponent.prefix(36)
        StandardError.write(Data("\r\u{1B}[K\(bar) \(done)/\(total) \(name)".utf8))
    }

    func end() {
        if isShown { StandardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
