import Hummingbird
import Kernel

/// What the features say of their health.
struct HealthResponse: ResponseEncodable, Codable {
    let version: String, documents: Int, passages: Int, vectors: Int
    let findings: [HealthFinding]
    /// The texts of those findings that are faults.
    let faults: [String]
    /// What somebody may want to know, though all works.
    let notes: [String]

    init(
        version: String, counts: (documents: Int, passages: Int, vectors: Int), findings: [HealthFinding]
    ) {
        (self.version, documents, passages, vectors) = (version, counts.documents, counts.passages, counts.vectors)
        self.findings = findings
        faults = findings.filter { $0.severity == .fault }.map(\.text)
        notes = findings.filter { $0.severity == .note }.map(\.text)
    }
}
