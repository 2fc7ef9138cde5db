public import Foundation
public import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A real HTTP server on a port of its own, for peers that tests speak to.
public enum LocalServer {
    /// Runs the server while `body` does its work.
    /// - Parameter body: gets the server's address.
    public static func run(
        _ router: Router<BasicRequestContext>, _ body: @escaping @Sendable (URL) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream<Int>.makeStream()
        // It is cut off at the end of each test, and would say so each time.
        var logger = Logger(label: "local server")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
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
