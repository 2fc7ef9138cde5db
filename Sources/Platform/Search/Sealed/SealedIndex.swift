import Citations
import Foundation
import GRDB
import Kernel
import Logging
import Persistence
import Synchronization
import TextEncoder
import Vault

/// A document whose passages are sealed.
struct SealedOwner: Sendable {
    let document: Int64
    let passages: ClosedRange<Int64>
    let subject: Subject
    /// The last change of it that the index knows: what was opened before that is opened anew.
    let change: Int64
}

/// Keeps sealed passages open while they are searched: document by document, those alone that somebody asked within,
/// and no longer than they are used.
final class SealedIndex: Sendable {
    /// Most bytes of memory for what is open; the longest unused go first. A passage takes about 12 KB, nine tenths of it
    /// its sentences' vectors, so that there is room for 20,000: the private collections of a few dozen people who are
    /// at work at the same time. On the smallest machine, with 4 GB, it is a sixteenth of its memory.
    static let most = 256 << 20
    /// So long what nobody searches stays open.
    static let longest = Duration.seconds(30 * 60)

    private struct Held {
        let part: SealedPart
        let subject: Subject
        let change: Int64
        var lastUse: Int
        var usedAt: ContinuousClock.Instant
    }

    private struct State {
        var held: [Int64: Held] = [:]
        var bytes = 0
        var uses = 0
        /// Counts droppings: what was being opened meanwhile is not kept.
        var drops = 0
    }

    private let passages: SealedPassages
    private let source: any PassageSource
    private let most: Int
    private let state = Mutex(State())
    /// One at a time opens: of two who ask for the same, one opens it.
    private let opening = Mutex<Void>(())
    private let logger = Logger(label: "homeroom.sealed")

    init(passages: SealedPassages, source: any PassageSource, most: Int) {
        (self.passages, self.source, self.most) = (passages, source, most)
    }

    /// Bytes of memory held, and of how many documents.
    var held: (bytes: Int, documents: Int) { state.withLock { ($0.bytes, $0.held.count) } }

    /// Opens what a search looks into. Blocks for as long as opening takes, about 0.1 ms a passage.
    /// - Parameter owners: within the scope of whoever asks, and nothing else.
    /// - Throws: database errors.
    func open(_ owners: [SealedOwner], _ database: any DatabaseReader) throws -> OpenPassages {
        guard !owners.isEmpty else { return .none }
        var (parts, missing) = take(owners)
        guard !missing.isEmpty else { return OpenPassages(parts, isPart: false) }
        return try opening.withLock { _ in
            let found = take(missing)
            parts += found.parts
            missing = found.missing
            let drops = state.withLock { $0.drops }
            var isFull = false
            let wanted = Set(owners.map(\.document))
            for owner in missing {
                guard let part = try open(owner, sparing: wanted, database, isFull: &isFull) else { continue }
                parts.append(part)
                keep(part, owner, since: drops)
            }
            if isFull { logger.notice("what is sealed within a scope has no room in memory, and is searched in part") }
            return OpenPassages(parts, isPart: isFull)
        }
    }

    /// What is open already and up to date, and what is not.
    private func take(_ owners: [SealedOwner]) -> (parts: [SealedPart], missing: [SealedOwner]) {
        state.withLock { state in
            state.uses += 1
            var (parts, missing): ([SealedPart], [SealedOwner]) = ([], [])
            for owner in owners {
                guard let held = state.held[owner.document], held.change == owner.change,
                    held.subject == owner.subject
                else {
                    missing.append(owner)
                    continue
                }
                state.held[owner.document]?.lastUse = state.uses
                state.held[owner.document]?.usedAt = .now
                parts.append(held.part)
            }
            return (parts, missing)
        }
    }

    private func open(
        _ owner: SealedOwner, sparing wanted: Set<Int64>, _ database: any DatabaseReader, isFull: inout Bool
    ) throws -> SealedPart? {
        do {
            let sizes = try database.read { db in try passages.sizes(of: owner.document, db) }
            // A whole shelf in one document: its passages are found by their windows.
            let withSentences = sizes.words + sizes.sentences <= most
            let size = sizes.words + (withSentences ? sizes.sentences : 0)
            guard makeRoom(for: size, besides: owner.document, sparing: wanted) else {
                isFull = true
                return nil
            }
            return try database.read { db in
                guard let sealer = try passages.sealer(of: owner.subject) else { return nil }
                let details = try source.details(of: [owner.document], question: "", in: nil, db)
                let words = Set(QuestionTerms.tokens(details[owner.document]?.title ?? ""))
                let title = Set(try WordIndex.stems(of: Array(words), db).map { WordHash($0) })
                return try passages.part(of: owner, title: title, withSentences: withSentences, sealer, db)
            }
        } catch let error where error is Sealer.Forged || error is BlockReader.Malformed {
            // One that is damaged does not keep the others from being found.
            logger.error("sealed passages cannot be opened", metadata: ["document": "\(owner.document)"])
            return nil
        }
    }

    /// Lets go of what was not used for longest, but nothing that the search at hand needs.
    /// - Returns: whether there is room now.
    private func makeRoom(for size: Int, besides document: Int64, sparing wanted: Set<Int64>) -> Bool {
        state.withLock { state in
            Self.remove(document, &state)
            while state.bytes + size > most {
                let unwanted = state.held.filter { !wanted.contains($0.key) }
                guard let oldest = unwanted.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return false }
                Self.remove(oldest.key, &state)
            }
            return true
        }
    }

    private func keep(_ part: SealedPart, _ owner: SealedOwner, since drops: Int) {
        state.withLock { state in
            guard state.drops == drops else { return }
            Self.remove(owner.document, &state)
            state.held[owner.document] = Held(
                part: part, subject: owner.subject, change: owner.change, lastUse: state.uses, usedAt: .now)
            state.bytes += part.bytes
        }
    }

    private static func remove(_ document: Int64, _ state: inout State) {
        if let old = state.held.removeValue(forKey: document) { state.bytes -= old.part.bytes }
    }

    // MARK: Closing

    /// Forgets what is open of a subject: its key was destroyed.
    func drop(_ subject: Subject) {
        state.withLock { state in
            state.drops += 1
            for (document, held) in state.held where held.subject == subject { Self.remove(document, &state) }
        }
    }

    /// Forgets what has changed since it was opened, or went.
    /// - Parameter owners: all that is sealed.
    func dropChanged(_ owners: [SealedOwner]) {
        let changes = Dictionary(owners.map { ($0.document, $0.change) }, uniquingKeysWith: { $1 })
        state.withLock { state in
            for (document, held) in state.held where changes[document] != held.change {
                Self.remove(document, &state)
            }
        }
    }

    /// Forgets what nobody has searched for long.
    func dropUnused(now: ContinuousClock.Instant = .now) {
        state.withLock { state in
            for (document, held) in state.held where now - held.usedAt > Self.longest {
                Self.remove(document, &state)
            }
        }
    }

    /// Forgets all.
    func close() {
        state.withLock { state in
            state.drops += 1
            (state.held, state.bytes) = ([:], 0)
        }
    }
}
