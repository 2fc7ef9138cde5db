/// An error that is safe to show to the person who caused it; the one form of all of them.
///
/// Each area has one type of them, in a file `…Failure.swift`. A case says five things, and no place beside it does:
///
/// - its `code`, by which the page, programs and tests know it;
/// - its `message`: the cause, then the cure, in English; what differs each time, such as a limit, stands in it;
/// - its `status`, and `retryAfter` where trying again helps;
/// - in `assets/web/named.ts` the same sentence in both languages, by its code. What ends there in a colon introduces
///   the message, which then says what differs each time. A test holds the codes here against those there.
///
/// Routes and services throw it. `ErrorMiddleware` makes a `Problem` of it, and that alone knows the forms it is sent in:
/// the problem document (RFC 9457), the event `failed` of a stream, OpenAI's errors. MCP's tools give the message as their
/// result, since the model that called is to read it; JSON-RPC's own errors are about its messages alone. Commands print
/// the message (`Terminal.explanation`).
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
