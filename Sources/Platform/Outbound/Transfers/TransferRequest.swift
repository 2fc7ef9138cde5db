import Foundation

/// What goes over a connection, and over which.
struct TransferRequest: Sendable {
    /// What is said.
    enum Exchange: Sendable {
        /// A request with its headers; a POST where it has a body, else a GET.
        case http(headers: [String: String], body: Data?)
        /// A message, to be handed to a mail server.
        case mail(MailExchange)
        /// A question to a mailbox (IMAP).
        case mailbox(MailboxExchange)
    }

    struct MailboxExchange: Sendable {
        /// Instead of what the address says; nil for that.
        let command: String?
        let user: String?, password: String?
        /// Whether the connection must become TLS before anything is said (STARTTLS, RFC 2595).
        let mustSecure: Bool
    }

    struct MailExchange: Sendable {
        let sender: String, recipients: [String]
        /// Header and body with CRLF line ends (RFC 5322).
        let message: Data
        let user: String?, password: String?
        /// Whether the connection must become TLS before anything is said (STARTTLS, RFC 3207).
        let mustSecure: Bool
    }

    /// A proxy, by an address that was judged.
    struct Proxy: Sendable {
        let address: String, port: Int, user: String?, password: String?
    }

    let url: String
    let exchange: Exchange
    /// The host's name and port as libcurl looks them up, with the addresses that were judged; nil where the host is an
    /// address itself, or a proxy looks it up.
    let resolution: String?
    let proxy: Proxy?
    /// Judges an address at the moment of the connection.
    /// - Returns: why it must not be; nil where it may.
    let refusal: @Sendable (_ address: String) -> OutboundHTTP.Failure?
    /// To the end of the answer.
    let timeout: Duration
    /// For each next part of the answer.
    let patience: Duration
}

/// The beginning of an answer.
struct TransferHead: Sendable {
    var status: Int
    /// By their names in small letters.
    var headers: [String: [String]] = [:]

    func first(_ name: String) -> String? { headers[name]?.first }
}
