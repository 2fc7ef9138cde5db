import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Synchronization
import Vault

/// Does a request that came with an `Idempotency-Key` once, and gives its answer again where it comes again.
///
/// It stands behind the checks of permission and proof. Those of what a request is about are the route's own, which is not
/// asked again: where rights were given or taken since, no answer is given again.
struct KeepAnswers: RouterMiddleware {
    typealias Context = SignedInContext

    func handle(
        _ request: Request, context: SignedInContext, next: (Request, SignedInContext) async throws -> Response
    ) async throws -> Response {
        guard let keys = context.idempotency, ![.get, .head, .options].contains(request.method),
            let key = try IdempotencyKey(request.headers)
        else { return try await next(request, context) }
        let body = FingerprintedBody(request, by: context.user)
        switch try await keys.claim(key, for: context.user) {
        case .answered(let record):
            // A body longer than the one that the key came with is another.
            let fingerprint = try await body.whole(upTo: record.bodyBytes ?? 0)?.hash
            guard let fingerprint, Data(fingerprint) == record.fingerprint else { throw IdempotencyFailure.mismatch }
            return try keys.response(record).again()
        case .new(let record):
            let response: Response
            let kept: (KeptResponse, FingerprintedBody.Whole)?
            do {
                response = try await next(Request(head: request.head, body: .init(asyncSequence: body)), context)
                kept = try await Self.kept(response, body, context)
            } catch {
                await keys.free(record)
                throw error
            }
            guard let (answer, whole) = kept else {
                await keys.free(record)
                return response
            }
            await keys.keep(record, answer, fingerprint: whole.hash, bodyBytes: whole.bytes)
            return answer.isWhole ? answer.response() : response
        }
    }

    /// - Returns: nil for what is not kept: refusals, streams, and what lets somebody in.
    private static func kept(
        _ response: Response, _ body: FingerprintedBody, _ context: SignedInContext
    ) async throws -> (KeptResponse, FingerprintedBody.Whole)? {
        guard response.status.code < 400, response.headers[values: .setCookie].isEmpty,
            let length = response.body.contentLength,
            let whole = try await body.whole(upTo: context.maxUploadSize)
        else { return nil }
        return (try await KeptResponse(response, length: length), whole)
    }
}

/// An answer as it is kept.
struct KeptResponse: Codable, Sendable {
    let status: Int
    /// By their names; only those that say what the body is, and where what was made lies.
    let headers: [String: String]
    let body: Data
    /// Whether the body is there; else it is too large to keep.
    let isWhole: Bool

    private static let keptHeaders: [HTTPField.Name] = [
        .contentType, .contentLanguage, .contentDisposition, .location, .cacheControl,
    ]

    /// - Parameter length: the body's bytes.
    init(_ response: Response, length: Int) async throws {
        status = response.status.code
        headers = Self.keptHeaders.reduce(into: [:]) { $0[$1.canonicalName] = response.headers[$1] }
        isWhole = length <= IdempotencyKeys.largest
        guard isWhole else {
            body = Data()
            return
        }
        let writer = CollectingWriter()
        try await response.body.write(writer)
        body = Data(writer.bytes)
    }

    func response() -> Response {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        return Response(
            status: .named(status), headers: fields,
            body: body.isEmpty ? .init() : .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// The answer to a request that came again.
    func again() -> Response {
        var response = response()
        if let name = HTTPField.Name("idempotency-replayed") { response.headers[name] = "true" }
        return response
    }
}

private struct CollectingWriter: ResponseBodyWriter {
    private final class Store: Sendable { let bytes = Mutex<[UInt8]>([]) }
    private let store = Store()
    var bytes: [UInt8] { store.bytes.withLock { $0 } }

    func write(_ buffer: ByteBuffer) { store.bytes.withLock { $0 += buffer.readableBytesView } }
    consuming func finish(_ trailingHeaders: HTTPFields?) {}
}

/// A request's body, of which a hash is made while it is read: of the request's method and address too, and of what whoever
/// makes it may do.
final class FingerprintedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    /// What is known of it once it was read to its end.
    struct Whole: Sendable { let hash: [UInt8], bytes: Int }

    private struct State {
        let hash = RunningHash()
        var bytes = 0, isBegun = false
        var whole: Whole?
    }

    private let body: RequestBody
    private let state: Mutex<State>

    init(_ request: Request, by user: Principal) {
        body = request.body
        state = Mutex(State())
        let line = "\(request.method.rawValue) \(request.head.path ?? "")\n\(user.rights)\n"
        state.withLock { state in Array(line.utf8).withUnsafeBytes { state.hash.add($0) } }
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: RequestBody.AsyncIterator
        fileprivate let body: FingerprintedBody

        mutating func next() async throws -> ByteBuffer? {
            let buffer = try await base.next()
            body.note(buffer)
            return buffer
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        state.withLock { $0.isBegun = true }
        return AsyncIterator(base: body.makeAsyncIterator(), body: self)
    }

    private func note(_ buffer: ByteBuffer?) {
        state.withLock { state in
            if let buffer {
                buffer.withUnsafeReadableBytes { state.hash.add($0) }
                state.bytes += buffer.readableBytes
            } else if state.whole == nil {
                state.whole = Whole(hash: state.hash.end(), bytes: state.bytes)
            }
        }
    }

    /// Its hash. Where nobody has begun to read it, it is read for that.
    /// - Returns: nil where it was not read to its end, or is longer than `most` bytes.
    func whole(upTo most: Int) async throws -> Whole? {
        if state.withLock({ !$0.isBegun }) {
            var count = 0
            for try await buffer in self {
                count += buffer.readableBytes
                guard count <= most else { return nil }
            }
        }
        return state.withLock { $0.whole }
    }
}
