import GRDB
import LanguageModel

/// Has a server read passages. Where it refuses some together, they are sent in halves, down to the one that it does not
/// take: that one is passed over, and the others are read all the same.
struct BatchReading {
    /// What became of a passage.
    enum Outcome: Sendable {
        case vector([Float])
        /// The server does not take it; in words for an administrator.
        case refused(String)
    }

    let remote: RemoteEmbedder
    /// A text that the server took when it was chosen.
    let sample: String

    /// - Returns: an outcome for each text, in their order.
    /// - Throws: what says nothing of the texts, and what a server says that takes nothing at all.
    func read(_ texts: [String]) async throws -> [Outcome] {
        do { return try await remote.embed(texts).map { .vector($0) } } catch let failure as RemoteEmbedder.Failure {
            guard failure.mayLieInTexts else { throw failure }
            // Nothing is passed over for a server that fails at everything.
            guard (try? await remote.embed([sample])) != nil else { throw failure }
            return try await halves(texts[...], failure)
        }
    }

    /// - Parameter failure: what the server said of all of them together.
    private func halves(_ texts: ArraySlice<String>, _ failure: RemoteEmbedder.Failure) async throws -> [Outcome] {
        guard texts.count > 1 else { return [.refused(failure.message)] }
        let middle = texts.startIndex + texts.count / 2
        var outcomes: [Outcome] = []
        for half in [texts[..<middle], texts[middle...]] {
            try Task.checkCancellation()
            do {
                // The server was well a moment ago: asked once, it has had its tries.
                outcomes += try await remote.embed(Array(half), isUrgent: true).map { .vector($0) }
            } catch let failure as RemoteEmbedder.Failure where failure.mayLieInTexts {
                outcomes += try await halves(half, failure)
            }
        }
        return outcomes
    }
}

/// What an embedder's server does not take of the library. The encoder built in finds it all the same.
public struct EmbedderRefusals: Sendable {
    public let count: Int
    /// One of the documents, and what the server said of its passage.
    public let title: String?, reason: String?

    /// - Parameter titles: what the documents are called, by number.
    init(of record: EmbedderRecord, titles: [Int64: String], _ db: Database) throws {
        count =
            try Int.fetchOne(
                db, sql: "SELECT count(*) FROM passageRefusal WHERE embedder = ?", arguments: [record.number]) ?? 0
        let example = try Row.fetchOne(
            db,
            sql: """
                SELECT p.document, r.reason FROM passageRefusal r JOIN passage p ON p.number = r.passage
                WHERE r.embedder = ? ORDER BY r.passage LIMIT 1
                """, arguments: [record.number])
        (title, reason) = (example.flatMap { titles[$0[0]] }, example?[1])
    }

    /// In words for an administrator; nil where it takes everything.
    public func sentence(_ record: EmbedderRecord) -> String? {
        guard count > 0 else { return nil }
        let passages = count == 1 ? "1 passage" : "\(count) passages"
        return "\(record.model) does not take \(passages), such as one of “\(title ?? "")”; the encoder built in finds "
            + "\(count == 1 ? "it" : "them"). \(reason ?? "") To have all tried again: homeroom embedder use"
    }
}
