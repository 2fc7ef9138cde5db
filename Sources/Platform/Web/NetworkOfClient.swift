import Foundation
import Kernel

extension AppContext {
    /// What attempts are counted by: an IPv4 address, or the /64 of an IPv6 address, of which one client has as many
    /// addresses as it likes.
    public var network: String { Self.network(of: address) }

    /// The network of an address; what is no address stands for itself.
    public static func network(of address: String) -> String {
        guard let bytes = IPAddress.bytes(address) else { return address }
        // IPv4 written as IPv6 (RFC 4291, 2.5.5.2) is one client's own.
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return bytes.prefix(8).map { String(format: "%02x", $0) }.joined() + "/64"
    }
}
