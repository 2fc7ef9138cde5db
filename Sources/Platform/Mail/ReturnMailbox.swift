public import Foundation
public import Outbound
public import Persistence
import Vault

/// The mailbox that mail comes back to, where an administrator named one: a mailbox of its own, since every message in
/// it is read. Its password lies apart, sealed.
public struct ReturnMailbox: Codable, Sendable, Equatable {
    /// Empty where there is none.
    public var host = ""
    public var port = 993
    public var security = OutboundSMTP.Security.tls
    /// The server is inside the district's own network.
    public var isInside = false
    public var user = ""

    public init() {}

    public static let setting = Setting(
        "mail-returns", standard: ReturnMailbox(), notes: .everyField, check: { try $0.check() })

    /// The password, sealed. The trail holds no more of it than that it changed.
    public static let password = Setting(
        "mail-returns-password", standard: Data?.none,
        notes: .these { ["password": $0.map { Hexadecimal.encode(blake2b256(Array($0)).prefix(8)) } ?? "none"] }
    ) { _ in }

    /// - Throws: `MailFailure`.
    func check() throws {
        guard !host.isEmpty else { return }
        guard host.wholeMatch(of: /[A-Za-z0-9.:-]{1,253}/) != nil else {
            throw MailFailure.badSettings(
                "The server of the mailbox is a host's name or address, such as imap.district.example.")
        }
        guard (1...65_535).contains(port) else {
            throw MailFailure.badSettings("A port is 1 to 65535; that of a mailbox is most often 993.")
        }
        guard (1...200).contains(user.count), !user.contains(where: \.isNewline) else {
            throw MailFailure.badSettings("The user of the mailbox has 1 to 200 characters.")
        }
        guard security != .plain || isInside else {
            throw MailFailure.badSettings(
                "A mailbox is read unencrypted only on a server inside your network. Choose STARTTLS or TLS.")
        }
    }
}
