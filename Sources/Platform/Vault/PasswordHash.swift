import CSodium
import Foundation
import Kernel

/// Argon2id hashes of passwords (RFC 9106): 256 MiB and three passes where the machine has room for it, about half a
/// second of a core. A few are made side by side; the rest wait in line, and a line that is full refuses.
public struct PasswordHash: Sendable {
    /// More passwords are waiting than could be checked in time.
    public struct Overloaded: Error, Equatable {}
    /// A hash was made on a machine with more memory than this one has. It is never tried: it would end the process.
    public struct TooLarge: Error, Equatable {}

    /// What one hash costs.
    public struct Cost: Sendable, Equatable {
        public var passes: UInt64, bytes: Int
        public static let moderate = Cost(
            passes: UInt64(crypto_pwhash_opslimit_moderate()), bytes: crypto_pwhash_memlimit_moderate())
        /// For tests, which make many.
        public static let least = Cost(
            passes: UInt64(crypto_pwhash_opslimit_min()), bytes: crypto_pwhash_memlimit_min())
        /// What suits this machine.
        public static let fitted = fitting(MachineMemory.limit)

        /// A sixteenth of the memory, 256 MiB at most, and never less than OWASP asks for (19 MiB, two passes). What is
        /// saved in memory is spent in passes, so that guessing stays as slow.
        static func fitting(_ memory: Int) -> Cost {
            let mebibytes = min(max((memory / 16) >> 20, 19), 256)
            return Cost(passes: UInt64(min(max(768 / mebibytes, 3), 12)), bytes: mebibytes << 20)
        }
    }

    /// Who asks: those from one network stand in one line, and browsers that signed in here before go first.
    public struct Asker: Sendable {
        let network: String, isKnown: Bool
        public init(network: String, isKnown: Bool) { (self.network, self.isKnown) = (network, isKnown) }
        /// Nobody from outside.
        public static let own = Asker(network: "", isKnown: true)
    }

    private let cost: Cost
    private let queue: FairQueue
    private let offload: Offload
    /// Bytes of the largest hash that is tried.
    private let most: Int
    /// A hash of nothing anybody knows: checking against it takes as long as against a real one. It need not be made
    /// by hashing: whatever is computed will not be equal to it.
    let decoy: String

    /// - Parameters:
    ///   - width: hashes side by side, as far as a quarter of the memory goes.
    public init(cost: Cost = .fitted, width: Int = 2) {
        self.init(cost: cost, .init(width: width, bytes: MachineMemory.limit / 4))
    }

    /// - Parameter memory: the machine's. A hash alone may take three fifths of it; the rest is the server's own.
    init(cost: Cost, _ limits: FairQueue.Limits, memory: Int = MachineMemory.limit) {
        self.cost = cost
        most = max(memory / 5 * 3, cost.bytes)
        queue = FairQueue(limits)
        offload = Offload("homeroom.passwords", width: limits.width, urgent: true)
        func base64(_ count: Int) -> String {
            Data(randomBytes(count)).base64EncodedString().replacingOccurrences(of: "=", with: "")
        }
        decoy = "$argon2id$v=19$m=\(cost.bytes >> 10),t=\(cost.passes),p=1$\(base64(16))$\(base64(32))"
    }

    /// A hash with its salt and cost, as libsodium writes it.
    /// - Throws: `Overloaded`.
    public func make(_ password: String, for asker: Asker = .own) async throws -> String {
        let cost = self.cost
        return try await queued(asker, cost.bytes) { try Self.hash(password, cost) }
    }

    /// Whether this machine has the memory that a hash needs.
    public func fits(_ hash: String) -> Bool { Self.bytes(hash).map { $0 <= most } ?? true }

    /// Which of some forms of a password belongs to a hash; without a hash it takes as long, and none does.
    /// - Throws: `Overloaded`, `TooLarge`.
    public func match(_ forms: [String], _ hash: String?, for asker: Asker = .own) async throws -> String? {
        let wanted = hash ?? decoy
        guard fits(wanted) else { throw TooLarge() }
        let found = try await queued(asker, Self.bytes(wanted) ?? cost.bytes) {
            try forms.first { form in
                errno = 0
                if crypto_pwhash_str_verify(wanted, form, UInt64(form.utf8.count)) == 0 { return true }
                // Without memory nothing was compared.
                if errno == ENOMEM { throw Overloaded() }
                return false
            }
        }
        return hash == nil ? nil : found
    }

    /// Whether a password belongs to a hash; without one it takes as long and is false.
    /// - Throws: `Overloaded`, `TooLarge`.
    public func matches(_ password: String, _ hash: String?, for asker: Asker = .own) async throws -> Bool {
        try await match([password], hash, for: asker) != nil
    }

    /// Whether a hash was made with another cost than is asked now.
    public func isOutdated(_ hash: String) -> Bool {
        crypto_pwhash_str_needs_rehash(hash, cost.passes, cost.bytes) != 0
    }

    /// The memory that a hash needs, which may have been made on a larger machine.
    static func bytes(_ hash: String) -> Int? {
        guard let start = hash.range(of: "$m=") else { return nil }
        return Int(hash[start.upperBound...].prefix { $0.isASCII && $0.isNumber }).map { $0 << 10 }
    }

    private func queued<Value: Sendable>(
        _ asker: Asker, _ bytes: Int, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do { try await queue.enter(asker.network, isKnown: asker.isKnown, bytes: bytes) } catch is FairQueue.Full {
            throw Overloaded()
        }
        defer { queue.leave(asker.network, bytes: bytes) }
        return try await offload(work)
    }

    private static func hash(_ password: String, _ cost: Cost) throws -> String {
        var text = [CChar](repeating: 0, count: Int(crypto_pwhash_STRBYTES))
        // It fails only when memory runs out.
        guard crypto_pwhash_str(&text, password, UInt64(password.utf8.count), cost.passes, cost.bytes) == 0 else {
            throw Overloaded()
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
