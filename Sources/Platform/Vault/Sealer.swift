import CSodium
import Foundation

/// Encrypts and authenticates with XChaCha20-Poly1305 (IETF). What is sealed is bound to its place: opening it with
/// other associated data fails.
public struct Sealer: Sendable {
    /// The bytes were not sealed with this key, for this place, or were changed since.
    public struct Forged: Error, Equatable {
        public init() {}
    }

    private static let nonceSize = 24, tagSize = 16
    private let key: [UInt8]

    init(key: [UInt8]) { self.key = key }

    /// - Parameter place: what the bytes belong to, such as table, column and row.
    /// - Returns: nonce, ciphertext and tag: 40 bytes more than `bytes`.
    public func seal(_ bytes: some Collection<UInt8>, for place: String) -> [UInt8] {
        let message = Array(bytes)
        let associated = Array(place.utf8)
        var nonce = [UInt8](repeating: 0, count: Self.nonceSize)
        randombytes_buf(&nonce, nonce.count)
        var sealed = [UInt8](repeating: 0, count: message.count + Self.tagSize)
        crypto_aead_xchacha20poly1305_ietf_encrypt(
            &sealed, nil, message, UInt64(message.count), associated, UInt64(associated.count), nil, nonce, key)
        return nonce + sealed
    }

    /// - Throws: `Forged`.
    public func open(_ sealed: some Collection<UInt8>, for place: String) throws(Forged) -> [UInt8] {
        let all = Array(sealed)
        guard all.count >= Self.nonceSize + Self.tagSize else { throw Forged() }
        let associated = Array(place.utf8)
        let nonce = Array(all.prefix(Self.nonceSize))
        var message = [UInt8](repeating: 0, count: all.count - Self.nonceSize - Self.tagSize)
        let ciphertext = Array(all.dropFirst(Self.nonceSize))
        let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &message, nil, nil, ciphertext, UInt64(ciphertext.count), associated, UInt64(associated.count), nonce, key)
        guard status == 0 else { throw Forged() }
        return message
    }

    /// A new key, and itself sealed with this one: where it is destroyed, all that it sealed is lost for good.
    public func makeKey(for place: String) -> (sealer: Sealer, sealed: [UInt8]) {
        var key = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&key, key.count)
        return (Sealer(key: key), seal(key, for: place))
    }

    /// A key that `makeKey` made.
    /// - Throws: `Forged`.
    public func openKey(_ sealed: some Collection<UInt8>, for place: String) throws(Forged) -> Sealer {
        Sealer(key: try open(sealed, for: place))
    }
}
