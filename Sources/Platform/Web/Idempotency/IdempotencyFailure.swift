import HTTPTypes
public import Kernel

/// What can be wrong with a request that is to be done once.
public enum IdempotencyFailure: UserFacingError, Equatable {
    /// The header is no key.
    case unusable
    /// The key came with another request before, or by somebody who might do something else then.
    case mismatch
    /// The request that came with the key is being done.
    case busy
    /// It was done; its answer was too large to keep.
    case done
    /// Too many keys of one caller are kept.
    case full

    public var status: Int {
        switch self {
        case .unusable: 400
        case .mismatch: 422
        case .busy, .done: 409
        case .full: 429
        }
    }
    public var code: String {
        switch self {
        case .unusable: "web.idempotencyUnusable"
        case .mismatch: "web.idempotencyMismatch"
        case .busy: "web.idempotencyBusy"
        case .done: "web.idempotencyDone"
        case .full: "web.idempotencyFull"
        }
    }
    public var message: String {
        switch self {
        case .unusable:
            "Idempotency-Key must be one text of 1 to \(IdempotencyKey.longest) visible ASCII characters, such as a UUID."
        case .mismatch:
            "This Idempotency-Key came with another request before, or your rights have changed since. Give each request a "
                + "key of its own."
        case .busy: "The request with this Idempotency-Key is still being done. Try again in a moment."
        case .done:
            "The request with this Idempotency-Key was done. Its answer was too large to keep: look at what it made."
        case .full:
            "You have sent \(IdempotencyKeys.most) requests with an Idempotency-Key within a day. "
                + "Send this one without, or later."
        }
    }
    public var retryAfter: Int? {
        switch self {
        case .busy: 1
        case .full: 3600
        default: nil
        }
    }
}

/// The key of a request that is to be done once (IETF draft “The Idempotency-Key HTTP Header Field”, 07).
struct IdempotencyKey: Sendable, Equatable {
    static let longest = 255
    let text: String

    /// The draft writes the key in quotation marks, most programs without; both mean the same.
    /// - Returns: nil where the request has none.
    /// - Throws: `IdempotencyFailure.unusable`.
    init?(_ headers: HTTPFields) throws(IdempotencyFailure) {
        guard let name = HTTPField.Name("idempotency-key") else { return nil }
        let values = headers[values: name]
        guard let value = values.first else { return nil }
        let isQuoted = value.utf8.count > 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
        text = isQuoted ? String(value.dropFirst().dropLast()) : value
        guard values.count == 1, (1...Self.longest).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .unusable }
    }
}
