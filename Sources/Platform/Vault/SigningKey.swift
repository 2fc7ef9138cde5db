import CSodium

/// Signs with Ed25519 (RFC 8032); the key is derived from the master key and never leaves memory.
public struct SigningKey: Sendable {
    private let secret: [UInt8]
    /// 32 bytes; whoever has it can check signatures.
    public let publicKey: [UInt8]

    init(seed: [UInt8]) {
        var (open, secret) = ([UInt8](repeating: 0, count: 32), [UInt8](repeating: 0, count: 64))
        crypto_sign_seed_keypair(&open, &secret, seed)
        (publicKey, self.secret) = (open, secret)
    }

    /// A signature of 64 bytes.
    public func sign(_ message: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: 64)
        crypto_sign_detached(&signature, nil, message, UInt64(message.count), secret)
        return signature
    }

    public static func isValid(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        signature.count == 64 && publicKey.count == 32
            && crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey) == 0
    }
}

/// A hash that only the key's holder can make (keyed BLAKE2b): for codes too short to be hashed in the open.
public struct KeyedHash: Sendable {
    private let key: [UInt8]

    init(key: [UInt8]) { self.key = key }

    /// 32 bytes.
    public func callAsFunction(_ text: String) -> [UInt8] {
        let input = Array(text.utf8)
        var hash = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&hash, 32, input, UInt64(input.count), key, key.count)
        return hash
    }
}
