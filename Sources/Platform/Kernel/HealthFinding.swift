/// Something about the appliance's state that an administrator should know: what is amiss, or only worth knowing.
public struct HealthFinding: Codable, Sendable, Equatable {
    public enum Severity: String, Codable, Sendable {
        /// Something does not work, or will not for long.
        case fault
        /// All works, and somebody may want to know.
        case note
    }

    public let severity: Severity
    /// Stable name, `area.reason`.
    public let code: String
    /// The cause and the cure, in plain words.
    public let text: String

    public static func fault(_ code: String, _ text: String) -> Self { Self(severity: .fault, code: code, text: text) }
    public static func note(_ code: String, _ text: String) -> Self { Self(severity: .note, code: code, text: text) }
}
