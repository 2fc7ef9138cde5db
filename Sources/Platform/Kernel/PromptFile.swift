/// Rules that a feature gives models, as they come along (`assets/prompts`). A district may write its own in their place.
public struct PromptFile: Sendable, Equatable {
    /// Names its setting, and what is asked by it in the account of calls: for good.
    public let name: String
    public let text: String

    public init(_ name: String, text: String) { (self.name, self.text) = (name, text) }
}
