import Foundation
public import Kernel

/// Addresses of proxies in front, single or as ranges, whose word on a client's address and protocol is taken.
public struct TrustedProxies: Sendable, Equatable {
    /// What was given is neither an address nor a range.
    public struct Unusable: UserFacingError, Equatable, CustomStringConvertible {
        public let text: String
        /// What the console shows of it.
        public var description: String { message }
        public var status: Int { 400 }
        public var code: String { "serve.proxyUnusable" }
        public var message: String {
            "--trusted-proxy “\(text)” is neither an address nor a range, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8."
        }
    }

    public static let none = TrustedProxies(ranges: [])
    private let ranges: [AddressRange]

    private init(ranges: [AddressRange]) { self.ranges = ranges }

    /// - Parameter texts: each an address, a range, or several with commas or blanks between.
    /// - Throws: `Unusable` with the first that is neither an address nor a range.
    public init(_ texts: [String]) throws(Unusable) {
        var ranges: [AddressRange] = []
        for text in texts {
            let parts = text.split { $0 == "," || $0.isWhitespace }
            guard !parts.isEmpty else { throw Unusable(text: text) }
            for part in parts {
                guard let range = AddressRange(String(part)) else { throw Unusable(text: String(part)) }
                ranges.append(range)
            }
        }
        self.ranges = ranges
    }

    /// Whether an address, in figures, is a proxy's.
    public func contains(_ address: String) -> Bool {
        guard !ranges.isEmpty, let bytes = IPAddress.bytes(address) else { return false }
        return ranges.contains { $0.contains(bytes) }
    }
}
