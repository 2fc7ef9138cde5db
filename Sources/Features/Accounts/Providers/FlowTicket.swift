import Foundation
import Vault

/// What a browser carries, sealed, from the start of a sign-in at a provider to its end: so that the answer belongs to
/// this browser and this question.
struct FlowTicket: Codable, Sendable {
    let provider: UUID
    let state: String, nonce: String, verifier: String
    /// Where this server is for the browser, and where the browser wants to go.
    let site: String, next: String
    let until: Date
    /// The person who connects an account there with their own here.
    var connects: UUID?
    /// A trial that this belongs to: nobody is signed in.
    var trial: String?

    static func secret() -> String { Base64URL.encode(randomBytes(24)) }

    static let cookie = "__Host-homeroom-flow"
    static let life: TimeInterval = 600

    init(provider: UUID, site: String, next: String?) {
        (self.provider, self.site) = (provider, site)
        (state, nonce) = (Base64URL.encode(randomBytes(24)), Base64URL.encode(randomBytes(24)))
        verifier = Base64URL.encode(randomBytes(48))
        self.next = Self.local(next)
        until = Date().addingTimeInterval(Self.life)
    }

    /// A path on this site; the front page in place of anything else.
    static func local(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"),
            path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F })
        else { return "/" }
        return path
    }

    var redirect: String { site + "/sign-in/callback" }

    func sealed(_ sealer: Sealer) throws -> String {
        Base64URL.encode(sealer.seal(try JSONEncoder().encode(self), for: "flow"))
    }

    static func open(_ text: String, _ sealer: Sealer) -> FlowTicket? {
        guard let sealed = Base64URL.decode(text), let bytes = try? sealer.open(sealed, for: "flow"),
            let ticket = try? JSONDecoder().decode(FlowTicket.self, from: Data(bytes)), ticket.until > Date()
        else { return nil }
        return ticket
    }
}
