public import Foundation
public import Hummingbird

/// A person, their roles and permissions.
public struct PersonResponse: ResponseCodable, Sendable {
    public struct Role: Codable, Sendable {
        public let id: UUID, role: String, place: UUID, source: String, beginsOn: String?, endsOn: String?
    }
    public struct Single: Codable, Sendable {
        public let id: UUID, permission: String, place: UUID, endsOn: String?
    }
    public let id: UUID, givenName: String, familyName: String, email: String?, userName: String?
    public let state: String, hasPassword: Bool, lastSignInAt: Date?, roles: [Role]
    /// Permissions given one by one.
    public let permissions: [Single]
    /// The person belongs to other places too, whose roles and addresses are not shown.
    public let isPartial: Bool

    init(_ entry: People.Entry) {
        let person = entry.person
        (id, givenName, familyName) = (person.id, person.givenName, person.familyName)
        (state, hasPassword, isPartial) = (person.state.rawValue, person.password != nil, entry.isPartial)
        (email, userName) = isPartial ? (nil, nil) : (person.email, person.userName)
        lastSignInAt = isPartial ? nil : person.lastSignInAt
        permissions = entry.memberships.compactMap { held in
            held.permission.map { Single(id: held.id, permission: $0, place: held.placeID, endsOn: held.endsOn) }
        }
        roles = entry.memberships.filter { $0.permission == nil }.map {
            Role(
                id: $0.id, role: $0.role, place: $0.placeID, source: $0.source.rawValue, beginsOn: $0.beginsOn,
                endsOn: $0.endsOn)
        }
    }
}

/// People, by name.
public struct PeopleResponse: ResponseCodable, Sendable {
    public let people: [PersonResponse]
    /// Give as `after` for the next page; absent at the end.
    public let next: UUID?
}

/// A link that lets somebody in.
public struct AccountLinkResponse: ResponseCodable, Sendable {
    public let person: PersonResponse?
    /// A path on this server that lets in once; shown only now.
    public let link: String
    /// The same with the address that browsers use.
    public let address: String
    /// Where it was mailed to, if it was.
    public var mailedTo: String?
}
