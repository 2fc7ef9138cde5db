import Foundation
public import GRDB

/// Which protocol a provider's models are spoken to in.
public enum ProviderKind: String, Codable, Sendable, CaseIterable, DatabaseValueConvertible {
    /// OpenAI's chat completions, as most servers speak them.
    case openai
    /// The same in Azure: by deployments, and with its own header for the key.
    case azure
    /// Anthropic's Messages.
    case anthropic
    /// Amazon Bedrock's Converse.
    case bedrock

    /// The kind that an address names by its host; `openai` for all others.
    public init(at host: String) {
        let host = host.lowercased()
        if host == "api.anthropic.com" {
            self = .anthropic
        } else if host.hasSuffix(".azure.com") {
            self = .azure
        } else if Self.region(ofHost: host) != nil {
            self = .bedrock
        } else {
            self = .openai
        }
    }

    /// The region in the name of one of Bedrock's endpoints, such as `bedrock-runtime.us-east-1.amazonaws.com`; those of
    /// private links (`vpce-….bedrock-runtime.us-east-1.vpce.amazonaws.com`) among them.
    /// - Returns: nil for other names.
    public static func region(ofHost host: String) -> String? {
        let parts = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard host.lowercased().hasSuffix(".amazonaws.com") || host.lowercased().hasSuffix(".amazonaws.com.cn"),
            let place = parts.firstIndex(where: { $0 == "bedrock-runtime" || $0 == "bedrock-runtime-fips" }),
            parts.indices.contains(place + 1), isRegion(String(parts[place + 1]))
        else { return nil }
        return String(parts[place + 1])
    }

    /// Whether a text has the form of one of Amazon's regions, such as `us-gov-west-1`.
    public static func isRegion(_ text: String) -> Bool {
        text.utf8.count <= 32 && text.wholeMatch(of: /[a-z]{2}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}/) != nil
    }

    /// How it is spoken.
    var wire: any ChatWire {
        switch self {
        case .openai, .azure: OpenAIWire(isAzure: self == .azure)
        case .anthropic: AnthropicWire()
        case .bedrock: BedrockWire()
        }
    }

    /// Whether a key has the form that it must have.
    public func accepts(_ key: String?) -> Bool { self != .bedrock || key.map(BedrockKey.isOne) == true }

    /// Whether recordings are taken as forms, by OpenAI's protocol.
    public var takesRecordings: Bool { self == .openai || self == .azure }
}
