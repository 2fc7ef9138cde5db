import CSodium

/// BLAKE2b-256 of bytes (libsodium's generic hash).
public func blake2b256(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let input = Array(bytes)
    var hash = [UInt8](repeating: 0, count: 32)
    crypto_generichash(&hash, hash.count, input, UInt64(input.count), nil, 0)
    return hash
}

/// A random token of 256 bits, in lower-case hexadecimal.
public func randomToken() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    randombytes_buf(&bytes, bytes.count)
    return Hexadecimal.encode(bytes)
}

/// Bytes as lower-case hexadecimal digits.
public enum Hexadecimal {
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
