import Foundation
import Vault
import Web

/// A sealed note in a browser of who has signed in with it before. It lets nobody in: who has it goes first in the line
/// for passwords, and is not slowed down by what others try with the same account.
struct KnownDevice: Codable, Sendable {
    static let cookie = "__Host-homeroom-device"
    private static let life: TimeInterval = 180 * 86_400
    /// People who share a device.
    private static let mostPeople = 8

    let id: UUID
    /// The latest first.
    var people: [UUID]
    var until: Date

    init() { (id, people, until) = (UUID(), [], .distantPast) }

    /// The device's note; a new one where there is none, or it is too old or not ours.
    init(cookie text: String?, _ sealer: Sealer) {
        guard let text, text.utf8.count < 4096, let sealed = Base64URL.decode(text),
            let bytes = try? sealer.open(sealed, for: "device"),
            let device = try? JSONDecoder().decode(KnownDevice.self, from: Data(bytes)), device.until > Date()
        else {
            self.init()
            return
        }
        self = device
    }

    func knows(_ person: UUID) -> Bool { people.contains(person) }

    /// The `Set-Cookie` value that notes one more person.
    func cookie(with person: UUID, _ sealer: Sealer) -> String? {
        var device = self
        device.people = Array(([person] + people.filter { $0 != person }).prefix(Self.mostPeople))
        device.until = Date().addingTimeInterval(Self.life)
        guard let bytes = try? JSONEncoder().encode(device) else { return nil }
        return SessionCookie.value(
            Self.cookie, Base64URL.encode(sealer.seal(bytes, for: "device")), seconds: Int(Self.life))
    }
}
