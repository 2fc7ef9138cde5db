import CSodium

/// BLAKE2b-256 of bytes (libsodium's generic hash).
public func blake2b256(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let input = Array(bytes)
    var hash = [UInt8](repeating: 0, count: 32)
    crypto_generichash(&hash, hash.count, input, UInt64(input.count), nil, 0)
    return hash
}

/// Random bytes from the system's generator.
public func randomBytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    randombytes_buf(&bytes, count)
    return bytes
}

/// A random token of 256 bits, in lower-case hexadecimal.
public func randomToken() -> String { Hexadecimal.encode(randomBytes(32)) }

/// Whether two byte strings are equal, in a time that does not tell where they differ.
public func equalInConstantTime(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && sodium_memcmp(a, b, a.count) == 0
}

/// Bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// nil unless the text is an even number of digits.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) }
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digits[index], let low = digits[index + 1] else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }
}

/// BLAKE2b-256 of bytes that come piece by piece: the same as of all of them together.
public final class RunningHash {
    private let state: UnsafeMutableRawPointer

    public init() {
        // libsodium wants its state aligned to a cache line.
        state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
        crypto_generichash_init(OpaquePointer(state), nil, 0, 32)
    }

    deinit { state.deallocate() }

    /// Adds bytes at the end.
    public func add(_ bytes: UnsafeRawBufferPointer) {
        crypto_generichash_update(
            OpaquePointer(state), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(bytes.count))
    }

    /// The hash of all that was added. Nothing can be added after.
    public func end() -> [UInt8] {
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_generichash_final(OpaquePointer(state), &hash, hash.count)
        return hash
    }
}
