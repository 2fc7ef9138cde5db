import Foundation
public import Hummingbird
import Kernel

/// One event of a stream that a browser reads with `fetch` or `EventSource`.
public struct ServerSentEvent: Sendable {
    let name: String
    let data: String

    /// - Parameter data: becomes JSON.
    public init(_ name: String, _ data: some Encodable) throws {
        self.name = name
        self.data = String(decoding: try JSONEncoder.wire.encode(data), as: UTF8.self)
    }
}

private struct Failed: Encodable { let code: String, detail: String }

extension Response {
    /// A response that sends events as they come (WHATWG HTML, server-sent events), numbered from 1. A last event
    /// `failed` says what went wrong where people can be told.
    public static func events(
        _ produce: @escaping @Sendable (_ send: (ServerSentEvent) async throws -> Void) async throws -> Void
    ) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                var number = 0
                func send(_ event: ServerSentEvent) async throws {
                    number += 1
                    let text = "id: \(number)\nevent: \(event.name)\ndata: \(event.data)\n\n"
                    try await writer.write(ByteBuffer(string: text))
                }
                do { try await produce(send) } catch let failure as any UserFacingError {
                    try await send(ServerSentEvent("failed", Failed(code: failure.code, detail: failure.message)))
                }
                try await writer.finish(nil)
            })
    }
}
