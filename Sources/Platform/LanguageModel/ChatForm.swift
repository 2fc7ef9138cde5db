import Foundation
import Kernel

/// How a server wants to be asked, as far as servers that speak OpenAI's protocol differ; found out once and kept.
public struct ChatForm: Codable, Sendable, Equatable {
    /// The field that bounds what is written.
    public enum Limit: String, Codable, Sendable {
        case tokens = "max_tokens"
        case completionTokens = "max_completion_tokens"
        case none
    }
    /// Where the rules stand.
    public enum Rules: String, Codable, Sendable {
        case system
        /// In the user's own message, for models whose templates know no system role.
        case user
    }

    public var limit = Limit.tokens
    /// Most tokens that it lets itself be asked for; nil where it never said.
    public var mostTokens: Int?
    public var takesTemperature = true
    public var rules = Rules.system
    /// Whether it can be asked to count in a stream.
    public var countsInStream = true
    public var streams = true
    /// Whether messages are lists of parts in place of texts.
    public var takesParts = false
    /// Whether it spends tokens on thoughts, so that it needs more of them.
    public var thinks = false
    /// Whether its thoughts begin without a mark: its template has written that one.
    public var beginsInThoughts = false
    /// Tokens that it takes at once, where it refused more.
    public var contextTokens: Int?

    public init() {}

    private enum CodingKeys: CodingKey {
        case limit, mostTokens, takesTemperature, rules, countsInStream, streams, takesParts, thinks, beginsInThoughts
        case contextTokens
    }

    /// Whatever is not there is as it usually is.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, _ usual: Value) throws -> Value {
            try values.decodeIfPresent(Value.self, forKey: key) ?? usual
        }
        limit = try value(.limit, limit)
        mostTokens = try values.decodeIfPresent(Int.self, forKey: .mostTokens)
        takesTemperature = try value(.takesTemperature, takesTemperature)
        rules = try value(.rules, rules)
        countsInStream = try value(.countsInStream, countsInStream)
        streams = try value(.streams, streams)
        takesParts = try value(.takesParts, takesParts)
        thinks = try value(.thinks, thinks)
        beginsInThoughts = try value(.beginsInThoughts, beginsInThoughts)
        contextTokens = try values.decodeIfPresent(Int.self, forKey: .contextTokens)
    }

    /// What is unlike the usual, as short names for pages and commands.
    public var peculiarities: [String] {
        var found: [String] = []
        if limit != .tokens { found.append(limit == .none ? "noLimit" : "completionTokens") }
        if !takesTemperature { found.append("noTemperature") }
        if rules == .user { found.append("noSystemRole") }
        if !countsInStream { found.append("noStreamOptions") }
        if !streams { found.append("noStream") }
        if takesParts { found.append("parts") }
        if thinks || beginsInThoughts { found.append("thinks") }
        if contextTokens != nil { found.append("smallContext") }
        return found
    }

    // MARK: Finding out

    /// The form to try next after a refusal that names what it does not take; nil where it names nothing that can be left
    /// out.
    /// - Parameter asked: the tokens that were asked for.
    func adapted(to words: ServerWords, asked: Int) -> ChatForm? {
        var form = self
        let text = words.whole.lowercased()
        func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
        if limit == .tokens, says("max_completion_tokens") {
            form.limit = .completionTokens
        } else if limit != .none, says(limit.rawValue, "max tokens", "maxtokens") {
            if let most = Self.bound(in: words.whole, below: min(asked, mostTokens ?? asked)) {
                form.mostTokens = most
            } else {
                form.limit = limit == .tokens ? .completionTokens : .none
            }
        } else if takesTemperature, says("temperature") {
            form.takesTemperature = false
        } else if countsInStream, says("stream_options", "include_usage", "streamoptions") {
            form.countsInStream = false
        } else if rules == .system, Self.isAboutRules(text) {
            form.rules = .user
        } else if says("content"), let takesParts = Self.wantsParts(text), takesParts != self.takesParts {
            form.takesParts = takesParts
        } else if streams, says("stream") {
            form.streams = false
        } else {
            return nil
        }
        return form
    }

    /// The form to try next where a server refuses and does not say why: what servers lack most comes first. nil at the end.
    func plainer() -> ChatForm? {
        var form = self
        if countsInStream {
            form.countsInStream = false
        } else if limit == .tokens {
            form.limit = .completionTokens
        } else if takesTemperature {
            form.takesTemperature = false
        } else if rules == .system {
            form.rules = .user
        } else if streams {
            form.streams = false
        } else if limit == .completionTokens {
            form.limit = .none
        } else {
            return nil
        }
        return form
    }

    /// The same for protocols that have one name for each field, and always a bound on what is written.
    func reduced(to words: ServerWords, asked: Int) -> ChatForm? {
        var form = self
        let text = words.whole.lowercased()
        if text.contains(/max(?:imum)?[_ ]?(?:output[_ ]?)?tokens/),
            let most = Self.bound(in: words.whole, below: min(asked, mostTokens ?? asked))
        {
            form.mostTokens = most
        } else if takesTemperature, text.contains("temperature") {
            form.takesTemperature = false
        } else if rules == .system, Self.isAboutRules(text) {
            form.rules = .user
        } else if streams, text.contains("stream") {
            form.streams = false
        } else {
            return nil
        }
        return form
    }

    /// "System role not supported", "Conversation roles must alternate", "Developer instruction is not enabled".
    private static func isAboutRules(_ text: String) -> Bool {
        text.contains(/(?:system|developer)[ _'"`-]*(?:role|message|prompt|instruction)/)
            || text.contains(/role[^.]{0,40}['"`]?(?:system|developer)\b/)
            || text.contains(/roles?\b[^.]{0,40}alternate/)
            || text.contains(/['"`]system['"`]/)
    }

    /// Whether it asks for parts (true) or a text (false); nil where it says neither.
    private static func wantsParts(_ text: String) -> Bool? {
        if text.contains(/content[^.]{0,60}(?:must be|should be|expected|valid)[^.]{0,20}(?:string|str\b|text)/) {
            return false
        }
        if text.contains(/content[^.]{0,60}(?:must be|should be|expected|valid)[^.]{0,20}(?:list|array|sequence)/) {
            return true
        }
        return nil
    }

    /// The largest number below what was asked for that a refusal names as the most.
    private static func bound(in text: String, below asked: Int) -> Int? {
        guard text.contains(/(?:large|most|maximum|less than|exceed|greater|at least|between|range|<=)/.ignoresCase())
        else { return nil }
        return text.matches(of: /\d{2,7}/).compactMap { Int($0.output) }.filter { (16..<asked).contains($0) }.max()
    }
}
