import Foundation
import LanguageModel

/// Where models of each kind usually answer, whatever part of that an administrator gave.
extension ProviderKind {
    private static let ends = ["/chat/completions", "/completions", "/models", "/chat", "/embeddings", "/responses"]

    /// The address where nothing else is said.
    /// - Parameter region: of those that have an address in each.
    func usualAddress(region: String?) -> String? {
        switch self {
        case .openai, .azure: nil
        case .anthropic: "https://api.anthropic.com"
        case .bedrock:
            region.flatMap { Self.isRegion($0) ? "https://bedrock-runtime.\($0).amazonaws.com" : nil }
        }
    }

    /// An address without what is asked there, and with the path that such servers answer at where it has none.
    /// - Parameter model: the model's name, or the deployment's.
    /// - Returns: the addresses to try, the first first.
    func addresses(_ given: URL, model: String) -> [URL] {
        guard let parts = URLComponents(url: given, resolvingAgainstBaseURL: false) else { return [given] }
        let candidates: [(path: String, query: [URLQueryItem]?)] =
            switch self {
            case .openai: Self.openAI(parts).map { ($0, parts.queryItems) }
            case .azure: Self.azure(parts, model)
            case .anthropic:
                [(Self.without(["/v1/messages", "/messages", "/v1/complete", "/v1"], parts.path), nil)]
            case .bedrock:
                [
                    (
                        Self.without(
                            [],
                            parts.path.firstRange(of: "/model/").map { String(parts.path[..<$0.lowerBound]) }
                                ?? parts.path), nil
                    )
                ]
            }
        return candidates.compactMap { path, query in
            var parts = parts
            (parts.path, parts.queryItems) = (path, query)
            return parts.url
        }
    }

    private static func without(_ ends: [String], _ path: String) -> String {
        var path = path
        while path.hasSuffix("/") { path.removeLast() }
        for end in ends where path.hasSuffix(end) {
            path.removeLast(end.count)
            break
        }
        while path.hasSuffix("/") { path.removeLast() }
        return path
    }

    private static func openAI(_ parts: URLComponents) -> [String] {
        let path = without(ends, parts.path)
        if path.hasSuffix("/v1") || parts.queryItems?.isEmpty == false { return [path] }
        if path.isEmpty { return ["", "/v1", "/api/v1", "/openai/v1"] }
        return path.hasSuffix("/api") ? [path, path + "/v1", String(path.dropLast(4)) + "/v1"] : [path, path + "/v1"]
    }

    /// The version of the older protocol, by deployments, where the address names none.
    private static let azureVersion = [URLQueryItem(name: "api-version", value: "2024-10-21")]

    private static func azure(_ parts: URLComponents, _ model: String) -> [(path: String, query: [URLQueryItem]?)] {
        let path = without(ends, parts.path)
        if parts.queryItems?.isEmpty == false { return [(path, parts.queryItems)] }
        if path.contains("/deployments/") { return [(path, azureVersion)] }
        if path.isEmpty || path == "/openai" {
            return [("/openai/v1", nil), ("/openai/deployments/\(model)", azureVersion)]
        }
        return [(path, nil)]
    }
}
