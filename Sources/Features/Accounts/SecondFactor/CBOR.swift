import Foundation

/// Reads the part of CBOR (RFC 8949) that passkeys use: whole numbers, strings, arrays and maps, of definite length.
enum CBOR: Equatable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([(key: CBOR, value: CBOR)])
    case simple(UInt8)

    /// Not CBOR, or more than is read here.
    struct Malformed: Error {}

    static func == (a: CBOR, b: CBOR) -> Bool {
        switch (a, b) {
        case (.integer(let a), .integer(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.text(let a), .text(let b)): a == b
        default: false
        }
    }

    /// The first item of some bytes, and how many bytes it takes.
    static func read(_ bytes: ArraySlice<UInt8>) throws -> (item: CBOR, count: Int) {
        var reader = Reader(rest: bytes)
        let item = try reader.item(depth: 0)
        return (item, bytes.count - reader.rest.count)
    }

    subscript(key: CBOR) -> CBOR? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }

    subscript(name: String) -> CBOR? { self[.text(name)] }

    var byteString: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var number: Int64? { if case .integer(let number) = self { number } else { nil } }
    var string: String? { if case .text(let text) = self { text } else { nil } }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ count: Int) throws -> ArraySlice<UInt8> {
            guard count >= 0, count <= rest.count else { throw Malformed() }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func item(depth: Int) throws -> CBOR {
            guard depth < 8, let head = try take(1).first else { throw Malformed() }
            let (kind, low) = (head >> 5, head & 31)
            if kind == 7 { return .simple(low) }
            let size: UInt64
            switch low {
            case 0..<24: size = UInt64(low)
            case 24...27: size = try take(1 << Int(low - 24)).reduce(0) { $0 << 8 | UInt64($1) }
            default: throw Malformed()
            }
            guard size <= UInt64(Int32.max) else { throw Malformed() }
            let count = Int(size)
            switch kind {
            case 0: return .integer(Int64(count))
            case 1: return .integer(-1 - Int64(count))
            case 2: return .bytes(Array(try take(count)))
            case 3: return .text(String(decoding: try take(count), as: UTF8.self))
            case 4:
                guard count <= rest.count else { throw Malformed() }
                return .array(try (0..<count).map { _ in try item(depth: depth + 1) })
            case 5:
                guard count <= rest.count else { throw Malformed() }
                return .map(
                    try (0..<count).map { _ in (try item(depth: depth + 1), try item(depth: depth + 1)) })
            default: throw Malformed()
            }
        }
    }
}
