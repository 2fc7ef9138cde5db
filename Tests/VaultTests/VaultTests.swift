import Foundation
import Kernel
import Testing

@testable import Vault

@Suite("Sealing") struct VaultTests {
    private func withKey(_ body: (MasterKey, String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(MasterKey(path: path, create: true), path)
    }

    @Test("what is sealed opens with the same key, also after a restart, and looks like noise")
    func roundTrip() throws {
        try withKey { key, path in
            let secret = Array("a student's name".utf8)
            let sealed = key.sealer(context: "files").seal(secret, for: "row 1")
            #expect(sealed.count == secret.count + 40)
            #expect(!String(decoding: sealed, as: UTF8.self).contains("student"))
            let opened = try MasterKey(path: path, create: false).sealer(context: "files").open(sealed, for: "row 1")
            #expect(opened == secret)
        }
    }

    @Test("a hash of pieces is that of the whole")
    func runningHash() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        for size in [1, 127, 128, 129, 65_536, 100_000] {
            let hash = RunningHash()
            for start in stride(from: 0, to: bytes.count, by: size) {
                bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { hash.add($0) }
            }
            #expect(hash.end() == blake2b256(bytes), "\(size)")
        }
        #expect(RunningHash().end() == blake2b256([]))
    }

    @Test("another place, another purpose, or one changed bit does not open")
    func forged() throws {
        try withKey { key, _ in
            let sealer = key.sealer(context: "files")
            let sealed = sealer.seal(Array("x".utf8), for: "row 1")
            #expect(throws: Sealer.Forged.self) { try sealer.open(sealed, for: "row 2") }
            #expect(throws: Sealer.Forged.self) { try key.sealer(context: "other").open(sealed, for: "row 1") }
            for index in sealed.indices {
                var changed = sealed
                changed[index] ^= 1
                #expect(throws: Sealer.Forged.self) { try sealer.open(changed, for: "row 1") }
            }
        }
    }

    @Test("a key that others can read, or that is missing, is refused")
    func refused() throws {
        try withKey { _, path in
            chmod(path, 0o644)
            #expect(throws: MasterKey.Failure.exposed(path: path)) { try MasterKey(path: path, create: false) }
        }
        #expect(throws: MasterKey.Failure.damaged(path: "/nowhere")) { try MasterKey(path: "/nowhere", create: false) }
    }

    @Test("BLAKE2b-256 of nothing is the published value")
    func hash() {
        #expect(
            Hexadecimal.encode(blake2b256([])) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8")
    }

    @Test("checking against nobody's password costs what checking against somebody's does")
    func decoy() async throws {
        let passwords = PasswordHash(cost: .init(passes: 3, bytes: 16 << 20))
        let hash = try await passwords.make("purple lantern")
        // Algorithm, version, memory, passes, lanes; then come salt and hash.
        func cost(_ hash: String) -> [Substring] { Array(hash.split(separator: "$").prefix(3)) }
        #expect(cost(passwords.decoy) == cost(hash) && cost(hash).count == 3)
        #expect(passwords.decoy.count == hash.count && passwords.decoy != hash)
        #expect(try await passwords.matches("purple lantern", hash))
        #expect(try await !passwords.matches("purple lantern", nil))
    }
}

@Suite("A hash from a machine with more memory") struct LargeHashTests {
    @Test("is never tried where it does not fit, and found there")
    func large() async throws {
        let text = "purple lantern ordinary hedgehog"
        let large = PasswordHash(cost: .init(passes: 1, bytes: 64 << 20), .init())
        let hash = try await large.make(text)
        // 80 MiB of memory: 64 MiB would leave the server nothing.
        let small = PasswordHash(cost: .init(passes: 2, bytes: 19 << 20), .init(), memory: 80 << 20)
        #expect(!small.fits(hash))
        await #expect(throws: PasswordHash.TooLarge.self) { try await small.match([text], hash) }
        await #expect(throws: PasswordHash.TooLarge.self) { try await small.match(["wrong"], hash) }
        // Where it fits it is checked, and is then to be made anew.
        let enough = PasswordHash(cost: .init(passes: 2, bytes: 19 << 20), .init(), memory: 128 << 20)
        #expect(enough.fits(hash) && enough.isOutdated(hash))
        #expect(try await enough.matches(text, hash))
        // What this machine makes itself always fits.
        #expect(try await small.matches(text, small.make(text)))
    }
}
