import Foundation
import GRDB
import Jobs
import Kernel
import LanguageModel
import ServiceLifecycle
import TestSupport
import Testing
import VectorIndex

@testable import Library
@testable import Search

@Suite("Embedders") struct EmbedderTests {
    @Test(
        "a server reads every passage while the encoder built in serves, then serves; new ones follow; away, it is missed by nobody"
    )
    func switching() async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        let topics = ["reading", "algebra", "assessment", "norms", "attendance"]
        for topic in topics { _ = try await fixture.add("# \(topic)\n\nA page about \(topic) for teams.", name: topic) }
        let server = EmbeddingServer(dimensions: 128)
        try await server.run { url in
            try await library.passages.embedders.choose(
                .init(baseURL: url, model: "m", dimensions: nil, key: "k"), by: .appliance)
            let chosen = try await library.passages.embedders.list()
            #expect(chosen.map(\.record.state) == [.filling] && chosen[0].record.dimensions == 128)
            #expect(chosen[0].record.key.map { !$0.contains(Data("k".utf8)) || $0.count == 41 } == true)
            // Half way, the first index serves.
            #expect(library.passages.index.remoteEmbedder == nil)
            #expect(
                try await library.passages.search("algebra", count: 1, in: .everything, isStudents: false).hits.first?
                    .documentTitle
                    == "algebra")
            let id = chosen[0].record.id
            // A key that ends is no batch that is too large: it is not tried again with a smaller one.
            server.fail([401])
            await #expect(throws: RemoteEmbedder.Failure.self) {
                try await library.passages.embedders.fill(id, report: { _ in })
            }
            try await library.passages.embedders.fill(id, report: { _ in })
            let serving = try await library.passages.embedders.list()
            #expect(serving.map(\.record.state) == [.serving] && serving[0].done == 5 && serving[0].passages == 5)
            #expect(library.passages.index.vectors.remote?.index.count == 5)
            let result = try await library.passages.search("norms", count: 1, in: .everything, isStudents: false)
            #expect(result.hits.first?.documentTitle == "norms" && result.trace["remote"] != nil)
            // A document added now is found at once, and by the server's vectors when its job is done.
            let added = try await fixture.add("# grading\n\nA page about grading.", name: "grading")
            #expect(
                try await library.passages.search("grading", count: 1, in: .everything, isStudents: false).hits.first?
                    .documentID == added)
            let jobs = try await fixture.database.read { db in
                try Job.filter(Column("kind") == Embedders.job.name && Column("state") == "queued").fetchCount(db)
            }
            #expect(jobs >= 1)
            try await library.passages.embedders.fill(id, report: { _ in })
            #expect(library.passages.index.vectors.remote?.index.count == 6)
            // Nobody answers: the encoder built in does.
            server.fail([503])
            let alone = try await library.passages.search("assessment", count: 1, in: .everything, isStudents: false)
            #expect(alone.hits.first?.documentTitle == "assessment" && alone.trace["remote"] == nil)
            try await library.passages.embedders.clear(by: .appliance)
            #expect(library.passages.index.vectors.remote == nil)
            #expect(try await library.passages.embedders.list().isEmpty)
        }
    }

    @Test("a server whose vectors change their length is told with both lengths and the cure, until they fit again")
    func otherLength() async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        for topic in ["reading", "algebra"] {
            _ = try await fixture.add("# \(topic)\n\nA page about \(topic).", name: topic)
        }
        let server = EmbeddingServer(dimensions: 128)
        try await server.run { url in
            try await library.passages.embedders.choose(
                .init(baseURL: url, model: "m", dimensions: nil, key: nil), by: .appliance)
            let id = try #require(try await library.passages.embedders.list().first?.record.id)
            try await library.passages.embedders.fill(id, report: { _ in })
            #expect(try await library.passages.embedders.list().map(\.problem) == [nil])
            server.change(dimensions: 192)
            let found = try await library.passages.search("algebra", count: 1, in: .everything, isStudents: false)
            #expect(found.hits.first?.documentTitle == "algebra" && found.trace["remote"] == nil, "the built-in serves")
            let told = try #require(try await library.passages.embedders.list().first)
            for word in ["128 numbers", "192 now", "homeroom embedder use"] {
                #expect(told.problem?.contains(word) == true, "\(told.problem ?? "none")")
            }
            #expect(EmbedderRoutes.state(told.record) == "failing")
            _ = try await fixture.add("# norms\n\nA page about norms.", name: "norms")
            await #expect(throws: RemoteEmbedder.Failure.otherLength(host: "127.0.0.1", before: 128, now: 192)) {
                try await library.passages.embedders.fill(id, report: { _ in })
            }
            server.change(dimensions: 128)
            #expect(
                try await library.passages.search("algebra", count: 1, in: .everything, isStudents: false).trace[
                    "remote"] != nil)
            let mended = try #require(try await library.passages.embedders.list().first)
            #expect(mended.record.problem == nil && EmbedderRoutes.state(mended.record) == "serving")
            // What only says that it is busy is nobody's to mend.
            server.fail([503])
            _ = try await library.passages.search("reading", count: 1, in: .everything, isStudents: false)
            #expect(try await library.passages.embedders.list().first?.record.problem == nil)
        }
    }

    @Test(
        "a passage that a server does not take is passed over and told; the others are read, and it is found all the same",
        arguments: [500, 400])
    func poisoned(status: Int) async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        for topic in ["reading", "algebra", "xylem", "norms", "attendance"] {
            _ = try await fixture.add("# \(topic)\n\nA page about \(topic) for teams.", name: topic)
        }
        let server = EmbeddingServer(dimensions: 128)
        server.poison("xylem", status: status)
        try await server.run { url in
            try await library.passages.embedders.choose(
                .init(baseURL: url, model: "m", dimensions: nil, key: nil), by: .appliance)
            let id = try #require(try await library.passages.embedders.list().first?.record.id)
            try await library.passages.embedders.fill(id, report: { _ in })
            let told = try #require(try await library.passages.embedders.list().first)
            #expect(told.record.state == .serving && told.done == 4 && told.refused.count == 1)
            let sentence = try #require(told.refused.sentence(told.record))
            for word in ["1 passage", "“xylem”", "NaN", "homeroom embedder use"] {
                #expect(sentence.contains(word), "\(sentence)")
            }
            #expect(try library.notes() == [sentence])
            #expect(
                try await library.passages.search("xylem", count: 1, in: .everything, isStudents: false).hits.first?
                    .documentTitle
                    == "xylem")
            // Later documents are read, and what was refused is not sent again.
            let refusals = server.refusals
            _ = try await fixture.add("# grading\n\nA page about grading.", name: "grading")
            try await library.passages.embedders.fill(id, report: { _ in })
            #expect(server.refusals == refusals && library.passages.index.vectors.remote?.index.count == 5)
            // Chosen anew, it is tried again.
            try await library.passages.embedders.choose(
                .init(baseURL: url, model: "m", dimensions: nil, key: nil), by: .appliance)
            let again = try #require(try await library.passages.embedders.list().last)
            #expect(again.record.state == .filling && again.refused.count == 0)
        }
    }

    @Test("a server that fails at everything has no passage passed over")
    func broken() async throws {
        let fixture = try LibraryFixture()
        let library = fixture.library
        for topic in ["reading", "algebra"] {
            _ = try await fixture.add("# \(topic)\n\nA page about \(topic).", name: topic)
        }
        let server = EmbeddingServer(dimensions: 128)
        try await server.run { url in
            try await library.passages.embedders.choose(
                .init(baseURL: url, model: "m", dimensions: nil, key: nil), by: .appliance)
            let id = try #require(try await library.passages.embedders.list().first?.record.id)
            // The question that a server is tried with fails too.
            server.poison(" ", status: 500)
            await #expect(throws: RemoteEmbedder.Failure.self) {
                try await library.passages.embedders.fill(id, report: { _ in })
            }
            let told = try #require(try await library.passages.embedders.list().first)
            #expect(told.refused.count == 0 && told.record.state == .filling)
        }
    }
}
