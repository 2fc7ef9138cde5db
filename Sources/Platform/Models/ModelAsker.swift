public import Foundation
public import Kernel

/// Who has a model write something, for the account of calls and for what may be sent.
public struct ModelAsker: Sendable, Equatable {
    /// As the audit trail writes it.
    public let actor: String
    /// The school that somebody belongs to, or else the district; nil for the console and where nobody is known.
    public let place: UUID?
    /// What students ask is data about students.
    public let isStudent: Bool

    public init(actor: String, place: UUID?, isStudent: Bool) {
        (self.actor, self.place, self.isStudent) = (actor, place, isStudent)
    }

    public init(_ user: Principal) { self.init(actor: user.id, place: user.home, isStudent: user.isStudent) }

    /// Who tries a server: what that sends is built in.
    init(_ origin: RequestOrigin) { self.init(actor: origin.actor, place: origin.place, isStudent: false) }
}
