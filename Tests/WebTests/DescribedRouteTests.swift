import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import NIOCore
import Testing

@testable import Web

@Suite("Routes that describe themselves") struct DescribedRouteTests {
    private enum Colour: String, CaseIterable { case red, blue }
    private struct Wish: Codable, Sendable { let name: String }
    private struct Made: ResponseCodable, Sendable { let name: String, colour: String? }
    private static let colour = QueryParameter.choice("colour", of: Colour.self, about: "Of the thing")

    private struct Operator: RouterMiddleware {
        typealias Context = AppContext
        func handle(
            _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
        ) async throws -> Response {
            var context = context
            context.principal = .operator
            return try await next(request, context)
        }
    }

    private func app(_ document: RouteDocument? = nil) -> some ApplicationProtocol {
        let router = Router(context: AppContext.self)
        router.addMiddleware {
            ErrorMiddleware()
            Operator()
        }
        SignedInRoutes(
            router.group("api", context: SignedInContext.self), limiter: RateLimiter(), document: document
        )
        .described(.manageOwnAccount)
        .post("things", "Make a thing", status: .created) { (_, _, wish: Wish) in Made(name: wish.name, colour: nil) }
        .get("things/{thing}", "A thing", query: [Self.colour]) { request, context in
            let colour = try Self.colour.value(in: request.uri.queryParameters)
            return Made(name: try context.id("thing").uuidString, colour: colour?.rawValue)
        }
        .delete("things/{thing}", "Remove it") { _, _ in }
        return Application(router: router)
    }

    @Test("they read their body and their query, refuse what these may not be, and answer with their status")
    func served() async throws {
        let id = "0190D1A4-3C1E-7A52-9F0E-2F6F0F5D8C11"
        try await app().test(.router) { client in
            try await client.execute(uri: "/api/things", method: .post, body: ByteBuffer(string: #"{"name":"a"}"#)) {
                #expect($0.status == .created && String(buffer: $0.body) == #"{"name":"a"}"#)
            }
            try await client.execute(uri: "/api/things", method: .post, body: ByteBuffer(string: "{}")) {
                #expect($0.status == .badRequest && String(buffer: $0.body).contains("“name” is missing"))
            }
            try await client.execute(uri: "/api/things/\(id)?colour=red", method: .get) {
                #expect(String(buffer: $0.body) == #"{"colour":"red","name":"\#(id)"}"#)
            }
            try await client.execute(uri: "/api/things/\(id)?colour=green", method: .get) {
                #expect($0.status == .badRequest)
                #expect(String(buffer: $0.body).contains("`colour` must be one of: red, blue."))
            }
            try await client.execute(uri: "/api/things/\(id)", method: .delete) {
                #expect($0.status == .noContent && $0.body.readableBytes == 0)
            }
        }
    }

    @Test("they say what they take and answer, as the OpenAPI document has it")
    func described() throws {
        let document = RouteDocument(below: "/api")
        _ = app(document)
        #expect(document.faults.isEmpty && document.routes.map(\.path).contains("/api/things/{thing}"))
        let made = try #require(document.routes.first { $0.method == .post }?.operation)
        #expect(made["x-permission"] == .string(Permission.manageOwnAccount.rawValue))
        let body = made["requestBody"]?["content"]?["application/json"]?["schema"]
        #expect(body == ["type": "object", "required": ["name"], "properties": ["name": ["type": "string"]]])
        #expect(made["responses"]?["201"]?["description"] == "Done")
        let read = try #require(document.routes.first { $0.method == .get }?.operation)
        #expect(
            read["parameters"] == [
                [
                    "name": "thing", "in": "path", "required": true,
                    "schema": ["type": "string", "format": "uuid"],
                ],
                [
                    "name": "colour", "in": "query", "description": "Of the thing",
                    "schema": ["type": "string", "enum": ["red", "blue"]],
                ],
            ])
        let removed = try #require(document.routes.first { $0.method == .delete }?.operation)
        #expect(removed["responses"]?["204"] == ["description": "Done"])
    }
}
