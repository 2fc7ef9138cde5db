import Accounts
import Extraction
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Kernel
import Library
import Logging
import Synchronization
import Vault

/// A whole appliance in a folder of its own, for benchmarks, and a model's server that says what it is told to.
enum BenchAppliance {
    static let password = "purple lantern ordinary hedgehog"

    private struct SetUp: Encodable {
        var token: String, district = "Bench", givenName = "A", familyName = "B", email = "a@bench.example"
        var password = BenchAppliance.password
    }
    /// With a district whose limits are out of the way, or the standard ones, and its administrator.
    static func with<Value>(
        _ cost: PasswordHash.Cost, hasLimits: Bool = false,
        _ body: (Appliance, _ administrator: InProcessClient) async throws -> Value
    ) async throws -> Value {
        let folder = NSTemporaryDirectory() + "homeroom-bench-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let appliance = try Appliance(path: folder, holder: "homeroom bench", settings: .init(), passwords: cost)
        defer { appliance.close() }
        let client = try InProcessClient(appliance)
        let token = try await appliance.accounts.makeSetUpToken() ?? ""
        let administrator = client.carrying(try await client.send(.post, "setup", SetUp(token: token)))
        if !hasLimits {
            let many = ["costlyPerMinute", "costlyPerHour", "signInPerMinute", "signInPerHour"].map { ($0, 1_000_000) }
            let policy = try await administrator.send(.get, "account-policy").body
            var wish = try JSONDecoder().decode([String: JSONValue].self, from: policy)
            wish["limits"] = .object(Dictionary(uniqueKeysWithValues: many.map { ($0, .number(Double($1))) }))
            wish["sessions"] = .object([:])
            _ = try await administrator.send(.put, "account-policy", wish)
        }
        return try await body(appliance, administrator)
    }

    private struct Wish: Encodable {
        let name = "bench", model = "bench", isInside = true
        let baseURL: String
    }

    /// The same with a model's server, over a library of a file's text.
    /// - Parameters:
    ///   - site: gets the appliance's own address, at which it serves as to browsers.
    static func withModel(
        _ model: BenchModel, document: String,
        _ body:
            @escaping @Sendable (
                _ appliance: Appliance, _ administrator: InProcessClient, _ site: URL, _ provider: URL
            ) async throws -> Void
    ) async throws {
        try await with(.least) { appliance, administrator in
            let page = ExtractedDocument.plain(try String(contentsOfFile: document, encoding: .utf8))
            _ = try await appliance.library.insert(page, fileName: "bench.txt")
            let administrator = administrator
            try await serving(model.router.buildResponder()) { provider in
                let url = provider.appending(path: "v1")
                let added = try await administrator.send(.post, "model-providers", Wish(baseURL: url.absoluteString))
                guard added.status == 201 else { throw BenchFailure(reason: added.whole) }
                let configuration = NetworkSettings()
                try await serving(
                    appliance.responder(configuration), server: configuration.server()
                ) { site in try await body(appliance, administrator, site, url) }
            }
        }
    }

    private static func serving<Responder: HTTPResponder>(
        _ responder: Responder, server: HTTPServerBuilder = .http1(),
        _ body: @escaping @Sendable (URL) async throws -> Void
    ) async throws where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        let (ports, port) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "bench")
        logger.logLevel = .critical
        let application = Application(
            responder: responder, server: server, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                for await number in ports {
                    guard let url = URL(string: "http://127.0.0.1:\(number)") else { return }
                    return try await body(url)
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// A benchmark cannot go on.
struct BenchFailure: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}

/// A server that speaks `/v1/chat/completions`: it writes words at an even pace, and keeps what it was sent.
final class BenchModel: Sendable {
    private let firstAfter: Duration, between: Duration, words: Int
    private let received = Mutex<[String]>([])

    init(firstAfter: Duration, between: Duration, words: Int) {
        (self.firstAfter, self.between, self.words) = (firstAfter, between, words)
    }

    /// The bodies of all requests.
    var bodies: [String] { received.withLock { $0 } }

    var router: Router<BasicRequestContext> {
        let router = Router()
        router.post("v1/chat/completions") { [self] request, _ in
            let text = String(buffer: try await request.body.collect(upTo: 1 << 22))
            received.withLock { $0.append(text) }
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody { writer in
                    try await Task.sleep(for: self.firstAfter)
                    for number in 0..<self.words {
                        if number > 0 { try await Task.sleep(for: self.between) }
                        try await writer.write(
                            ByteBuffer(string: "data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n"))
                    }
                    try await writer.write(
                        ByteBuffer(
                            string:
                                "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"))
                    try await writer.finish(nil)
                })
        }
        return router
    }
}
