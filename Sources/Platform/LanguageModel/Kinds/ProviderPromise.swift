/// What a provider outside the building has to promise before it is sent data about students.
public enum ProviderPromise: String, Codable, Sendable, CaseIterable {
    /// The district has an agreement with it about data.
    case agreement
    /// It says for how long it keeps what it is sent.
    case retention
    /// It trains no models on what it is sent.
    case training

    var told: String {
        switch self {
        case .agreement: "an agreement about data"
        case .retention: "how long it keeps what it is sent"
        case .training: "that it trains no models on it"
        }
    }
}
