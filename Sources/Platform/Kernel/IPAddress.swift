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

    /// An address as it is noted, so that one client has one name: IPv4 within IPv6 as IPv4, IPv6 in small letters and
    /// shortened (RFC 5952), without a zone. nil for what is no address.
    public static func canonical(_ text: String) -> String? {
        guard let bytes = bytes(text) else { return nil }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        var shown = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, bytes, &shown, socklen_t(shown.count)) != nil else { return nil }
        return String(decoding: shown.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Addresses that share their first bits, such as 10.0.0.0/8 or fd00::/8 (RFC 4632, RFC 4291); one address is a range too.
public struct AddressRange: Sendable, Equatable {
    private let bytes: [UInt8]
    private let bits: Int

    /// - Returns: nil for what is neither an address nor a range.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress.bytes(String($0)) }) else { return nil }
        let most = 8 * address.count
        guard var bits = parts.count == 1 ? most : Int(parts[1]) else { return nil }
        // IPv4 within IPv6: the 96 bits before it are no longer there.
        if most == 32, bits > most, text.contains(":") { bits -= 96 }
        guard (0...most).contains(bits) else { return nil }
        (bytes, self.bits) = (address, bits)
    }

    /// - Parameter address: four or sixteen bytes in network order; an address of the other kind is never within.
    public func contains(_ address: [UInt8]) -> Bool {
        guard address.count == bytes.count else { return false }
        return zip(address, bytes).enumerated().allSatisfy { index, pair in
            let left = min(8, max(0, bits - 8 * index))
            return left == 0 || (pair.0 ^ pair.1) >> (8 - left) == 0
        }
    }
}
