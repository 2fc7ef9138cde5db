import Crypto
import Foundation

/// Codes from a shared secret and the time (TOTP, RFC 6238): SHA-1, 30 seconds, six digits, as authenticator apps expect.
enum OneTimeCodes {
    static let step = 30.0

    /// The code of a step of time (HOTP, RFC 4226).
    static func code(_ secret: [UInt8], step: Int64) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Data($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        return String(format: "%06d", number % 1_000_000)
    }

    /// The step that a code belongs to, one before and one after now included; nil unless it is later than `last`, so
    /// that no code serves twice.
    static func step(of code: String, _ secret: [UInt8], after last: Int64, now: Date = Date()) -> Int64? {
        let current = Int64(now.timeIntervalSince1970 / step)
        let digits = code.filter { !$0.isWhitespace }
        return (current - 1...current + 1).first { $0 > last && Self.code(secret, step: $0) == digits }
    }

    /// The secret as authenticator apps take it (RFC 4648, base 32).
    static func base32(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        var (text, buffer, bits) = ("", 0, 0)
        for byte in bytes {
            buffer = (buffer << 8 | Int(byte)) & 0xFFFFF
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(letters[buffer >> bits & 31])
            }
        }
        if bits > 0 { text.append(letters[buffer << (5 - bits) & 31]) }
        return text
    }
}
