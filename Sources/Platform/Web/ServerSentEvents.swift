import Foundation
import HTTPTypes
public import Hummingbird
import Kernel
import Synchronization

/// One event of a stream that a browser reads with `fetch` or `EventSource`.
public struct ServerSentEvent: Sendable {
    let name: String
    let data: String
    let number: Int?

    /// - Parameters:
    ///   - data: becomes JSON.
    ///   - number: its number in a stream that can be gone on with; nil where the response counts.
    public init(_ name: String, _ data: some Encodable, number: Int? = nil) throws {
        (self.name, self.number) = (name, number)
        self.data = String(decoding: try JSONEncoder.wire.encode(data), as: UTF8.self)
    }
}

extension Request {
    /// The last event that a client heard of a stream before it lost the connection (WHATWG HTML, server-sent events).
    public var lastEvent: Int? { HTTPField.Name("last-event-id").flatMap { headers[$0] }.flatMap { Int($0) } }
}

extension Response {
    /// So often something is sent while there is nothing to say: proxies end what is silent for a minute, some sooner.
    public static let beat: Duration = .seconds(10)

    /// A response that sends events as they come (WHATWG HTML, server-sent events), numbered from 1. A last event
    /// `failed` says what went wrong where people can be told, and that the server is being stopped.
    public static func events(
        _ produce:
            @escaping @Sendable (_ send: @escaping @Sendable (ServerSentEvent) async throws -> Void) async throws ->
            Void
    ) -> Response {
        stream { send in
            let numbers = EventNumbers()
            @Sendable func put(_ event: ServerSentEvent) async throws {
                try await send("id: \(numbers.next(event.number))\nevent: \(event.name)\ndata: \(event.data)\n\n")
            }
            do { try await ServerEnding.ends { try await produce(put) } } catch let failure as any UserFacingError {
                try await put(ServerSentEvent("failed", Problem(inStream: failure).event))
            }
        }
    }

    /// A response of `text/event-stream` whose text comes bit by bit, with a comment every ten seconds, which readers
    /// pass by. Proxies are told not to gather it.
    /// - Parameter produce: sends text; its end is the response's.
    public static func stream(
        every beat: Duration = Self.beat,
        _ produce: @escaping @Sendable (_ send: @escaping @Sendable (String) async throws -> Void) async throws -> Void
    ) -> Response {
        var headers: HTTPFields = [
            .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store, no-transform",
        ]
        if let name = HTTPField.Name("x-accel-buffering") { headers[name] = "no" }
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                let (parts, out) = AsyncStream<String>.makeStream()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        defer { out.finish() }
                        try await produce { text in
                            try Task.checkCancellation()
                            out.yield(text)
                        }
                    }
                    group.addTask {
                        while !Task.isCancelled {
                            try await Task.sleep(for: beat)
                            out.yield(": still here\n\n")
                        }
                    }
                    for await part in parts { try await writer.write(ByteBuffer(string: part)) }
                    // The producer's own failure, if it had one; the beat goes on until it is told to stop.
                    try await group.next()
                    group.cancelAll()
                }
                try await writer.finish(nil)
            })
    }
}

/// Counts the events of one stream.
private final class EventNumbers: Sendable {
    private let last = Mutex(0)
    /// - Parameter number: the event's own, where it has one; the others go on from it.
    func next(_ number: Int?) -> Int {
        last.withLock { last in
            last = number ?? last + 1
            return last
        }
    }
}
