public import Kernel

/// Why an answer is quoted although there is a model to write one.
public struct Fallback: Codable, Sendable, Equatable {
    public var code: String
    public var message: String
    /// The same without a server's own words, for whoever does not keep the servers and would take them for ours.
    public var plain: String?

    enum CodingKeys: CodingKey { case code, message }

    public init(code: String, message: String, plain: String? = nil) {
        (self.code, self.message, self.plain) = (code, message, plain)
    }

    public func shown(to user: Principal) -> Fallback {
        user.may(.writeSettings) ? self : Fallback(code: code, message: plain ?? message)
    }
}
