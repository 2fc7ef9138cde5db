import Foundation
import Kernel
import NIOCore
import NIOPosix

/// Whether the address and port can be had, asked before anything runs that would have to be ended again.
enum Listening {
    /// - Throws: `Refused`; other errors of the system as they are.
    static func check(_ network: NetworkSettings) async throws {
        do {
            let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .bind(host: network.address, port: network.port).get()
            try await channel.close()
        } catch let error as IOError {
            throw Refused(address: network.address, port: network.port, reason: error.errnoCode)
        } catch let error where error is SocketAddressError || error is SocketAddressError.UnknownHost {
            throw Refused(address: network.address, port: network.port, reason: EADDRNOTAVAIL)
        }
    }

    /// The system does not let this process listen there.
    struct Refused: UserFacingError {
        let address: String, port: Int
        /// The system's number for why.
        let reason: Int32

        var status: Int { 503 }
        var code: String { reason == EADDRINUSE ? "serve.portInUse" : "serve.cannotListen" }
        var message: String {
            switch reason {
            case EADDRINUSE: "Port \(port) is in use by another program. Choose another with --port."
            case EACCES, EPERM:
                "This user may not listen on port \(port). Choose one above 1023 with --port, or give the service "
                    + "AmbientCapabilities=CAP_NET_BIND_SERVICE."
            case EADDRNOTAVAIL:
                "This machine has no address \(address). Give one of its own with --listen, or 0.0.0.0 for all."
            default: "Nothing can be served on \(address), port \(port): \(String(cString: strerror(reason)))."
            }
        }
    }
}
