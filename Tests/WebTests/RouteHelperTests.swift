import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import Web

@Suite("Helpers of routes") struct RouteHelperTests {
    @Test("a slice shows what was asked for, and says where the next begins only where there is more")
    func slices() throws {
        let size = try Parameters([("limit", "3")]).sliceSize(most: 10, standard: 5)
        var asked = 0
        func fetch(_ count: Int) -> (Int) -> [Int] {
            { limit in
                asked = limit
                return Array((1...count).prefix(limit))
            }
        }
        let more = size.slice(fetch(9))
        #expect(asked == 4 && more.items == [1, 2, 3] && more.next { $0 } == 3)
        let exact = size.slice(fetch(3))
        #expect(exact.items == [1, 2, 3] && exact.next { $0 } == nil)
        #expect(try Parameters([]).sliceSize(most: 10, standard: 2).slice(fetch(9)).items == [1, 2])
        #expect(throws: RequestFailure.invalid("`limit` must be a number from 1 to 10.")) {
            try Parameters([("limit", "11")]).sliceSize(most: 10, standard: 2)
        }
    }

    @Test("a file's name keeps its letters of all scripts, and older clients get a plain one")
    func fileNames() {
        #expect(FileName.kept(of: " a/b\"\r\n c: ñandú? ") == "ab c ñandú")
        #expect(FileName.attachment("audit", "audit", "ndjson") == "attachment; filename=\"audit.ndjson\"")
        #expect(
            FileName.attachment("ñ a", "conversation", "md")
                == "attachment; filename=\"conversation.md\"; filename*=UTF-8''%C3%B1%20a.md")
        let response = Response.download(
            .init(byteBuffer: ByteBuffer(string: "x")), name: "///", plainName: "file", fileExtension: "md",
            type: "text/markdown")
        #expect(response.headers[.contentDisposition] == "attachment; filename=\"file.md\"")
        #expect(response.headers[.contentType] == "text/markdown")
    }

    @Test("a query is read as forms write it; bytes that are no text are told, with the parameter's name")
    func queries() async throws {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            ErrorMiddleware()
            FormQueries()
        }
        router.get("asked") { request, _ in request.uri.queryParameters.get("name") ?? "none" }
        try await Application(router: router).test(.router) { client in
            for (query, text) in [("a+b%2B", "a b+"), ("%C3%B1.md", "ñ.md"), ("100%", "100%")] {
                try await client.execute(uri: "/asked?name=\(query)", method: .get) {
                    #expect(String(buffer: $0.body) == text)
                }
            }
            try await client.execute(uri: "/asked?x=1&name=%FF.md", method: .get) {
                #expect(
                    $0.status == .badRequest && String(buffer: $0.body).contains("`name` in the query is not UTF-8"))
            }
        }
    }

    private struct TooLarge: Error {}

    @Test("parts of a path that are not of their form are named; uploads end at the first byte too many")
    func overHTTP() async throws {
        let router = Router(context: AppContext.self)
        router.addMiddleware { ErrorMiddleware() }
        router.get("documents/:document/pages/:page") { _, context in
            "\(try context.id("document").uuidString) \(try context.number("page"))"
        }
        router.post("files") { request, _ in
            do {
                let bytes = try await request.upload(upTo: 4, leastBytesASecond: 16_384, tooLarge: TooLarge())
                return "\(bytes.count)"
            } catch is TooLarge { return "too large" }
        }
        let id = "0190D1A4-3C1E-7A52-9F0E-2F6F0F5D8C11"
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/documents/\(id)/pages/7", method: .get) {
                #expect(String(buffer: $0.body) == "\(id) 7")
            }
            for (path, name) in [("/documents/a-b/pages/7", "document"), ("/documents/\(id)/pages/x", "page")] {
                try await client.execute(uri: path, method: .get) {
                    #expect($0.status == .badRequest)
                    #expect(String(buffer: $0.body).contains("The \(name) in the request's address"))
                }
            }
            for (text, answer) in [("1234", "4"), ("12345", "too large"), ("", "0")] {
                try await client.execute(uri: "/files", method: .post, body: ByteBuffer(string: text)) {
                    #expect(String(buffer: $0.body) == answer)
                }
            }
        }
    }
}
