import CSodium
import Foundation
import Kernel

/// The key that everything sealed hangs on: 32 bytes in `master.key`, readable by its owner only.
///
/// Kept in locked memory and wiped at the end.
public final class MasterKey: @unchecked Sendable {
    // Sendable: the memory is written in `init` only; afterwards it is read.

    /// Why there is no key.
    public enum Failure: Error, Equatable {
        case outOfLockedMemory
        /// The file is not 32 bytes in hexadecimal.
        case damaged(path: String)
        /// Others than the owner may read the file.
        case exposed(path: String)
    }

    private let bytes: UnsafeMutableRawPointer

    /// Reads the key of a data folder, or makes one where `create` allows it.
    /// - Throws: `Failure`, `DurableFile.Failure`.
    public init(path: String, create: Bool) throws {
        guard sodium_init() >= 0, let memory = sodium_malloc(32) else { throw Failure.outOfLockedMemory }
        bytes = memory
        if let text = FileManager.default.contents(atPath: path) {
            var information = stat()
            guard stat(path, &information) == 0, information.st_mode & 0o077 == 0 else {
                throw Failure.exposed(path: path)
            }
            var count = 0
            let status = text.withUnsafeBytes { source in
                sodium_hex2bin(
                    memory.assumingMemoryBound(to: UInt8.self), 32,
                    source.baseAddress?.assumingMemoryBound(to: CChar.self),
                    source.count, "\n", &count, nil)
            }
            guard status == 0, count == 32 else { throw Failure.damaged(path: path) }
        } else {
            guard create else { throw Failure.damaged(path: path) }
            randombytes_buf(memory, 32)
            let key = UnsafeRawBufferPointer(start: memory, count: 32)
            try DurableFile.write(Data((Hexadecimal.encode(key) + "\n").utf8), to: path)
        }
        sodium_mprotect_readonly(memory)
    }

    deinit { sodium_free(bytes) }

    /// Seals for one purpose.
    /// - Parameters:
    ///   - context: eight ASCII characters that name the purpose.
    ///   - number: tells keys of one purpose apart.
    public func sealer(context: String, number: UInt64 = 1) -> Sealer { Sealer(key: derive(context, number)) }

    /// The appliance's own signature for one purpose.
    public func signingKey(context: String) -> SigningKey { SigningKey(seed: derive(context, 1)) }

    /// Hashes short codes for one purpose.
    public func keyedHash(context: String) -> KeyedHash { KeyedHash(key: derive(context, 1)) }

    /// The key for one purpose (libsodium's BLAKE2b key derivation).
    private func derive(_ context: String, _ number: UInt64) -> [UInt8] {
        var key = [UInt8](repeating: 0, count: 32)
        let name = Array((context + "        ").utf8.prefix(8)).map { CChar(bitPattern: $0) }
        crypto_kdf_derive_from_key(&key, 32, number, name, bytes.assumingMemoryBound(to: UInt8.self))
        return key
    }
}
