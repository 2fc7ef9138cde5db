import AsyncHTTPClient
public import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import NIOHTTPCompression

/// Requests that leave this machine. Redirects are not followed: what answers is what an administrator named.
public struct OutboundHTTP: Sendable {
    /// What came back.
    public struct Answer: Sendable {
        public var status: Int
        public var body: Data
        /// Seconds that the server asks to wait before the next try.
        public var retryAfter: Double?
        /// Where it sends whoever follows; nobody here does.
        public var location: String?
        /// What Amazon's services call their failure.
        public var errorType: String?
    }

    /// Most bytes of an answer where nothing else is said; of one that comes packed, whatever is said, when unpacked.
    public static let largest = 64 << 20

    /// No answer came.
    public enum Failure: Error, Equatable {
        /// Not an http or https address with a host.
        case badAddress
        /// No connection, a broken one, or none in time.
        case unreachable
        /// It had begun, and then sent nothing for as long as it was given.
        case silent
        /// More bytes than were allowed for.
        case tooLarge
        /// It is packed in a way that is not unpacked here, although it was asked not to be.
        case packed(_ encoding: String)
        /// It is outside the building, and nothing may leave.
        case mustNotLeave
        /// It is inside the building, and nobody allowed that.
        case isInside
        /// The proxy or the authorities are unusable.
        case badPolicy(String)

        /// What to say of it where it is known why; nil where the host just does not answer.
        public func decision(_ host: String) -> String? {
            switch self {
            case .mustNotLeave: "Nothing may leave the building, and \(host) is outside. An administrator decides it."
            case .isInside: "\(host) is inside your network. Allow that for it, if it is meant."
            case .badPolicy(let reason): reason
            case .packed: "\(host) compresses its answers, although it is asked not to. Switch that off there."
            default: nil
            }
        }
    }

    private let gate: OutboundGate
    private let purpose: String
    private let classes: [String]
    private let patience: Duration
    private let insideHosts: Set<String>
    private let areInside: Bool
    private let staysInside: Bool

    /// - Parameters:
    ///   - purpose: what the requests are for, and `classes`, what data they carry: for those who keep account.
    ///   - insideHosts: hosts that an administrator allowed to be inside the building.
    ///   - areInside: they are known to be there; else they may be outside as well.
    ///   - staysInside: nothing of this leaves the building, whatever else may: `Failure.mustNotLeave` else.
    ///   - patience: how long to wait for the first bytes of an answer, and for each next.
    public init(
        _ gate: OutboundGate, purpose: String, carrying classes: [String] = [], insideHosts: Set<String> = [],
        areInside: Bool = false, staysInside: Bool = false, patience: Duration = .seconds(60)
    ) {
        (self.gate, self.purpose, self.classes, self.staysInside) = (gate, purpose, classes, staysInside)
        (self.insideHosts, self.areInside, self.patience) = (insideHosts, areInside, patience)
    }

    /// - Parameter timeout: to the end of the answer.
    /// - Throws: `Failure`, or `CancellationError`.
    public func post(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int = largest
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
    ///   - onBytes: takes each part before the next is waited for.
    ///   - deadline: by when the next part must be there, asked after each; nil for as long as the first may take.
    /// - Throws: `Failure`, `CancellationError`, or what `onBytes` throws.
    public func stream(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int,
        onBytes: (Data) async throws -> Void, deadline: () -> ContinuousClock.Instant? = { nil }
    ) async throws -> Answer {
        try await noted(url, body) { client in
            let response = try await Self.telling {
                try await client.execute(
                    Self.request(url, headers: headers, body: body), timeout: Self.amount(timeout))
            }
            try Self.checkPacking(response.headers)
            var answer = Answer(
                status: Int(response.status.code), body: Data(),
                retryAfter: Self.retryAfter(response.headers.first(name: "Retry-After")),
                location: response.headers.first(name: "Location"),
                errorType: response.headers.first(name: "x-amzn-ErrorType"))
            guard answer.status == 200 else {
                answer.body = try await Self.telling { Data(buffer: try await response.body.collect(upTo: 1 << 16)) }
                return answer
            }
            // One part at a time: what nobody has taken yet stays with the server.
            let (wishes, wish) = AsyncStream<Void>.makeStream()
            let (parts, reading) = Self.reading(response.body, maxBytes, wishes)
            defer {
                wish.finish()
                reading.cancel()
            }
            var arrived = parts.stream.makeAsyncIterator()
            var watch: Task<Void, Never>?
            defer { watch?.cancel() }
            while let part = try await Self.telling({ try await arrived.next() }) {
                watch?.cancel()
                try await onBytes(part)
                wish.yield()
                watch = deadline().map { deadline in
                    Task {
                        guard (try? await Task.sleep(until: deadline)) != nil else { return }
                        parts.continuation.finish(throwing: Failure.silent)
                    }
                }
            }
            // A task that is cancelled is told of it as of an end.
            try Task.checkCancellation()
            return answer
        }
    }

    /// Reads a body in a task of its own, so that whoever takes its parts need not wait for the next for ever.
    /// - Parameter wishes: one for each part after the first.
    private static func reading(
        _ body: HTTPClientResponse.Body, _ maxBytes: Int, _ wishes: AsyncStream<Void>
    ) -> (
        parts: (
            stream: AsyncThrowingStream<Data, any Error>,
            continuation: AsyncThrowingStream<Data, any Error>.Continuation
        ),
        task: Task<Void, Never>
    ) {
        let parts = AsyncThrowingStream<Data, any Error>.makeStream()
        let task = Task {
            do {
                var count = 0
                var wished = wishes.makeAsyncIterator()
                for try await part in body {
                    count += part.readableBytes
                    guard count <= maxBytes else { throw Failure.tooLarge }
                    parts.continuation.yield(Data(buffer: part))
                    guard await wished.next() != nil else { break }
                }
                parts.continuation.finish()
            } catch {
                parts.continuation.finish(throwing: error)
            }
        }
        return (parts, task)
    }

    private func send(
        _ url: URL, headers: [String: String], body: Data?, timeout: Duration, maxBytes: Int
    ) async throws -> Answer {
        try await noted(url, body) { client in
            try await Self.telling {
                let response = try await client.execute(
                    Self.request(url, headers: headers, body: body), timeout: Self.amount(timeout))
                try Self.checkPacking(response.headers)
                let buffer = try await response.body.collect(upTo: maxBytes)
                return Answer(
                    status: Int(response.status.code), body: Data(buffer: buffer),
                    retryAfter: Self.retryAfter(response.headers.first(name: "Retry-After")),
                    location: response.headers.first(name: "Location"),
                    errorType: response.headers.first(name: "x-amzn-ErrorType"))
            }
        }
    }

    /// - Throws: `Failure.packed` for anything but what the client unpacks.
    private static func checkPacking(_ headers: HTTPHeaders) throws {
        let encodings = headers[canonicalForm: "Content-Encoding"].map { $0.lowercased() }.filter { $0 != "identity" }
        guard let first = encodings.first, encodings.count > 1 || !["gzip", "deflate"].contains(first) else { return }
        let plain = first.prefix(20).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        throw Failure.packed(plain ? String(first.prefix(20)) : "unknown")
    }

    /// Seconds to wait (RFC 9110, 10.2.3), a day at most; nil for a date and for what is no number, "nan" and "inf" among it.
    static func retryAfter(_ header: String?) -> Double? {
        guard let seconds = header.flatMap(Double.init), seconds.isFinite else { return nil }
        return min(max(seconds, 0), 86_400)
    }

    /// Does what the gate lets pass, and has it noted however it ends.
    private func noted(
        _ url: URL, _ body: Data?, _ work: (HTTPClient) async throws -> Answer
    ) async throws -> Answer {
        guard ["http", "https"].contains(url.scheme ?? ""), let host = url.host(), !host.isEmpty else {
            throw Failure.badAddress
        }
        let (at, start) = (Date(), ContinuousClock.now)
        let mayBeInside = insideHosts.contains(host)
        let way = try await gate.way(
            to: url, patience: patience, mayBeInside: mayBeInside, isInside: mayBeInside && areInside,
            staysInside: staysInside)
        let outcome: Result<Answer, any Error>
        do { outcome = .success(try await work(way.client)) } catch { outcome = .failure(error) }
        if case .failure(Failure.unreachable) = outcome, way.hasOthers { gate.forget(host) }
        let told =
            switch outcome {
            case .success(let answer): "\(answer.status)"
            case .failure(let failure as Failure): "\(failure)"
            case .failure: "abandoned"
            }
        let call = OutboundCall(
            at: at, purpose: purpose, host: host, leftBuilding: way.leavesBuilding, classes: classes,
            body: body ?? Data(), outcome: told, milliseconds: Int((ContinuousClock.now - start) / .milliseconds(1)))
        // Noted also when whoever asked is gone: by a task that is not cancelled with them.
        await Task { [gate] in await gate.note(call) }.value
        return try outcome.get()
    }

    private static func amount(_ duration: Duration) -> TimeAmount {
        .nanoseconds(Int64(duration / .nanoseconds(1)))
    }

    private static func request(
        _ url: URL, headers: [String: String], body: Data?
    ) throws -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = body == nil ? .GET : .POST
        // A stream that is packed comes in fits and starts.
        request.headers.replaceOrAdd(name: "Accept-Encoding", value: "identity")
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
        } catch NIOHTTPDecompression.DecompressionError.limit {
            throw Failure.tooLarge
        } catch is NIOHTTPDecompression.DecompressionError {
            throw Failure.packed("broken")
        } catch {
            try Task.checkCancellation()
            throw Failure.unreachable
        }
    }
}
