import Foundation
import Vault

/// What stands beside sealed values that somebody must be found by, and that nobody else may have: BLAKE2b-256 with a key
/// of its own, derived from the master key. Without that key nobody can try addresses against it; equal values are seen to
/// be equal, and no more.
struct LookupHash: Sendable {
    /// What is hashed: the same text is another in each of them. The names are part of what is stored.
    enum Field: String, Sendable, CaseIterable { case email, userName, rosterID }

    private let hash: KeyedHash

    init(_ key: MasterKey) { hash = key.keyedHash(context: "lookup") }

    /// - Parameter value: an address or user name as `normalized` makes it; a roster's number as it is.
    /// - Returns: 32 bytes.
    func callAsFunction(_ field: Field, _ value: String) -> Data { Data(hash("person.\(field.rawValue) \(value)")) }

    /// - Parameter subject: how a provider, the issuer, calls somebody.
    /// - Returns: 32 bytes.
    func callAsFunction(issuer: String, subject: String) -> Data { Data(hash("identity \(issuer) \(subject)")) }
}
