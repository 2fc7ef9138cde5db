public import Foundation

/// Knows how the district's places lie in each other, for features that keep things at places.
public protocol PlaceDirectory: Sendable {
    /// nil where there is no such place.
    func place(_ id: UUID) throws -> Place?
    /// The whole district; nil before it is set up.
    func district() throws -> UUID?
}

/// An appliance that is not set up yet, or is none: benchmarks and tests of single features.
public struct NoPlaces: PlaceDirectory {
    public init() {}
    public func place(_ id: UUID) -> Place? { nil }
    public func district() -> UUID? { nil }
}
