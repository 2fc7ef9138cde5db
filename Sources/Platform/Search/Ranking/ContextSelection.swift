import Foundation
import GRDB
import Kernel

/// Chooses, of what a search found, the passages that are read for an answer: those of the question's domains first,
/// not all of one document, the same thing once, and neighbours joined where one reads on into the next.
struct ContextSelection: Sendable {
    let database: any DatabaseReader
    /// Passages looked at for each that is read.
    static let breadth = 3

    /// Shares of the best score: what belonging to the question's domains is worth, and what each further passage of a
    /// document costs. Small: they order what is about as near.
    private static let domain: Float = 0.03, company: Float = 0.01
    /// What an edition costs that a later one has taken the place of, and what the one of a year is worth that is asked
    /// for: all say about the same, and the right one must be among what is read.
    private static let earlier: Float = 0.03, asked: Float = 0.1

    /// Waits for the database: not for threads that serve requests.
    /// - Parameter hits: the best first.
    func choose(_ hits: [SearchHit], count: Int, domains: Set<String>) throws -> [SearchHit] {
        guard let best = hits.first?.score else { return [] }
        var rest = try labelled(hits)
        for index in rest.indices where !domains.isDisjoint(with: rest[index].domains) {
            rest[index].score += Self.domain * best
        }
        for index in rest.indices {
            if rest[index].edition.isAskedFor { rest[index].score += Self.asked * best }
            if rest[index].edition.later > 0 { rest[index].score -= Self.earlier * best }
        }
        var (chosen, perDocument) = ([SearchHit](), [UUID: Int]())
        while chosen.count < count, !rest.isEmpty {
            func worth(_ hit: SearchHit) -> Float {
                hit.score - Self.company * best * Float(perDocument[hit.documentID] ?? 0)
            }
            let next = rest.indices.max { (worth(rest[$0]), $1) < (worth(rest[$1]), $0) } ?? 0
            let hit = rest.remove(at: next)
            // Two editions of a book say the same.
            guard !chosen.contains(where: { $0.text == hit.text }) else { continue }
            chosen.append(hit)
            perDocument[hit.documentID, default: 0] += 1
        }
        return Self.joined(chosen)
    }

    private func labelled(_ hits: [SearchHit]) throws -> [SearchHit] {
        try database.read { db in
            let statement = try db.cachedStatement(sql: "SELECT domain FROM passageDomain WHERE passage = ?")
            return try hits.map { hit in
                var hit = hit
                hit.domains = try String.fetchAll(statement, arguments: [hit.number])
                return hit
            }
        }
    }

    /// Joins passages that follow each other; the pair stands where the better one stood.
    static func joined(_ hits: [SearchHit]) -> [SearchHit] {
        var result: [SearchHit] = []
        for hit in hits {
            var (whole, place) = (hit, result.count)
            // One may close the gap between two.
            while let index = result.firstIndex(where: { follows($0, whole) || follows(whole, $0) }) {
                let other = result.remove(at: index)
                whole = follows(other, whole) ? join(other, whole) : join(whole, other)
                place = min(place, index)
            }
            result.insert(whole, at: min(place, result.count))
        }
        return result
    }

    /// Whether `next` begins where `hit` ends, blanks aside.
    private static func follows(_ hit: SearchHit, _ next: SearchHit) -> Bool {
        let end = hit.start + hit.text.unicodeScalars.count
        return hit.documentID == next.documentID && (0...2).contains(next.start - end)
    }

    private static func join(_ hit: SearchHit, _ next: SearchHit) -> SearchHit {
        var whole = hit
        let gap = next.start - hit.start - hit.text.unicodeScalars.count
        whole.text += String(repeating: "\n", count: gap) + next.text
        whole.lastPage = max(hit.lastPage, next.lastPage)
        whole.sentences += next.sentences
        whole.domains += next.domains.filter { !hit.domains.contains($0) }
        (whole.score, whole.similarity) = (max(hit.score, next.score), max(hit.similarity, next.similarity))
        return whole
    }
}
