import HTTPTypes
import Kernel
public import NIOCore
public import NIOHTTPTypes

/// Stands before everything else of a connection: keeps their number below what the process may hold open, and answers
/// `/healthz` by itself, on the thread that serves the connection's bytes. So a probe is answered whatever the threads
/// that serve requests wait for.
public final class ConnectionGate: ChannelDuplexHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart
    public typealias OutboundIn = HTTPResponsePart
    public typealias OutboundOut = HTTPResponsePart

    /// Who is inside, over all connections.
    public struct Places: Sendable {
        /// Connections that are served; the rest are told to come back.
        let served: Gate
        /// Connections that are told so; the rest are closed at once.
        let told: Gate

        /// - Parameter most: connections held open at most.
        public init(most: Int) {
            let told = max(2, most / 16)
            (served, self.told) = (Gate(capacity: most - told), Gate(capacity: told))
        }
    }

    private enum Standing { case served, told, none }

    private let places: Places
    private var standing = Standing.none
    /// The request under way is answered here; the rest of it is read and forgotten.
    private var isOwn = false

    public init(_ places: Places) { self.places = places }

    public func handlerAdded(context: ChannelHandlerContext) {
        standing = places.served.enter() ? .served : places.told.enter() ? .told : .none
        if standing == .none { context.close(promise: nil) }
    }

    public func handlerRemoved(context: ChannelHandlerContext) { leave() }

    public func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        switch standing {
        case .served: places.served.leave()
        case .told: places.told.leave()
        case .none: break
        }
        standing = .none
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            if standing == .told {
                isOwn = true
                answer(
                    .serviceUnavailable, "The server holds as many connections as it can. Try again in a moment.\n",
                    context)
            } else if request.method == .get, request.path == "/healthz" {
                isOwn = true
                answer(.ok, "ok\n", context)
            } else {
                isOwn = false
                context.fireChannelRead(data)
            }
        case .body: if !isOwn { context.fireChannelRead(data) }
        case .end:
            if isOwn { isOwn = false } else { context.fireChannelRead(data) }
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ text: String, _ context: ChannelHandlerContext) {
        let isLast = status != .ok
        var headers: HTTPFields = [
            .contentType: "text/plain; charset=utf-8", .contentLength: "\(text.utf8.count)", .cacheControl: "no-store",
        ]
        if isLast { (headers[.retryAfter], headers[.connection]) = ("5", "close") }
        context.write(wrapOutboundOut(.head(HTTPResponse(status: status, headerFields: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(context.channel.allocator.buffer(string: text))), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
            if isLast { channel.close(promise: nil) }
        }
        // Whoever reads bytes asks for more only when a request comes through.
        context.read()
    }
}
