public import Foundation
public import Outbound
public import Persistence
import Vault

/// The mail server that an administrator named, and how mail is sent. Its password lies apart, sealed.
public struct MailSettings: Codable, Sendable, Equatable {
    public var isOn = false
    public var host = ""
    public var port = 587
    public var security = OutboundSMTP.Security.startTLS
    /// The server is inside the district's own network.
    public var isInside = false
    public var user: String?
    /// The address and the name that mail comes from.
    public var from = ""
    public var name = ""
    /// Most messages a second; what Amazon's service lets a new account send.
    public var perSecond = 14

    public init() {}

    public static let setting = Setting(
        "mail", standard: MailSettings(), notes: .everyField, check: { try $0.check() })

    /// The password, sealed. The trail holds no more of it than that it changed.
    public static let password = Setting(
        "mail-password", standard: Data?.none,
        notes: .these { ["password": $0.map { Hexadecimal.encode(blake2b256(Array($0)).prefix(8)) } ?? "none"] }
    ) { _ in }

    /// - Throws: `MailFailure`.
    func check() throws {
        guard (1...65_535).contains(port) else {
            throw MailFailure.badSettings("A port is 1 to 65535, most often 587.")
        }
        guard (1...1000).contains(perSecond) else {
            throw MailFailure.badSettings("Send 1 to 1000 messages a second.")
        }
        guard user.map({ (1...200).contains($0.count) && !$0.contains(where: \.isNewline) }) ?? true else {
            throw MailFailure.badSettings("The user has 1 to 200 characters.")
        }
        guard name.isEmpty || MailMessage.isLine(name) else { throw MailFailure.badText }
        // Nothing is named yet.
        guard isOn || !host.isEmpty || !from.isEmpty else { return }
        guard host.wholeMatch(of: /[A-Za-z0-9.:-]{1,253}/) != nil else {
            throw MailFailure.badSettings("The mail server is a host's name or address, such as smtp.district.example.")
        }
        guard security != .plain || isInside else {
            throw MailFailure.badSettings(
                "Mail goes unencrypted only to a server inside your network. Choose STARTTLS or TLS.")
        }
        _ = try MailAddress(from)
    }
}
