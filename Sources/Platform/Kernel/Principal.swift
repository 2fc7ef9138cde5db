public import Foundation

/// A place with all that it lies in: the district first, itself last.
public struct Place: Sendable, Equatable, Hashable {
    public let path: [UUID]

    public init(path: [UUID]) { self.path = path }
}

/// A role, or a single permission, held at a place; it holds for all that lies in the place.
public struct Grant: Sendable, Equatable {
    public let role: String
    /// Whether its holder belongs to the place. A single permission lets somebody do something there; it does not make
    /// them one of those whom the place's documents and conversations are shared with.
    public let isMembership: Bool
    /// nil for the whole appliance.
    public let place: Place?
    /// What the role allows.
    public let permissions: Set<Permission>
    /// What it would allow, but for the present does not: data about students while a school has no agreement.
    public let withheld: Set<Permission>

    public init(role: String, place: Place?, permissions: Set<Permission>, withheld: Set<Permission> = []) {
        (self.role, self.place, isMembership) = (role, place, true)
        (self.permissions, self.withheld) = (permissions.subtracting(withheld), permissions.intersection(withheld))
    }

    /// A single permission.
    public init(single permission: Permission, place: Place, withheld: Set<Permission>) {
        (role, self.place, isMembership) = ("", place, false)
        (permissions, self.withheld) = withheld.contains(permission) ? ([], [permission]) : ([permission], [])
    }

    fileprivate func covers(_ other: Place) -> Bool {
        guard let here = place?.path.last else { return true }
        return other.path.contains(here)
    }
}

/// Who makes a request, and what they may do.
public struct Principal: Sendable, Equatable {
    /// A stable name for logs and the audit trail; nothing personal.
    public let id: String
    /// The person's identifier; nil for the machine's own console.
    public let person: UUID?
    public let grants: [Grant]
    /// An API key's scopes; nil where all that the roles allow is allowed.
    private let scopes: Set<Permission>?
    /// The API key that speaks for the person; nil where it is the person.
    public let key: UUID?
    /// The school, or else the district, that the person belongs to: where the audit trail notes what they do.
    public let home: UUID?
    /// Whoever owns the data folder may do everything: there is nothing that they could not do without asking.
    private let isOwner: Bool

    /// - Parameter home: the school, or else the district, that the person belongs to.
    public init(person: UUID, grants: [Grant], home: UUID? = nil, scopes: Set<Permission>? = nil, key: UUID? = nil) {
        (id, self.person, self.grants, self.scopes) = (person.uuidString.lowercased(), person, grants, scopes)
        (self.home, self.key, isOwner) = (home, key, false)
    }

    /// Somebody who holds permissions everywhere.
    public init(id: String, permissions: Set<Permission>) {
        (self.id, person, home, scopes, key, isOwner) = (id, nil, nil, nil, nil, false)
        grants = [Grant(role: id, place: nil, permissions: permissions)]
    }

    private init(owner id: String) {
        (self.id, person, home, scopes, key, isOwner, grants) = (id, nil, nil, nil, nil, true, [])
    }

    /// The person at the machine's own console, who owns the data folder.
    public static let `operator` = Principal(owner: "operator")

    /// The same person as far as a key's scopes go.
    public func limited(to scopes: Set<Permission>, by key: UUID) -> Principal? {
        person.map { Principal(person: $0, grants: grants, home: home, scopes: scopes, key: key) }
    }

    /// All that they may do and where, in one form: the same as long as nothing of it is given or taken.
    public var rights: String {
        let held = grants.map { grant in
            let names = grant.permissions.map(\.rawValue).sorted().joined(separator: " ")
            return "\(grant.place.map { $0.path.map(\.uuidString).joined(separator: "/") } ?? "everywhere") \(names)"
        }
        let bounds = scopes.map { $0.map(\.rawValue).sorted().joined(separator: " ") } ?? "all"
        return (held.sorted() + [bounds]).joined(separator: "\n")
    }

    /// The one place that decides, for what belongs to no place: whether some role allows it.
    public func may(_ permission: Permission) -> Bool {
        isInScope(permission) && (isOwner || grants.contains { $0.permissions.contains(permission) })
    }

    /// What a route asks before it looks at what it is about: whether it may be done somewhere or, where it governs the
    /// appliance, everywhere. One that a school gave reaches no further than the school.
    public func passes(_ permission: Permission) -> Bool {
        guard permission.scope == .appliance else { return may(permission) }
        return isInScope(permission)
            && (isOwner
                || grants.contains { grant in
                    // The district is the place that lies in none.
                    grant.permissions.contains(permission) && (grant.place.map { $0.path.count == 1 } ?? true)
                })
    }

    /// The one place that decides: whether a role held at the place, or at one that it lies in, allows it.
    public func may(_ permission: Permission, at place: Place) -> Bool {
        isInScope(permission)
            && (isOwner || grants.contains { $0.permissions.contains(permission) && $0.covers(place) })
    }

    /// Whether the person's roles at the place, or above it, hold the permission, in force or withheld: what they may
    /// give to others.
    public func holds(_ permission: Permission, at place: Place) -> Bool {
        isInScope(permission)
            && (isOwner
                || grants.contains { $0.permissions.union($0.withheld).contains(permission) && $0.covers(place) })
    }

    /// The same by roles alone: what somebody holds singly, until a day, is no ground to give anything.
    public func holdsByRole(_ permission: Permission, at place: Place) -> Bool {
        isInScope(permission)
            && (isOwner
                || memberships.contains {
                    $0.permissions.union($0.withheld).contains(permission) && $0.covers(place)
                })
    }

    /// Whether it may be done everywhere on the appliance or in the district, of which `district` is the place.
    public func mayEverywhere(_ permission: Permission, district: UUID?) -> Bool {
        isInScope(permission)
            && (isOwner
                || grants.contains {
                    $0.permissions.contains(permission) && ($0.place == nil || $0.place?.path == district.map { [$0] })
                })
    }

    /// The places where a role allows it; what lies in them is allowed too.
    public func places(_ permission: Permission) -> [UUID] {
        guard isInScope(permission) else { return [] }
        return grants.filter { $0.permissions.contains(permission) }.compactMap { $0.place?.path.last }
    }

    /// The roles that the person holds, without single permissions.
    public var memberships: [Grant] { grants.filter(\.isMembership) }

    /// Every place that the person belongs to, those above included.
    public var surroundings: Set<UUID> { Set(memberships.flatMap { $0.place?.path ?? [] }) }

    /// Whether it is a student, whatever else: what students ask is data about students.
    public var isStudent: Bool { grants.contains { $0.role == Self.studentRole } }

    /// The role that there always is for students.
    public static let studentRole = "student"

    private func isInScope(_ permission: Permission) -> Bool { scopes?.contains(permission) ?? true }
}

/// Who makes a request, from where, and under which number: what the audit trail notes of it.
public struct RequestOrigin: Sendable, Equatable {
    /// A principal's `id`.
    public var actor: String
    /// The client's network address; `console` for the data folder's socket, `appliance` for work of its own.
    public var address: String
    public var requestID: String
    /// The school, or else the district, that whoever makes the request belongs to: entries of the audit trail that name
    /// no other place are kept there; the district's where this names none either.
    public var place: UUID?

    public init(actor: String, address: String, requestID: String) {
        (self.actor, self.address, self.requestID) = (actor, address, requestID)
    }

    /// What the appliance does by itself.
    public static let appliance = RequestOrigin(actor: "appliance", address: "appliance", requestID: "")
}
