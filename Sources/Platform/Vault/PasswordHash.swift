import CSodium
import Kernel

/// Argon2id hashes of passwords (RFC 9106), with libsodium's moderate limits: 256 MiB and three passes, about half a
/// second of a core. A few are made side by side; the rest queue, and a queue that is full refuses.
public struct PasswordHash: Sendable {
    /// More passwords are waiting than could be checked in time.
    public struct Overloaded: Error, Equatable {}

    /// What one hash costs.
    public struct Cost: Sendable {
        public var passes: UInt64, bytes: Int
        public static let moderate = Cost(
            passes: UInt64(crypto_pwhash_opslimit_moderate()), bytes: crypto_pwhash_memlimit_moderate())
        /// For tests, which make many.
        public static let least = Cost(
            passes: UInt64(crypto_pwhash_opslimit_min()), bytes: crypto_pwhash_memlimit_min())
    }

    private let cost: Cost
    private let gate: Gate
    private let offload: Offload
    /// A hash of nothing anybody knows: checking against it takes as long as against a real one.
    let decoy: String

    /// - Parameters:
    ///   - width: hashes side by side.
    ///   - waiting: most that may wait; on two cores the last of 20 waits about eight seconds.
    public init(cost: Cost = .moderate, width: Int = 2, waiting: Int = 20) {
        self.cost = cost
        gate = Gate(capacity: width + waiting)
        offload = Offload("homeroom.passwords", width: width, urgent: true)
        decoy = Self.hash(randomToken(), cost)
    }

    /// A hash with its salt and cost, as libsodium writes it.
    /// - Throws: `Overloaded`.
    public func make(_ password: String) async throws -> String {
        let cost = self.cost
        return try await queued { Self.hash(password, cost) }
    }

    /// Whether a password belongs to a hash; without one it takes as long and is false.
    /// - Throws: `Overloaded`.
    public func matches(_ password: String, _ hash: String?) async throws -> Bool {
        let wanted = hash ?? decoy
        let isRight = try await queued {
            crypto_pwhash_str_verify(wanted, password, UInt64(password.utf8.count)) == 0
        }
        return isRight && hash != nil
    }

    /// Whether a hash was made with a lower cost than is asked now.
    public func isOutdated(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.bytes) != 0
    }

    private func queued<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        guard gate.enter() else { throw Overloaded() }
        defer { gate.leave() }
        return try await offload(work)
    }

    private static func hash(_ password: String, _ cost: Cost) -> String {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        // It fails only when memory runs out; an empty hash matches nothing.
        guard crypto_pwhash_str(&text, password, UInt64(password.utf8.count), cost.passes, cost.bytes) == 0 else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
