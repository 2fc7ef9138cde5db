import Foundation

/// Addresses of the internet in figures.
public enum IPAddress {
    /// Four or sixteen bytes in network order; nil for what is no address. A zone (`%eth0`) is left out, and IPv4 within
    /// IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
    public static func bytes(_ text: String) -> [UInt8]? {
        let plain = String(text.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, plain, &four) == 1 { return withUnsafeBytes(of: four) { Array($0) } }
        var six = in6_addr()
        guard inet_pton(AF_INET6, plain, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        return bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] ? Array(bytes[12...]) : bytes
    }
}
