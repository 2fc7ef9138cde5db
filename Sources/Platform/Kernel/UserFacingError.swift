/// An error that is safe to show to the person who caused it.
public protocol UserFacingError: Error {
    /// HTTP status code.
    var status: Int { get }
    /// Stable machine-readable name, `area.reason`; the web app switches on it.
    var code: String { get }
    /// Plain sentences: the cause and the cure. Never SQL, prompt text or another error's description.
    var message: String { get }
    /// Seconds after which trying again makes sense; nil where it does not.
    var retryAfter: Int? { get }
}

extension UserFacingError {
    public var retryAfter: Int? { nil }
}
