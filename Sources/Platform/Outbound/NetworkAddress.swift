import Foundation
import Kernel

/// Where an address of the internet lies.
enum NetworkAddress {
    enum Reach: Equatable {
        /// This machine, or the building's own network (RFC 1918, RFC 4193, RFC 6598).
        case inside
        case outside
        /// Kept for special purposes: no server that is meant has one, and clouds keep secrets there.
        case never
    }

    /// - Parameter text: an address in figures.
    /// - Returns: nil for what is none.
    static func reach(_ text: String) -> Reach? {
        guard let bytes = IPAddress.bytes(text) else { return nil }
        if bytes.count == 4 { return reach(bytes, four4) }
        // IPv4 behind a translator (RFC 6052, well-known prefix).
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if bytes.starts(with: translated) { return reach(Array(bytes[12...]), four4) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .inside }
        return reach(bytes, six6)
    }

    private static func reach(_ address: [UInt8], _ blocks: [Block]) -> Reach {
        blocks.first { $0.addresses.contains(address) }?.reach ?? .outside
    }

    /// A block of addresses that IANA keeps for a special purpose.
    private struct Block {
        let addresses: AddressRange
        let reach: Reach

        init(_ text: String, _ reach: Reach) {
            guard let addresses = AddressRange(text) else { preconditionFailure("\(text) is no range") }
            (self.addresses, self.reach) = (addresses, reach)
        }
    }

    /// IANA's IPv4 special-purpose registry (RFC 6890 and later), multicast, and addresses at which clouds serve
    /// their machines' secrets. Addresses for documentation (RFC 5737, RFC 3849) reach nothing and stay outside: tests
    /// need ones that nobody has.
    private static let four4 = [
        Block("10.0.0.0/8", .inside), Block("127.0.0.0/8", .inside), Block("172.16.0.0/12", .inside),
        Block("192.168.0.0/16", .inside), Block("100.64.0.0/10", .inside),
        Block("168.63.129.16/32", .never),
        Block("0.0.0.0/8", .never), Block("169.254.0.0/16", .never), Block("192.0.0.0/24", .never),
        Block("192.31.196.0/24", .never), Block("192.52.193.0/24", .never),
        Block("192.88.99.0/24", .never), Block("192.175.48.0/24", .never), Block("198.18.0.0/15", .never),
        Block("224.0.0.0/3", .never),
    ]

    /// IANA's IPv6 special-purpose registry, deprecated and multicast blocks. What holds an IPv4 address in a form that
    /// some router unpacks (6to4, Teredo, local translators, compatible addresses) is no server that is meant.
    private static let six6 = [
        Block("fc00::/7", .inside), Block("::/96", .never), Block("64:ff9b:1::/48", .never), Block("100::/64", .never),
        Block("100:0:0:1::/64", .never), Block("2001::/23", .never),
        Block("2002::/16", .never), Block("2620:4f:8000::/48", .never),
        Block("5f00::/16", .never), Block("fe80::/10", .never), Block("fec0::/10", .never), Block("ff00::/8", .never),
    ]

    /// The addresses of a host, in figures; none where it has none. Blocks.
    static func lookUp(_ host: String) -> [String] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &first) == 0 else { return [] }
        defer { freeaddrinfo(first) }
        var (addresses, next) = ([String](), first)
        while let entry = next?.pointee {
            var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            if getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, Int32(NI_NUMERICHOST)) == 0
            {
                let address = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                if !addresses.contains(address) { addresses.append(address) }
            }
            next = entry.ai_next
        }
        return addresses
    }
}
