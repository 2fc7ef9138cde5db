import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// Requests that leave this machine. Redirects are not followed: what answers is what an administrator named.
public struct OutboundHTTP: Sendable {
    /// What came back.
    public struct Answer: Sendable {
        public var status: Int
        public var body: Data
        /// Seconds that the server asks to wait before the next try.
        public var retryAfter: Double?
    }

    /// No answer came.
    public enum Failure: Error, Equatable {
        /// Not an http or https address with a host.
        case badAddress
        /// No connection, a broken one, or none in time.
        case unreachable
        /// More bytes than were allowed for.
        case tooLarge
    }

    /// Clients by how long they wait for the next bytes. They live as long as the process, on threads that are the
    /// process's own.
    private static let clients = Mutex<[Duration: HTTPClient]>([:])
    private let client: HTTPClient

    /// - Parameter patience: how long to wait for the first bytes of an answer, and for each next.
    public init(patience: Duration = .seconds(60)) {
        client = Self.clients.withLock { clients in
            if let client = clients[patience] { return client }
            var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
            configuration.timeout = .init(connect: .seconds(5), read: Self.amount(patience))
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
            clients[patience] = client
            return client
        }
    }

    /// - Parameter timeout: to the end of the answer.
    /// - Throws: `Failure`, or `CancellationError`.
    public func post(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int = 64 << 20
    ) async throws -> Answer {
        try await send(url, headers: headers, body: body, timeout: timeout, maxBytes: maxBytes)
    }

    /// - Parameter timeout: to the end of the answer.
    /// - Throws: `Failure`, or `CancellationError`.
    public func get(
        _ url: URL, headers: [String: String] = [:], timeout: Duration, maxBytes: Int = 1 << 20
    ) async throws -> Answer {
        try await send(url, headers: headers, body: nil, timeout: timeout, maxBytes: maxBytes)
    }

    /// Posts, and takes the answer as it comes. Only an answer with status 200 is handed on; another's beginning is in
    /// what is returned.
    /// - Parameters:
    ///   - timeout: to the end of the answer.
    ///   - onBytes: takes each part before the next is read.
    /// - Throws: `Failure`, `CancellationError`, or what `onBytes` throws.
    public func stream(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int,
        onBytes: (Data) async throws -> Void
    ) async throws -> Answer {
        var count = 0
        let response = try await Self.telling {
            try await client.execute(
                Self.request(url, headers: headers, body: body), timeout: Self.amount(timeout))
        }
        var answer = Answer(
            status: Int(response.status.code), body: Data(),
            retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init))
        guard answer.status == 200 else {
            answer.body = try await Self.telling { Data(buffer: try await response.body.collect(upTo: 1 << 16)) }
            return answer
        }
        var parts = response.body.makeAsyncIterator()
        while let part = try await Self.telling({ try await parts.next() }) {
            count += part.readableBytes
            guard count <= maxBytes else { throw Failure.tooLarge }
            try await onBytes(Data(buffer: part))
        }
        return answer
    }

    private func send(
        _ url: URL, headers: [String: String], body: Data?, timeout: Duration, maxBytes: Int
    ) async throws -> Answer {
        try await Self.telling {
            let response = try await client.execute(
                Self.request(url, headers: headers, body: body), timeout: Self.amount(timeout))
            let buffer = try await response.body.collect(upTo: maxBytes)
            return Answer(
                status: Int(response.status.code), body: Data(buffer: buffer),
                retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init))
        }
    }

    private static func amount(_ duration: Duration) -> TimeAmount {
        .nanoseconds(Int64(duration / .nanoseconds(1)))
    }

    private static func request(
        _ url: URL, headers: [String: String], body: Data?
    ) throws -> HTTPClientRequest {
        guard ["http", "https"].contains(url.scheme ?? ""), url.host()?.isEmpty == false else {
            throw Failure.badAddress
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = body == nil ? .GET : .POST
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        return request
    }

    /// What the client's errors mean here.
    private static func telling<Value>(
        isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let failure as Failure {
            throw failure
        } catch is CancellationError {
            throw CancellationError()
        } catch is NIOTooManyBytesError {
            throw Failure.tooLarge
        } catch {
            try Task.checkCancellation()
            throw Failure.unreachable
        }
    }
}
