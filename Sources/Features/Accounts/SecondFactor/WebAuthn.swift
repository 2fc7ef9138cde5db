import Crypto
import CryptoExtras
import Foundation

/// What an authenticator says (Web Authentication Level 2, W3C): checked against what was asked.
enum WebAuthn {
    /// The answer does not fit; `reason` is for the log.
    struct Refused: Error, Equatable { let reason: String }

    /// A public key made by an authenticator.
    struct Credential: Sendable {
        let id: [UInt8]
        /// COSE (RFC 9052).
        let publicKey: [UInt8]
        let signCount: UInt32
    }

    /// What the page was served as.
    struct Party: Sendable {
        /// Such as `https://homeroom.district.example`.
        let origin: String
        /// The host, which keys are bound to.
        let id: String
    }

    /// Algorithms that are taken, by their COSE numbers: ES256, EdDSA, RS256.
    static let algorithms: [Int] = [-7, -8, -257]

    /// The key of a registration (section 7.1). Attestation is not asked for, so it is not looked at.
    static func register(clientData: [UInt8], attestation: [UInt8], challenge: [UInt8], party: Party) throws
        -> Credential
    {
        try check(clientData, type: "webauthn.create", challenge, party)
        guard let data = try CBOR.read(attestation[...]).item["authData"]?.byteString else {
            throw Refused(reason: "no authenticator data")
        }
        let head = try authenticator(data, party)
        guard head.flags & 0x40 != 0, data.count > 55 else { throw Refused(reason: "no credential") }
        let length = Int(data[53]) << 8 | Int(data[54])
        guard length > 0, length <= 1023, data.count > 55 + length else { throw Refused(reason: "credential's length") }
        let id = Array(data[55..<55 + length])
        let key = data[(55 + length)...]
        let count = try CBOR.read(key).count
        let publicKey = Array(key.prefix(count))
        _ = try PublicKey(publicKey)
        return Credential(id: id, publicKey: publicKey, signCount: head.count)
    }

    /// Checks an assertion (section 7.2).
    /// - Returns: the authenticator's new count.
    static func verify(
        clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8], challenge: [UInt8], party: Party,
        publicKey: [UInt8], signCount: UInt32
    ) throws -> UInt32 {
        try check(clientData, type: "webauthn.get", challenge, party)
        let head = try authenticator(authenticatorData, party)
        let message = authenticatorData + Array(SHA256.hash(data: clientData))
        guard try PublicKey(publicKey).isValid(signature, of: message) else { throw Refused(reason: "signature") }
        // Authenticators that count must count up: one that does not was copied.
        guard head.count == 0 && signCount == 0 || head.count > signCount else { throw Refused(reason: "count") }
        return head.count
    }

    private struct ClientData: Decodable { let type: String, challenge: String, origin: String, crossOrigin: Bool? }

    private static func check(_ bytes: [UInt8], type: String, _ challenge: [UInt8], _ party: Party) throws {
        guard let data = try? JSONDecoder().decode(ClientData.self, from: Data(bytes)) else {
            throw Refused(reason: "client data")
        }
        guard data.type == type else { throw Refused(reason: "type") }
        guard Base64URL.decode(data.challenge) == challenge else { throw Refused(reason: "challenge") }
        guard data.origin == party.origin, data.crossOrigin != true else { throw Refused(reason: "origin") }
    }

    private static func authenticator(_ data: [UInt8], _ party: Party) throws -> (flags: UInt8, count: UInt32) {
        guard data.count >= 37 else { throw Refused(reason: "authenticator data") }
        guard Array(data[..<32]) == Array(SHA256.hash(data: Data(party.id.utf8))) else {
            throw Refused(reason: "relying party")
        }
        guard data[32] & 1 != 0 else { throw Refused(reason: "nobody was there") }
        return (data[32], data[33..<37].reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// A key in COSE's form.
    private enum PublicKey {
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)

        init(_ bytes: [UInt8]) throws {
            let key = try CBOR.read(bytes[...]).item
            func field(_ label: Int64) -> [UInt8] { key[.integer(label)]?.byteString ?? [] }
            do {
                switch key[.integer(3)]?.number {
                case -7: self = .p256(try .init(rawRepresentation: field(-2) + field(-3)))
                case -8: self = .ed25519(try .init(rawRepresentation: field(-2)))
                case -257:
                    self = .rsa(try _RSA.Signing.PublicKey(n: Data(field(-1)), e: Data(field(-2))))
                default: throw Refused(reason: "algorithm")
                }
            } catch let error as Refused { throw error } catch { throw Refused(reason: "public key") }
        }

        func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
            switch self {
            case .p256(let key):
                guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else {
                    return false
                }
                return key.isValidSignature(signature, for: message)
            case .ed25519(let key): return key.isValidSignature(signature, for: message)
            case .rsa(let key):
                return key.isValidSignature(
                    .init(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
            }
        }
    }
}

/// Base 64 for URLs, without padding (RFC 4648, section 5).
enum Base64URL {
    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    static func decode(_ text: String) -> [UInt8]? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Data(base64Encoded: plain + padding).map(Array.init)
    }
}
