import Foundation
import HTTPTypes
import Kernel
import Library
import TestSupport
import Testing
import Web

@testable import homeroom

@Suite("What routes say of themselves") struct RouteDocumentTests {
    private static let document = SharedData.checkout.appendingPathComponent("assets/openapi.json")

    private func made() throws -> (paths: [String: [String: JSONValue]], schemas: [String: JSONValue]) {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init())
        defer { appliance.close() }
        let document = RouteDocument(below: "/api/v1")
        _ = try appliance.router(document: document)
        #expect(document.faults.isEmpty, "\(document.faults.joined(separator: "\n"))")
        var (paths, schemas) = ([String: [String: JSONValue]](), [String: JSONValue]())
        for route in document.routes {
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = route.operation
            for (name, schema) in route.schemas {
                #expect(schemas[name] ?? schema == schema, "two types are named \(name)")
                schemas[name] = schema
            }
        }
        return (paths, schemas)
    }

    /// packaging/api-types puts what was made into the document, whose order and lines stay.
    private func write(_ paths: [String: [String: JSONValue]], _ schemas: [String: JSONValue]) throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/made.json"
        let made = JSONValue.object(["paths": .object(paths.mapValues(JSONValue.object)), "schemas": .object(schemas)])
        try JSONEncoder().encode(made).write(to: URL(fileURLWithPath: file))
        let script = Process()
        script.executableURL = SharedData.checkout.appendingPathComponent("packaging/api-types")
        script.arguments = ["--with", file]
        try script.run()
        script.waitUntilExit()
        try #require(script.terminationStatus == 0)
    }

    @Test(
        "the OpenAPI document has what routes say of themselves, to the letter; HOMEROOM_WRITE_GOLDEN=1 writes it anew")
    func documented() throws {
        let (paths, schemas) = try made()
        #expect(paths.count >= 14)
        if ProcessInfo.processInfo.environment["HOMEROOM_WRITE_GOLDEN"] == "1" { try write(paths, schemas) }
        let committed = try JSONDecoder().decode(JSONValue.self, from: Data(contentsOf: Self.document))
        for (path, methods) in paths {
            for (method, operation) in methods {
                let written = committed["paths"]?[path]?[method]
                #expect(written == operation, "\(method) \(path): \(Self.text(operation))")
            }
        }
        for (name, schema) in schemas {
            #expect(committed["components"]?["schemas"]?[name] == schema, "\(name): \(Self.text(schema))")
        }
    }

    private static func text(_ value: JSONValue) -> String {
        (try? JSONEncoder.wire.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
