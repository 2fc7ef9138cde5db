import Foundation
import Kernel
import Outbound
import Persistence
import Vault

/// Where each entry of the audit trail is sent on to.
struct AuditForwarding: Codable, Sendable, Equatable {
    enum Form: String, Codable, Sendable {
        case off
        /// A file, an entry a line of JSON.
        case file
        /// The machine's own log, as syslog over /dev/log.
        case syslog
        /// A server of logs in the district's network, as syslog over UDP or TCP.
        case udp, tcp
        /// The same over TLS (RFC 5425), also to a server outside.
        case tls

        /// The port of syslog (RFC 5426; by custom for TCP, RFC 6587; over TLS RFC 5425), where it goes to a server.
        var standardPort: Int? {
            switch self {
            case .off, .file, .syslog: nil
            case .udp, .tcp: 514
            case .tls: 6514
            }
        }
    }

    var form = Form.off
    /// A whole path, for a file.
    var path: String?
    /// For a server: a name or an address, inside the building but over TLS, and its port.
    var host: String?
    var port: Int?

    static let setting = Setting("audit.forwarding", standard: AuditForwarding(), notes: .everyField) {
        try $0.check()
    }

    /// - Throws: `OperationsFailure.forwardingUnfit`.
    func check() throws {
        switch form {
        case .off, .syslog: return
        case .file:
            guard let path, path.hasPrefix("/"), !path.hasSuffix("/"), path.utf8.count <= 1000 else {
                throw OperationsFailure.forwardingUnfit("A file is named by its whole path, which begins with /.")
            }
        case .udp, .tcp, .tls:
            guard let host, host.wholeMatch(of: /[A-Za-z0-9._:-]{1,253}/) != nil else {
                throw OperationsFailure.forwardingUnfit("Name the server of logs, such as logs.district.example.")
            }
            guard let port, (1...65_535).contains(port) else {
                throw OperationsFailure.forwardingUnfit("A port is 1 to 65535; that of syslog is 514, over TLS 6514.")
            }
        }
    }

    /// Where to, in a few words for whoever runs the appliance.
    var target: String {
        switch form {
        case .off: "nowhere"
        case .file: "the file \(path ?? "")"
        case .syslog: "this machine's log"
        case .udp, .tcp, .tls: "\(host ?? "") port \(port ?? form.standardPort ?? 0) (\(form.rawValue))"
        }
    }
}

/// An entry as it is sent on. What staff ask, search and read for themselves goes without saying who and what: only an
/// auditor reads that, with a reason. Its number and hashes stay, so that a gap shows on the other side too.
struct ForwardedEntry: Encodable, Equatable {
    let number: Int64, at: String
    let actor: String?, address: String?, requestID: String?, action: String, subjectKind: String?, subject: String?
    let place: UUID?, outcome: String?
    private(set) var details: [String: String]?
    /// Hexadecimal.
    let previous: String, hash: String

    /// - Parameter open: names of the actions that are no activity.
    init(_ entry: AuditEntry, open: Set<String>) {
        (number, at) = (entry.number, entry.at)
        (previous, hash) = (Hexadecimal.encode(Array(entry.previous)), Hexadecimal.encode(Array(entry.hash)))
        guard open.contains(entry.action) else {
            action = "activity"
            (actor, address, requestID, subjectKind, subject) = (nil, nil, nil, nil, nil)
            (place, outcome, details) = (nil, nil, nil)
            return
        }
        action = entry.action
        (actor, address, requestID) = (entry.actor, entry.address, entry.requestID)
        (subjectKind, subject) = (entry.subjectKind, entry.subject)
        (place, outcome, details) = (entry.place, entry.outcome, entry.read)
    }

    /// The same without its details, where these are too long for a message.
    var shortened: Self {
        var short = self
        short.details = nil
        return short
    }
}
