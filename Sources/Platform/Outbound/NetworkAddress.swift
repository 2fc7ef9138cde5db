import Foundation

/// Where an address of the internet lies.
enum NetworkAddress {
    enum Reach: Equatable {
        /// This machine, or the building's own network (RFC 1918, RFC 4193, RFC 6598).
        case inside
        case outside
        /// Link-local, multicast and unspecified: no server that is meant has one, and clouds keep secrets there.
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
        // IPv4 in IPv6: mapped (RFC 4291), and behind a translator (RFC 6052).
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if bytes.starts(with: mapped) || bytes.starts(with: translated) { return reach(Array(bytes[12...])) }
        if bytes.dropLast().allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .inside : .never }
        if bytes[0] & 0xFE == 0xFC { return .inside }
        if bytes[0] == 0xFE, bytes[1] & 0xC0 == 0x80 { return .never }
        return bytes[0] == 0xFF ? .never : .outside
    }

    private static func reach(_ four: [UInt8]) -> Reach {
        switch (four[0], four[1]) {
        case (10, _), (127, _), (172, 16...31), (192, 168), (100, 64...127): .inside
        case (0, _), (169, 254), (224..., _): .never
        default: .outside
        }
    }

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
