import Assets
import Foundation
import Kernel
public import Persistence
import Vault

/// A field of practice that passages and questions belong to.
public struct Domain: Codable, Sendable, Equatable, Identifiable {
    public var id: String
    public var name: String
    /// What belongs to it, in a sentence.
    public var description: String
    /// Questions that belong to it.
    public var examples: [String]

    public init(id: String, name: String, description: String, examples: [String]) {
        (self.id, self.name, self.description, self.examples) = (id, name, description, examples)
    }

    /// The trail notes them by their identifiers and a hash of what describes them.
    public static let setting = Setting(
        "domains", standard: standard,
        notes: .these { domains in
            ["domains": domains.map(\.id).joined(separator: ", "), "description": String(mark(domains).prefix(12))]
        },
        check: { domains in
            guard (1...20).contains(domains.count), domains.allSatisfy(\.isSound),
                Set(domains.map(\.id)).count == domains.count
            else { throw SearchFailure.domainsUnusable }
        })

    /// What passages are labelled by, as a hash.
    static func mark(_ domains: [Domain]) -> String {
        let texts = domains.flatMap { [$0.id, $0.name, $0.description] + $0.examples }
        return Hexadecimal.encode(blake2b256(Array(texts.joined(separator: "\n").utf8)))
    }

    /// The seven that come along: `assets/domains.json`, embedded at build time.
    public static let standard: [Domain] =
        (try? JSONDecoder().decode([Domain].self, from: Data(EmbeddedFiles.bytes("domains.json") ?? []))) ?? []

    var isSound: Bool {
        id.wholeMatch(of: /[a-z][a-z0-9-]{0,39}/) != nil && (1...80).contains(name.count) && description.count <= 1000
            && (description.count > 0 || !examples.isEmpty) && examples.count <= 60
            && examples.allSatisfy { (1...300).contains($0.count) }
    }
}
