import HTTPTypes
public import NIOCore
public import NIOHTTPTypes

/// Closes connections of clients that open them and send next to nothing, or take next to nothing: a head must come
/// within seconds, a body must keep coming, and what is sent must be read.
public final class SlowClients: ChannelDuplexHandler, RemovableChannelHandler {
    public typealias InboundIn = HTTPRequestPart
    public typealias InboundOut = HTTPRequestPart
    public typealias OutboundIn = HTTPResponsePart
    public typealias OutboundOut = HTTPResponsePart

    /// What a client is allowed.
    public struct Limits: Sendable {
        /// To the end of a request's head, from the connection's start or the response before.
        public var head: TimeAmount = .seconds(20)
        /// Each such time a body must bring `bytes` more.
        public var interval: TimeAmount = .seconds(15)
        public var bytes = 8192
        /// So long what was written may wait to be read.
        public var reading: TimeAmount = .seconds(60)
        public init() {}
    }

    private let limits: Limits
    private var deadline: Scheduled<Void>?
    private var received = 0
    private var unread: Scheduled<Void>?

    public init(_ limits: Limits = Limits()) { self.limits = limits }

    public func handlerAdded(context: ChannelHandlerContext) { awaitHead(context) }
    public func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        unread?.cancel()
    }

    public func channelWritabilityChanged(context: ChannelHandlerContext) {
        unread?.cancel()
        unread = nil
        if !context.channel.isWritable {
            let channel = NIOLoopBound(context, eventLoop: context.eventLoop)
            unread = context.eventLoop.scheduleTask(in: limits.reading) { channel.value.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    public func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        unread?.cancel()
        context.fireChannelInactive()
    }

    public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            received = 0
            awaitBody(context)
        case .body(let buffer): received += buffer.readableBytes
        case .end: deadline?.cancel()
        }
        context.fireChannelRead(data)
    }

    public func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { awaitHead(context) }
        context.write(data, promise: promise)
    }

    private func awaitHead(_ context: ChannelHandlerContext) { close(context, in: limits.head) }

    private func awaitBody(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        let (channel, seen) = (NIOLoopBound(context, eventLoop: context.eventLoop), received)
        let own = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: limits.interval) {
            let handler = own.value
            if handler.received - seen < handler.limits.bytes {
                channel.value.close(promise: nil)
            } else {
                handler.awaitBody(channel.value)
            }
        }
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
        deadline?.cancel()
        let channel = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: time) { channel.value.close(promise: nil) }
    }
}
