import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

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

    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout = .init(connect: .seconds(5))
        // It lives as long as the process, on threads that are the process's own.
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    public init() {}

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

    private func send(
        _ url: URL, headers: [String: String], body: Data?, timeout: Duration, maxBytes: Int
    ) async throws -> Answer {
        guard ["http", "https"].contains(url.scheme ?? ""), url.host()?.isEmpty == false else {
            throw Failure.badAddress
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = body == nil ? .GET : .POST
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(data: body)) }
        do {
            let limit = TimeAmount.nanoseconds(Int64(timeout / .nanoseconds(1)))
            let response = try await Self.client.execute(request, timeout: limit)
            let buffer = try await response.body.collect(upTo: maxBytes)
            return Answer(
                status: Int(response.status.code), body: Data(buffer: buffer),
                retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init))
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
