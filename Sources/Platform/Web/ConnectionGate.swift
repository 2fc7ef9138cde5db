import Foundation
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
        let served: SharedGate
        /// Connections that are told so; the rest are closed at once.
        let told: SharedGate

        /// - Parameter most: connections held open at most.
        public init(most: Int) {
            let told = max(4, most / 8)
            // Nobody takes all places; what comes from this machine may be a proxy, behind which everybody is.
            served = SharedGate(capacity: most - told, each: max(32, most / 4))
            self.told = SharedGate(capacity: told, each: told)
        }
    }

    private enum Standing { case served, told, none }

    private let places: Places
    private var standing = Standing.none
    private var client = ""
    private var patience: Scheduled<Void>?
    /// The request under way is answered here; the rest of it is read and forgotten.
    private var isOwn = false
    /// Requests passed on whose answers are not whole yet: nothing may be answered before them.
    private var underway = 0

    public init(_ places: Places) { self.places = places }

    public func handlerAdded(context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress ?? ""
        client =
            address.hasPrefix("127.") || address == "::1" || address.isEmpty
            ? UUID().uuidString
            : AppContext.network(of: address)
        standing = places.served.enter(client) ? .served : places.told.enter(client) ? .told : .none
        guard standing != .none else { return context.close(promise: nil) }
        // Whoever is told to come back has seconds to say what they wanted.
        if standing == .told {
            let channel = NIOLoopBound(context, eventLoop: context.eventLoop)
            patience = context.eventLoop.scheduleTask(in: .seconds(3)) { channel.value.close(promise: nil) }
        }
    }

    public func handlerRemoved(context: ChannelHandlerContext) { leave() }

    public func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    private func leave() {
        patience?.cancel()
        switch standing {
        case .served: places.served.leave(client)
        case .told: places.told.leave(client)
        case .none: break
        }
        standing = .none
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request):
            let isProbe = request.method == .get && request.path == "/healthz" && underway == 0
            if standing == .told, !isProbe {
                isOwn = true
                answer(
                    .serviceUnavailable, "The server holds as many connections as it can. Try again in a moment.\n",
                    context)
            } else if isProbe {
                isOwn = true
                answer(.ok, "ok\n", context)
            } else {
                isOwn = false
                underway += 1
                context.fireChannelRead(data)
            }
        case .body: if !isOwn { context.fireChannelRead(data) }
        case .end:
            if isOwn { isOwn = false } else { context.fireChannelRead(data) }
        }
    }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { underway -= 1 }
        context.write(data, promise: promise)
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
