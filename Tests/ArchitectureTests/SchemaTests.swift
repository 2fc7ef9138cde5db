import Foundation
import TestSupport
import Testing

@Suite("Schema") struct SchemaTests {
    /// Ids of steps that have been released; a step's id never changes, and new ones sort after all of these.
    private static let released = [
        "2026-11-21 accounts: set-up link, sessions",
        "2026-11-21 jobs: queue",
        "2026-11-21 library: collections, documents, pages, passages",
        "2026-11-21 library: numbered changes, words of each passage",
        "2026-11-21 library: remote embedders",
        "2026-11-21T12 accounts: people, places, roles",
        "2026-11-21T12 accounts: signing in",
        "2026-11-21T12 library: readers and writers of collections",
        "2026-11-21T12 persistence: audit trail, settings",
        "2026-11-21T17 coach: model providers, calls",
        "2026-11-21T19 coach: conversations, shares, tiers",
        "2026-11-21T19 library: domains of passages, numbers of books",
        "2026-11-21T19 persistence: outbound calls",
        "2026-11-26T02 accounts: confirmations, who set a provider up",
        "2026-11-26T02 library: who added a document, files to remove",
        "2026-11-26T02 persistence: identity of the data folder",
        "2026-11-26T03 coach: threads that are taken, replies not seen, opened links",
        "2026-11-26T07 accounts: the way to providers, changed addresses",
        "2026-11-26T10 coach: forms and trials of model servers",
        "2026-11-26T10 jobs: turns",
        "2026-11-26T10 library: how documents were read",
        "2026-11-26T11 library: editions of documents",
        "2026-11-26T13 coach: addresses that conversations were shared with",
        "2026-11-27T01 library: what is wrong with an embedder",
        "2026-11-27T10 jobs: lanes, stages and what was done",
        "2026-11-27T11 jobs: schedules",
        "2026-11-27T20 coach: conversations without their owners' keys",
        "2026-11-27T20 keys: epochs, keys of subjects",
        "2026-11-27T20 persistence: changes of keys.db, keys to destroy",
        "2026-11-27T30 library: passages that an embedder does not take",
        "2026-11-27T40 models: kinds, promises and paces of providers, schools of calls",
        "2026-11-27T50 operations: how far the trail was sent on",
        "2026-11-27T50 persistence: the trail's district",
        "2026-11-27T51 accounts: the trail's district",
        "2026-11-27T70 web: requests that are done once",
        "2026-11-27T80 mail: outbox",
        "2026-11-27T90 persistence: activity",
        "2026-11-28T10 accounts: people sealed",
        "2026-11-28T10 accounts: provider subjects hashed",
        "2026-11-28T20 library: sealed documents",
        "2026-11-28T21 search: sealed passages",
    ]

    @Test("steps keep their ids, and new ones come last")
    func migrations() throws {
        let root = SharedData.checkout.path + "/Sources"
        let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        var ids: [String] = []
        for path in paths where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: root + "/" + path, encoding: .utf8)
            ids += text.matches(of: /SchemaMigration\("(\d{4}-\d\d-\d\d(?:T\d\d)? [^"]+)"\)/).map { String($0.1) }
        }
        #expect(ids.sorted() == Self.released)
        #expect(Set(ids).count == ids.count)
    }
}
