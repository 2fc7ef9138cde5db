import Foundation

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
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            return reach(withUnsafeBytes(of: four.s_addr) { Array($0) })
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        // IPv4 in IPv6: mapped (RFC 4291), and behind a translator (RFC 6052, well-known prefix).
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if bytes.starts(with: mapped) || bytes.starts(with: translated) { return reach(Array(bytes[12...])) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return .inside }
        return six6.first { $0.contains(bytes) }?.reach ?? .outside
    }

    /// A block of addresses that IANA keeps for a special purpose.
    private struct Block {
        let bytes: [UInt8]
        let bits: Int
        let reach: Reach

        init(_ text: String, _ reach: Reach) {
            let parts = text.split(separator: "/")
            let address = String(parts[0])
            var (four, six) = (in_addr(), in6_addr())
            if inet_pton(AF_INET, address, &four) == 1 {
                bytes = withUnsafeBytes(of: four) { Array($0) }
            } else {
                inet_pton(AF_INET6, address, &six)
                bytes = withUnsafeBytes(of: six) { Array($0) }
            }
            bits = Int(parts[1]) ?? 8 * bytes.count
            self.reach = reach
        }

        func contains(_ address: [UInt8]) -> Bool {
            zip(address, bytes).enumerated().allSatisfy { index, pair in
                let left = min(8, max(0, bits - 8 * index))
                return left == 0 || (pair.0 ^ pair.1) >> (8 - left) == 0
            }
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

    private static func reach(_ four: [UInt8]) -> Reach { four4.first { $0.contains(four) }?.reach ?? .outside }

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
