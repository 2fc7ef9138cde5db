import Answering
import ArgumentParser
import Foundation

/// Where to look, of all that may be read.
struct ScopeOptions: ParsableArguments {
    @Option(help: "Look in this collection only, by its identifier; may be given again.") var collection: [String] = []
    @Option(help: "Look in this document only, by its identifier; may be given again.") var document: [String] = []
    @Option(help: "Look in passages of this domain only, such as assessment; may be given again.")
    var domain: [String] = []

    func validate() throws {
        for text in collection + document where UUID(uuidString: text) == nil {
            throw ValidationError("“\(text)” is no identifier. They are listed by: homeroom documents --json")
        }
    }

    /// nil where nothing is given: everything.
    var within: SearchLimits? {
        guard !(collection.isEmpty && document.isEmpty && domain.isEmpty) else { return nil }
        return SearchLimits(
            collections: collection.isEmpty ? nil : collection.compactMap { UUID(uuidString: $0) },
            documents: document.isEmpty ? nil : document.compactMap { UUID(uuidString: $0) },
            domains: domain.isEmpty ? nil : domain)
    }

    /// The same as the rest of a query.
    var query: String {
        func part(_ name: String, _ values: [String]) -> String {
            values.isEmpty ? "" : "&\(name)=" + ApplianceClient.escape(values.joined(separator: ","))
        }
        return part("collection", collection) + part("document", document) + part("domain", domain)
    }
}
