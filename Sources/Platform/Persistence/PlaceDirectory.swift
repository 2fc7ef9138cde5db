public import Foundation
public import GRDB
public import Kernel

/// Knows how the district's places lie in each other, for features that keep things at places.
public protocol PlaceDirectory: Sendable {
    /// nil where there is no such place.
    func place(_ id: UUID, _ db: Database) throws -> Place?
    /// The whole district; nil before it is set up.
    func district(_ db: Database) throws -> UUID?
}

/// An appliance that is not set up yet, or is none: benchmarks and tests of single features.
public struct NoPlaces: PlaceDirectory {
    public init() {}
    public func place(_ id: UUID, _ db: Database) -> Place? { nil }
    public func district(_ db: Database) -> UUID? { nil }
}
