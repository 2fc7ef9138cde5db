import Foundation
import HTTPTypes
import Kernel
import Library
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Persistence
import Search
import ServiceLifecycle
import Web

/// Speaks to the appliance over the data folder's socket: the running server's, or one that this process runs for
/// itself as long as the command takes. Either way a command is one client of the same interface.
struct ApplianceClient: Sendable {
    /// The data folder.
    private let folder: String

    /// A response.
    struct Answer: Sendable {
        var status: Int
        var body: Data
    }

    /// The appliance's refusal, as its problem document says.
    struct Problem: Error, Decodable, CustomStringConvertible {
        let detail: String
        let code: String
        var description: String { detail }
    }

    /// The folder is in use by a process that does not answer.
    struct NoAnswer: Error, CustomStringConvertible {
        let holder: String
        var description: String { holder }
    }

    /// Runs `body` with a client.
    /// - Throws: `NoAnswer` when the folder is taken and its holder does not answer within ten seconds.
    static func with(
        _ data: DataOptions, limits: Library.Settings = .init(), holder: String,
        _ body: @escaping @Sendable (ApplianceClient) async throws -> Void
    ) async throws {
        let client = ApplianceClient(folder: data.path)
        for attempt in 0..<100 {
            if await client.isAnswering() { return try await body(client) }
            do {
                let appliance = try Appliance(path: data.path, holder: holder, settings: limits)
                return try await alone(appliance, client, body)
            } catch let failure as DataFolder.Failure {
                // Perhaps it is just starting.
                guard case .locked = failure else { throw failure }
                guard attempt < 99 else { throw NoAnswer(holder: failure.message) }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func alone(
        _ appliance: Appliance, _ client: ApplianceClient,
        _ body: @escaping @Sendable (ApplianceClient) async throws -> Void
    ) async throws {
        var logger = Logger(label: "homeroom")
        logger.logLevel = .error
        let quiet = logger
        try await appliance.library.passages.catchUp()
        let (ready, isReady) = AsyncStream<Void>.makeStream()
        let services = try appliance.services(network: nil, logger: quiet, signals: false) { isReady.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { isReady.finish() }
                // What was under way and had no end in time goes on at the next start.
                do { try await services.run() } catch is CancellationError {}
            }
            group.addTask {
                for await _ in ready {}
                let outcome = await Result { try await body(client) }
                await services.triggerGracefulShutdown()
                try outcome.get()
            }
            try await group.waitForAll()
        }
        appliance.close()
    }

    private func isAnswering() async -> Bool {
        guard FileManager.default.fileExists(atPath: DataFolder.socket(in: folder)) else { return false }
        // Whoever holds the folder may be frozen: the connection is then taken, and nothing comes.
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await send(.GET, "/healthz").status) == 200 }
            group.addTask {
                try? await Task.sleep(for: .seconds(5))
                return false
            }
            let first = await group.next() ?? false
            group.cancelAll()
            return first
        }
    }

    // MARK: Requests

    /// A request whose answer is JSON of a type.
    /// - Throws: `Problem` when the appliance refuses.
    func get<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
        try decode(try await send(.GET, path))
    }

    func post<Value: Decodable>(_ path: String, _ body: Data, as type: Value.Type = Value.self) async throws -> Value {
        try decode(try await send(.POST, path, body))
    }

    func post<Value: Decodable>(_ path: String, _ body: some Encodable, as type: Value.Type = Value.self) async throws
        -> Value
    {
        try decode(try await send(.POST, path, JSONEncoder().encode(body)))
    }

    func put<Value: Decodable>(_ path: String, _ body: some Encodable, as type: Value.Type = Value.self) async throws
        -> Value
    {
        try decode(try await send(.PUT, path, JSONEncoder().encode(body)))
    }

    func patch<Value: Decodable>(_ path: String, _ body: some Encodable, as type: Value.Type = Value.self) async throws
        -> Value
    {
        try decode(try await send(.PATCH, path, JSONEncoder().encode(body)))
    }

    func delete<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
        try decode(try await send(.DELETE, path))
    }

    /// - Throws: `Problem` when the appliance refuses.
    func delete(_ path: String) async throws { try Self.check(try await send(.DELETE, path)) }

    /// The bytes of an answer.
    /// - Throws: `Problem` when the appliance refuses.
    func download(_ path: String) async throws -> Data {
        let answer = try await send(.GET, path)
        try Self.check(answer)
        return answer.body
    }

    /// Has a file written of an answer, as it comes; it is there once it is whole.
    /// - Throws: `Problem` when the appliance refuses; `NotWritten`.
    func save(_ path: String, _ body: some Encodable, to file: String) async throws {
        let request = try JSONEncoder().encode(body)
        let new = file + ".\(getpid()).new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw NotWritten(place: file, reason: errno) }
        do {
            let answer = try await send(.POST, path, request) { buffer in
                if let reason = StandardOutput.send(Data(buffer.readableBytesView), to: descriptor) {
                    throw NotWritten(place: file, reason: reason)
                }
            }
            try Self.check(answer)
            guard fsync(descriptor) == 0, rename(new, file) == 0 else { throw NotWritten(place: file, reason: errno) }
            close(descriptor)
        } catch {
            close(descriptor)
            unlink(new)
            throw error
        }
    }

    private func decode<Value: Decodable>(_ answer: Answer) throws -> Value {
        try Self.check(answer)
        return try JSONDecoder.wire.decode(Value.self, from: answer.body)
    }

    /// - Throws: `Problem` when the appliance refuses.
    private static func check(_ answer: Answer) throws {
        guard !(200..<300).contains(answer.status) else { return }
        if let problem = try? JSONDecoder.wire.decode(Problem.self, from: answer.body) { throw problem }
        throw Problem(detail: "The server answered with status \(answer.status).", code: "client.unexpected")
    }

    /// One request over a connection of its own.
    /// - Parameter sink: takes the body of an answer that is no refusal, as it comes; in place of the answer's own.
    func send(
        _ method: NIOHTTP1.HTTPMethod, _ path: String, _ body: Data = Data(),
        into sink: (@Sendable (ByteBuffer) throws -> Void)? = nil
    ) async throws -> Answer {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(5))
            .connect(unixDomainSocketPath: LocalSocket.name(in: folder)) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = [
                "host": "localhost", "content-length": "\(body.count)", "connection": "close",
                "content-type": "application/json",
            ]
            // In one go: a server may answer and close as soon as it has seen what it needs.
            var parts: [HTTPClientRequestPart] = [
                .head(.init(version: .http1_1, method: method, uri: path, headers: headers))
            ]
            if !body.isEmpty { parts.append(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
            let sent = await Result { try await outbound.write(contentsOf: parts + [.end(nil)]) }
            var answer = Answer(status: 0, body: Data())
            for try await part in inbound {
                switch part {
                case .head(let head): answer.status = Int(head.status.code)
                case .body(let buffer):
                    if let sink, (200..<300).contains(answer.status) {
                        try sink(buffer)
                    } else {
                        answer.body.append(contentsOf: buffer.readableBytesView)
                    }
                case .end: return answer
                }
            }
            // Closed without an answer: what went wrong in sending says why.
            try sent.get()
            throw ChannelError.eof
        }
    }

    /// A value as part of a URL. What a URL may hold as it is stays as it is (RFC 3986, 2.3).
    static func escape(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    // Foundation's own `alphanumerics` are those of all scripts.
    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

extension Result where Failure == any Error {
    /// What an asynchronous call gives, or what it throws.
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
