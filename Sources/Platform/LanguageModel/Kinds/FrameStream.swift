import Foundation

/// Takes Amazon's event stream apart (`application/vnd.amazon.eventstream`), whatever the parts it arrives in: each frame
/// is its length, the length of its headers and a checksum of both, four bytes each; then headers, payload, and a checksum
/// of all of that.
struct FrameStream {
    /// Not the protocol, damaged, or longer than any honest frame.
    struct Broken: Error {}

    struct Frame: Equatable {
        /// The texts among its headers, such as `:event-type`.
        var headers: [String: String]
        var payload: Data
    }

    private var rest = Data()
    private static let longest = 1 << 20
    /// Prelude and checksums.
    private static let shortest = 16

    /// The frames that end in these bytes.
    /// - Throws: `Broken`.
    mutating func take(_ bytes: Data) throws(Broken) -> [Frame] {
        rest.append(bytes)
        var frames: [Frame] = []
        while rest.count >= 12 {
            let length = Int(Self.number(rest, at: 0))
            guard (Self.shortest...Self.longest).contains(length),
                Self.number(rest, at: 8) == Self.checksum(rest.prefix(8))
            else { throw Broken() }
            guard rest.count >= length else { break }
            frames.append(try Self.frame(Data(rest.prefix(length))))
            rest = Data(rest.dropFirst(length))
        }
        return frames
    }

    /// Whether a frame has begun and not ended.
    var isTorn: Bool { !rest.isEmpty }

    /// - Parameter bytes: a whole frame, from index 0 on.
    private static func frame(_ bytes: Data) throws(Broken) -> Frame {
        let end = bytes.count - 4
        let payload = 12 + Int(number(bytes, at: 4))
        guard payload <= end, number(bytes, at: end) == checksum(bytes.prefix(end)) else { throw Broken() }
        return Frame(headers: try headers(bytes[12..<payload]), payload: Data(bytes[payload..<end]))
    }

    /// Names with a length of one byte, a kind, and a value whose length goes by the kind.
    private static func headers(_ bytes: Data) throws(Broken) -> [String: String] {
        var (rest, found) = (bytes, [String: String]())
        func take(_ count: Int) throws(Broken) -> Data {
            guard rest.count >= count else { throw Broken() }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }
        func length(_ count: Int) throws(Broken) -> Int { try take(count).reduce(0) { $0 << 8 | Int($1) } }
        while !rest.isEmpty {
            let name = String(decoding: try take(length(1)), as: UTF8.self)
            switch try length(1) {
            case 0, 1: break
            case 2: _ = try take(1)
            case 3: _ = try take(2)
            case 4: _ = try take(4)
            case 5, 8: _ = try take(8)
            case 6: _ = try take(length(2))
            case 7: found[name] = String(decoding: try take(length(2)), as: UTF8.self)
            case 9: _ = try take(16)
            default: throw Broken()
            }
        }
        return found
    }

    private static func number(_ bytes: Data, at place: Int) -> UInt32 {
        bytes.dropFirst(place).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// CRC-32 as in Ethernet and zlib.
    static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] ^ ($0 >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { number in
        (0..<8).reduce(UInt32(number)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
