import Foundation
public import Kernel

/// Addresses of proxies in front, single or as ranges, whose word on a client's address and protocol is taken.
public struct TrustedProxies: Sendable, Equatable {
    /// What was given is neither an address nor a range.
    public struct Unusable: UserFacingError, Equatable {
        public let text: String
        public var status: Int { 400 }
        public var code: String { "serve.proxyUnusable" }
        public var message: String {
            "--trusted-proxy “\(text)” is neither an address nor a range, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8."
        }
    }

    private struct Range: Sendable, Equatable {
        let bytes: [UInt8]
        let bits: Int

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            return zip(address, bytes).enumerated().allSatisfy { index, pair in
                let left = min(8, max(0, bits - 8 * index))
                return left == 0 || (pair.0 ^ pair.1) >> (8 - left) == 0
            }
        }
    }

    public static let none = TrustedProxies(ranges: [])
    private let ranges: [Range]

    private init(ranges: [Range]) { self.ranges = ranges }

    /// - Throws: `Unusable` with the first that is neither an address nor a range.
    public init(_ texts: [String]) throws(Unusable) {
        var ranges: [Range] = []
        for text in texts {
            let parts = text.trimmingCharacters(in: .whitespaces).split(
                separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let address = parts.first.flatMap({ IPAddress.bytes(String($0)) }) else { throw Unusable(text: text) }
            let most = 8 * address.count
            guard let bits = parts.count == 1 ? most : Int(parts[1]), (0...most).contains(bits) else {
                throw Unusable(text: text)
            }
            ranges.append(Range(bytes: address, bits: bits))
        }
        self.ranges = ranges
    }

    /// Whether an address, in figures, is a proxy's.
    public func contains(_ address: String) -> Bool {
        guard !ranges.isEmpty, let bytes = IPAddress.bytes(address) else { return false }
        return ranges.contains { $0.contains(bytes) }
    }
}
