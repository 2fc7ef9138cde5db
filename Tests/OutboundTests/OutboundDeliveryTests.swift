import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Outbound

@Suite("Messages to servers inside") struct OutboundDeliveryTests {
    /// Takes what comes.
    private final class Taking: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        private let bytes: @Sendable (Data) -> Void

        init(_ bytes: @escaping @Sendable (Data) -> Void) { self.bytes = bytes }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes(Data(Self.unwrapInboundIn(data).readableBytesView))
        }
    }

    private final class Received: Sendable {
        private let data = Mutex(Data())
        func add(_ more: Data) { data.withLock { $0 += more } }
        var value: Data { data.withLock { $0 } }
    }

    @Test("everything arrives over TCP, in order, and is noted as having stayed in the building")
    func tcp() async throws {
        let (received, calls) = (Received(), Received())
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Taking(received.add))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(listener.localAddress?.port)
        let gate = OutboundGate { call in
            calls.add(Data("\(call.purpose) \(call.host) \(call.leftBuilding) \(call.outcome)\n".utf8))
        }
        let messages = (0..<3000).map { Data("message \($0)\n".utf8) }
        let delivery = OutboundDelivery(to: "127.0.0.1", port: port, over: .tcp, by: gate)
        try await delivery.send(messages, purpose: "audit", classes: ["audit"])
        // The other machine has it; the handler may still be reading.
        let whole = messages.reduce(into: Data()) { $0 += $1 }
        for _ in 0..<200 where received.value.count < whole.count { try await Task.sleep(for: .milliseconds(10)) }
        #expect(received.value == whole)
        try await listener.close()
        await #expect(throws: OutboundDelivery.Failure.self) {
            try await delivery.send(messages, purpose: "audit", classes: ["audit"])
        }
        let noted = String(decoding: calls.value, as: UTF8.self)
        #expect(noted == "audit 127.0.0.1 false delivered\naudit 127.0.0.1 false failed\n")
    }

    @Test(
        "nothing is sent in the open to what lies outside, or nowhere",
        arguments: ["8.8.8.8", "169.254.169.254", "no-such-host.invalid"])
    func outside(host: String) async throws {
        let delivery = OutboundDelivery(to: host, port: 514, over: .udp, by: OutboundGate())
        await #expect(throws: OutboundDelivery.Failure.self) {
            try await delivery.send([Data("x".utf8)], purpose: "audit", classes: [])
        }
    }
}
