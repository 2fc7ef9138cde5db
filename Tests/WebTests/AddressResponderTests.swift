import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Web

@Suite("Addresses in one form, and methods that are not there") struct AddressResponderTests {
    private func application() -> some ApplicationProtocol {
        let router = Router(context: AppContext.self, options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            SecurityMiddleware()
            StrayAddresses(WebApp())
        }
        router.get("jobs/:job") { _, context in try context.parameters.require("job") }
        router.delete("jobs/:job") { _, _ in "gone" }
        router.post("jobs/all") { _, _ in "all" }
        router.get("v1/models/:model") { _, context in try context.parameters.require("model") }
        return Application(responder: AddressResponder(router))
    }

    private func ask(_ uri: String, _ method: HTTPRequest.Method = .get) async throws -> TestResponse {
        try await application().test(.router) { client in try await client.execute(uri: uri, method: method) { $0 } }
    }

    @Test(
        "what a client need not encode means the same encoded",
        arguments: [
            ("/jobs/a%2Db", "a-b"), ("/j%6Fbs/%41%5f%7E%2e", "A_~."), ("/jobs/a-b?x=%2D", "a-b"),
            ("/v1/models/home%72oom", "homeroom"),
            // These stay: what they stand for would be another address, or none.
            ("/jobs/a%2Fb", "a%2Fb"), ("/jobs/a%25b", "a%25b"), ("/jobs/a%00b", "a%00b"), ("/jobs/a%2525b", "a%2525b"),
            ("/jobs/a%2", "a%2"), ("/jobs/a%zz", "a%zz"), ("/jobs/%C3%A9", "%C3%A9"),
        ])
    func encoded(address: String, meant: String) async throws {
        let answer = try await ask(address)
        #expect(answer.status == .ok && String(buffer: answer.body) == meant, "\(String(buffer: answer.body))")
    }

    @Test("queries stay as they came")
    func queries() {
        #expect(AddressResponder.normalized("/a%2Db?c=%2D%26") == "/a-b?c=%2D%26")
        #expect(AddressResponder.normalized("/a?c=%2D") == "/a?c=%2D")
    }

    @Test("a wrong method answers 405 and says which there are; an address that is not there stays 404")
    func methods() async throws {
        let put = try await ask("/jobs/a%2Db", .put)
        #expect(put.status == .methodNotAllowed && put.headers[.allow] == "DELETE, GET, HEAD")
        #expect(String(buffer: put.body).contains("\"code\":\"request.otherMethod\""))
        #expect(try await ask("/jobs/all", .delete).headers[.allow] == "POST")
        #expect(try await ask("/jobs/a", .head).status == .ok)
        #expect(try await ask("/jobs", .get).status == .notFound)
        #expect(try await ask("/jobs/a/b", .delete).status == .notFound)
        let machine = try await ask("/v1/models/x", .post)
        #expect(machine.status == .methodNotAllowed && machine.headers[.allow] == "GET, HEAD")
        #expect(String(buffer: machine.body).hasPrefix("{\"error\":{"))
    }
}
