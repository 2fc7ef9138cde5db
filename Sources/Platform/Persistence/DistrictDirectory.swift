public import Foundation
public import GRDB
public import Kernel

/// Knows how the district's places lie in each other, what people are called and what they may do, for features that
/// keep things at places and for people.
public protocol DistrictDirectory: Sendable {
    /// nil where there is no such place.
    func place(_ id: UUID, _ db: Database) throws -> Place?
    /// The whole district; nil before it is set up.
    func district(_ db: Database) throws -> UUID?
    /// What people are called; those that there are.
    func names(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: String]
    /// What people are called whom somebody may look at: themselves, and those at places whose people they may read.
    func names(of people: some Collection<UUID>, visibleTo user: Principal, _ db: Database) throws -> [UUID: String]
    /// What everybody is called, so that no name leaves.
    func allNames(_ db: Database) throws -> [(given: String, family: String)]
    /// What its students are called.
    func studentNames(_ db: Database) throws -> [(given: String, family: String)]
    /// Who has an e-mail address; nil where nobody has.
    func person(email: String, _ db: Database) throws -> UUID?
    /// Who holds a permission at one of some places.
    func holders(of permission: Permission, at places: Set<UUID>, _ db: Database) throws -> [UUID]
    /// The roles that people hold anywhere.
    func roles(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: [String]]
    /// What somebody may do; nil where there is nobody, or the account is suspended.
    func principal(of person: UUID, _ db: Database) throws -> Principal?
    /// The active people who belong to a place, or to what lies in it, and hold a permission there.
    func belonging(to place: UUID, who permission: Permission, _ db: Database) throws -> [UUID]
    /// What places are called; of those that there are still.
    func describe(_ places: Set<UUID>, _ db: Database) throws -> [PlaceDescription]
    /// Rises when people or places change.
    var version: Int { get }
}

/// A place's name and what it is: `district`, `school`, `team` or `class`.
public struct PlaceDescription: Sendable, Equatable {
    public let id: UUID
    public let name: String
    public let kind: String

    public init(id: UUID, name: String, kind: String) { (self.id, self.name, self.kind) = (id, name, kind) }
}

/// Where nobody is known.
extension DistrictDirectory {
    public func names(of people: some Collection<UUID>, visibleTo user: Principal, _ db: Database) throws
        -> [UUID: String]
    { [:] }
    public func studentNames(_ db: Database) throws -> [(given: String, family: String)] { [] }
    public func person(email: String, _ db: Database) throws -> UUID? { nil }
    public func holders(of permission: Permission, at places: Set<UUID>, _ db: Database) throws -> [UUID] { [] }
    public func roles(of people: some Collection<UUID>, _ db: Database) throws -> [UUID: [String]] { [:] }
    public func principal(of person: UUID, _ db: Database) throws -> Principal? { nil }
    public func belonging(to place: UUID, who permission: Permission, _ db: Database) throws -> [UUID] { [] }
    public func describe(_ places: Set<UUID>, _ db: Database) throws -> [PlaceDescription] { [] }
}

/// An appliance that is not set up yet, or is none: benchmarks and tests of single features.
public struct NoDistrict: DistrictDirectory {
    public init() {}
    public func place(_ id: UUID, _ db: Database) -> Place? { nil }
    public func district(_ db: Database) -> UUID? { nil }
    public func names(of people: some Collection<UUID>, _ db: Database) -> [UUID: String] { [:] }
    public func allNames(_ db: Database) -> [(given: String, family: String)] { [] }
    public var version: Int { 0 }
}
