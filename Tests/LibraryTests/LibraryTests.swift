import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Jobs
import Kernel
import Library
import Search
import TestSupport
import Testing
import Web

@Suite("The library") struct LibraryTests {
    /// Signs every request in with the permissions given.
    private struct As: RouterMiddleware {
        typealias Context = AppContext
        let permissions: Set<Permission>
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = Principal(id: "test", permissions: permissions)
            return try await next(request, context)
        }
    }

    private func application(_ fixture: LibraryFixture, as permissions: Set<Permission>) -> some ApplicationProtocol {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            ErrorMiddleware()
            As(permissions: permissions)
        }
        let library = fixture.library
        library.addRoutes(
            to: SignedInRoutes(router.group("api/v1", context: SignedInContext.self), limiter: RateLimiter()))
        return Application(
            router: router,
            services: library.services + [JobQueue(database: fixture.database, handlers: library.jobs)])
    }

    private let everything = Set(Permission.shared + Library.permissions)

    @Test("a question finds the passage that answers it, by words and by meaning")
    func search() async throws {
        let fixture = try LibraryFixture()
        let roles = try await fixture.add("# Roles\n\nThe facilitator makes the agenda two days before the meeting.")
        _ = try await fixture.add("# Baking\n\nBread rises because yeast gives off gas in the warm dough.")
        let found = try await fixture.library.passages.search(
            "Who prepares what a meeting is about?", count: 2, in: .everything, isStudents: false)
        #expect(found.hits.first?.documentID == roles)
        #expect(found.hits.first?.headingPath == ["Roles"])
    }

    @Test("a school that only the title names leads to its document")
    func titles() async throws {
        let fixture = try LibraryFixture()
        let page = "\n\nThe office opens at half past seven and closes at four."
        for subject in ["bread", "weather", "music"] {
            _ = try await fixture.add("# About \(subject)\n\nMuch can be said of \(subject).", name: "\(subject).md")
        }
        let other = try await fixture.add(page, name: "Office hours, Fernwood.md")
        let wanted = try await fixture.add(page, name: "Office hours, Larkspur.md")
        for name in ["Fernwood", "Larkspur"] {
            let found = try await fixture.library.passages.read(
                "When does the office of \(name) open?", count: 2, preferring: [], in: .everything, isStudents: false)
            #expect(found.hits.first?.documentID == (name == "Fernwood" ? other : wanted))
            #expect(found.unknown.isEmpty)
        }
        let found = try await fixture.library.passages.read(
            "When does the office of Thistledown open?", count: 2, preferring: [], in: .everything, isStudents: false)
        #expect(found.unknown.count == 1)
    }

    @Test("an added file is kept sealed, read by the worker, listed, and gone when removed")
    func lifeOfADocument() async throws {
        let fixture = try LibraryFixture()
        try await application(fixture, as: everything).test(.router) { client in
            let text = "# Norms\n\nBegin on time and end on time. Everybody speaks once."
            let id = try await client.execute(
                uri: "/api/v1/documents?name=norms.md", method: .post, body: ByteBuffer(string: text)
            ) { response -> String in
                #expect(response.status == .accepted)
                return try Self.field("id", response)
            }
            try await Self.wait(client, id, state: "ready")
            let again = ByteBuffer(string: text)
            try await client.execute(uri: "/api/v1/documents?name=again.md", method: .post, body: again) {
                #expect($0.status == .conflict)
            }
            let kept = try FileManager.default.subpathsOfDirectory(atPath: fixture.folder.path + "/files").filter {
                $0.count > 40
            }
            #expect(kept.count == 1)
            let bytes =
                FileManager.default.contents(atPath: fixture.folder.path + "/files/" + (kept.first ?? "")) ?? Data()
            #expect(!bytes.isEmpty && bytes.range(of: Data("Begin on time".utf8)) == nil)
            #expect(try fixture.library.faults(deep: true).isEmpty)
            try await client.execute(uri: "/api/v1/documents/\(id)/pages/1?start=6&end=20", method: .get) { response in
                #expect(String(buffer: response.body).contains("Begin on time"))
            }
            try await client.execute(uri: "/api/v1/documents/\(id)/pages/1/image", method: .get) {
                #expect($0.status == .notFound)
            }
            try await client.execute(uri: "/api/v1/documents/\(id)", method: .delete) {
                #expect($0.status == .noContent)
            }
            try await client.execute(uri: "/api/v1/documents/\(id)", method: .get) { #expect($0.status == .notFound) }
        }
        #expect(
            try await fixture.library.passages.search("Begin on time", count: 5, in: .everything, isStudents: false)
                .hits.isEmpty)
        #expect(try fixture.library.faults(deep: true).isEmpty)
        let left = try FileManager.default.subpathsOfDirectory(atPath: fixture.folder.path + "/files").filter {
            $0.count > 40
        }
        #expect(left.isEmpty)
    }

    @Test("a file that cannot be read says why, leaves nothing, and may be tried again")
    func refused() async throws {
        let fixture = try LibraryFixture()
        try await application(fixture, as: everything).test(.router) { client in
            for _ in 0..<2 {
                let id = try await client.execute(
                    uri: "/api/v1/documents?name=setup.pdf", method: .post,
                    body: ByteBuffer(string: "MZ\u{0}\u{1}not a pdf")
                ) { try Self.field("id", $0) }
                try await Self.wait(client, id, state: "refused")
                try await client.execute(uri: "/api/v1/documents/\(id)", method: .get) { response in
                    #expect(String(buffer: response.body).contains("library.fileKindMismatch"))
                }
            }
        }
        #expect(try fixture.library.counts().passages == 0)
        #expect(try fixture.library.faults(deep: true).isEmpty)
    }

    @Test("what is too large is refused before it is kept")
    func tooLarge() async throws {
        var settings = Library.Settings()
        settings.maxBytes = 100
        let fixture = try LibraryFixture(settings: settings)
        try await application(fixture, as: everything).test(.router) { client in
            let body = ByteBuffer(repeating: 0x41, count: 101)
            try await client.execute(uri: "/api/v1/documents?name=a.txt", method: .post, body: body) {
                #expect($0.status.code == 413)
            }
        }
    }

    @Test(
        "each route wants its permission",
        arguments: [
            (HTTPRequest.Method.get, "/api/v1/documents", Permission.readDocuments),
            (.get, "/api/v1/search?q=a", .readDocuments),
            (.post, "/api/v1/documents?name=a.md", .writeDocuments),
            (.delete, "/api/v1/documents/\(UUID())", .writeDocuments),
        ])
    func permissions(method: HTTPRequest.Method, uri: String, needed: Permission) async throws {
        let fixture = try LibraryFixture()
        let others = everything.subtracting([needed])
        try await application(fixture, as: others).test(.router) { client in
            try await client.execute(uri: uri, method: method) { #expect($0.status == .forbidden) }
        }
        try await application(fixture, as: [needed]).test(.router) { client in
            try await client.execute(uri: uri, method: method) { #expect($0.status != .forbidden) }
        }
    }

    private static func field(_ name: String, _ response: TestResponse) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(response.body.readableBytesView)) as? [String: Any]
        return try #require(object?[name] as? String, "\(String(buffer: response.body))")
    }

    private static func wait(_ client: any TestClientProtocol, _ id: String, state: String) async throws {
        for _ in 0..<1200 {
            let text = try await client.execute(uri: "/api/v1/documents/\(id)", method: .get) {
                String(buffer: $0.body)
            }
            if text.contains("\"state\":\"\(state)\"") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record("document \(id) did not become \(state)")
    }
}
