import Hummingbird

/// What the features say of their health.
struct HealthResponse: ResponseEncodable, Codable {
    let version: String, documents: Int, passages: Int, vectors: Int, faults: [String]
    /// What somebody may want to know, though all works.
    let notes: [String]
    /// Files kept aside that no document names.
    let orphans: Int
    /// API keys that end within two weeks and have no successor.
    let keysEnding: Int
}
