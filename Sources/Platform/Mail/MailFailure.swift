public import Kernel
import Outbound

/// Why mail cannot be sent, or its settings not be used.
public enum MailFailure: UserFacingError, Equatable {
    case off
    case badAddress
    case internationalAddress
    /// A line break where there may be none, or too much.
    case badText
    /// A setting that cannot be used; the sentence says which.
    case badSettings(String)
    case unreachable(host: String)
    /// The gate's decision: nothing may leave, a certificate is not good …
    case notAllowed(String)
    case notSecured(host: String)
    /// - words: the server's own.
    case loginRefused(host: String, words: String)
    case refused(host: String, words: String)
    /// The server takes no mail now.
    case unwilling(host: String, words: String)
    /// A server took it, and it came back.
    case returned(words: String)
    /// The server of the mailbox does not do what it is asked.
    case mailboxRefused(host: String, words: String)
    case notFound
    /// It waits, is under way or was sent.
    case notFailed
    /// It was sent, and its text is not kept.
    case textGone
    case underWay

    public var status: Int {
        switch self {
        case .off, .notFailed, .textGone, .underWay: 409
        case .badAddress, .internationalAddress, .badText, .badSettings: 400
        case .notAllowed: 403
        case .notFound: 404
        case .unreachable, .notSecured, .loginRefused, .refused, .unwilling, .returned, .mailboxRefused: 502
        }
    }

    public var code: String {
        switch self {
        case .off: "mail.off"
        case .badAddress: "mail.badAddress"
        case .internationalAddress: "mail.internationalAddress"
        case .badText: "mail.badText"
        case .badSettings: "mail.badSettings"
        case .unreachable: "mail.unreachable"
        case .notAllowed: "mail.notAllowed"
        case .notSecured: "mail.notSecured"
        case .loginRefused: "mail.loginRefused"
        case .refused: "mail.refused"
        case .unwilling: "mail.unwilling"
        case .returned: "mail.returned"
        case .mailboxRefused: "mail.mailboxRefused"
        case .textGone: "mail.textGone"
        case .notFound: "mail.notFound"
        case .notFailed: "mail.notFailed"
        case .underWay: "mail.underWay"
        }
    }

    public var message: String {
        switch self {
        case .off: "No mail server is named. An administrator names one under Mail, or with: homeroom mail set"
        case .badAddress: "This is no mail address. One looks like ann@district.example."
        case .internationalAddress:
            "Mail is sent to addresses in plain letters only, without accents. A domain with others has a form that "
                + "begins with xn--: give that."
        case .badText: "A subject or a name has 1 to 200 characters in one line, and a message 200000 at most."
        case .badSettings(let sentence): sentence
        case .unreachable(let host):
            "\(host) does not answer. Check its address and port, and that this machine reaches it."
        case .notAllowed(let reason): reason
        case .notSecured(let host):
            "\(host) offers no STARTTLS. Choose TLS with its port, most often 465 (993 for a mailbox), or switch it on there."
        case .loginRefused(let host, let words): "\(host) does not accept the user and password: \(words)"
        case .refused(let host, let words): "\(host) refuses this message: \(words)"
        case .unwilling(let host, let words): "\(host) takes no mail now: \(words)"
        case .returned(let words): "A server took this message, and it came back: \(words)"
        case .mailboxRefused(let host, let words): "\(host) does not open the mailbox: \(words)"
        case .textGone:
            "This message was sent and came back; its text is not kept. Have it sent anew where it came from."
        case .notFound: "There is no such message. Those that were sent are kept for 30 days."
        case .notFailed: "Only a message that was refused or given up can be tried again."
        case .underWay: "This message is being sent. Wait a moment."
        }
    }

    /// What is known of the reason beyond the code: the server's words, or the gate's decision.
    var words: String? {
        switch self {
        case .refused(_, let words), .unwilling(_, let words), .loginRefused(_, let words), .notAllowed(let words),
            .returned(let words), .mailboxRefused(_, let words):
            words
        default: nil
        }
    }

    init(_ failure: OutboundHTTP.Failure, host: String) {
        self = failure.decision(host).map(MailFailure.notAllowed) ?? .unreachable(host: host)
    }
}
