import Foundation
import Hummingbird
import Library
import TestSupport
import Testing

@testable import homeroom

@Suite("Routes") struct RouteTests {
    @Test("the OpenAPI document names the routes there are, and no others")
    func openAPI() throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init())
        let routes = try appliance.router().routes
            .map { "\($0.method.rawValue) \($0.path.description)" }
            .map { $0.replacing(/[:$]\{?(\w+)\}?/) { "{\($0.1)}" } }
        let file = SharedData.checkout.appendingPathComponent("assets/openapi.json")
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any]
        let paths = try #require(object?["paths"] as? [String: [String: Any]])
        let documented = paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } }
        #expect(Set(routes) == Set(documented))
    }
}
