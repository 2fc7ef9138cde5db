import Foundation
import Web

/// What this machine calls itself. Asks the system alone, never a server of names.
enum MachineNames {
    /// Its whole name, where it has one with a domain.
    static var full: String? {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return nil }
        let name = String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
        guard name.contains("."), let checked = try? NetworkOptions.name(name, of: "host") else { return nil }
        return checked
    }

    /// Its addresses by which others reach it, IPv4 first, as they stand in an address.
    static var addresses: [String] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var found: [(isOld: Bool, text: String)] = []
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }).prefix(while: { $0 != nil }) {
            guard let entry = entry?.pointee, let address = entry.ifa_addr,
                entry.ifa_flags & UInt32(IFF_UP) != 0, entry.ifa_flags & UInt32(IFF_LOOPBACK) == 0
            else { continue }
            let family = Int32(address.pointee.sa_family)
            guard family == AF_INET || family == AF_INET6 else { continue }
            let size = family == AF_INET ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
            var text = [CChar](repeating: 0, count: 1025)
            guard getnameinfo(address, socklen_t(size), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            else {
                continue
            }
            let name = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // Those with a zone hold on one wire only, and browsers take none.
            if !name.contains("%") { found.append((family == AF_INET, NetworkOptions.bracketed(name))) }
        }
        return (found.filter(\.isOld) + found.filter { !$0.isOld }).map(\.text)
    }
}
