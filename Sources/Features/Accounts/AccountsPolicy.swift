import Foundation
import Kernel
import Persistence
import Web

/// What holds for the sessions of a role.
struct SessionPolicy: Codable, Sendable, Equatable {
    /// A session that is not used for so long ends.
    var idleMinutes: Int
    /// A session ends after so long in any case.
    var absoluteHours: Int
    var needsSecondFactor: Bool
    /// Whoever gets the role may come in so many days without one; at once where nil.
    var graceDays: Int?
    /// Since when a second factor is asked for; nobody's days of grace end before those from then on.
    var neededSince: Date?

    static func standard(for role: String) -> Self {
        switch StandardRole(rawValue: role) {
        case .districtAdministrator, .systemAdministrator, .schoolAdministrator:
            Self(idleMinutes: 30, absoluteHours: 12, needsSecondFactor: false)
        case .student, .guardian: Self(idleMinutes: 4 * 60, absoluteHours: 24, needsSecondFactor: false)
        default: Self(idleMinutes: 12 * 60, absoluteHours: 7 * 24, needsSecondFactor: false)
        }
    }
}

extension SessionPolicy {
    static let coachGrace = 14

    /// When a role that was given at a moment asks for a second factor; nil where it does not.
    func secondFactorDue(givenAt: Date) -> Date? {
        guard needsSecondFactor else { return nil }
        guard let graceDays else { return .distantPast }
        return max(givenAt, neededSince ?? .distantPast).addingTimeInterval(Double(graceDays) * 86_400)
    }
}

/// What a district decides about its accounts.
struct AccountsPolicy: Codable, Sendable, Equatable {
    /// E-mail addresses outside these domains link nobody to a provider's account.
    var emailDomains: [String] = []
    /// Whether people sign in with passwords; providers do not depend on it, and administrators always may.
    var localAccounts = true
    /// Whether a school needs a data-processing agreement before its people see data about students.
    var requiresAgreement = false
    /// By role; what is not named here has the standard values.
    var sessions: [String: SessionPolicy] = [:]
    /// Days that people who left stay suspended before they are erased.
    var eraseAfterDays = 365
    /// A roster delivery that takes away more than this share of people, roles or enrolments stops.
    var rosterLossPercent = 10
    /// A folder that is looked at for roster deliveries.
    var rosterFolder: String?
    /// Where the audit trail's checkpoints are copied to: a file on another disk, or `syslog`.
    var auditCopy: String?
    /// The address that browsers use, where it is not the one the server listens on.
    var publicURL: String?
    /// The time zone in which days begin and end, such as `America/Los_Angeles`; the machine's own where nil.
    var timeZone: String?
    var limits = RateLimiter.Limits()

    static let setting = Setting("accounts", standard: AccountsPolicy(), notes: .everyField) { try $0.check() }

    /// What a new district begins with: administrators have a second factor at once, coaches within two weeks.
    static var new: Self {
        var policy = Self()
        for role in [StandardRole.districtAdministrator, .systemAdministrator, .schoolAdministrator, .auditor, .coach] {
            var rule = SessionPolicy.standard(for: role.rawValue)
            rule.needsSecondFactor = true
            if role == .coach { (rule.graceDays, rule.neededSince) = (SessionPolicy.coachGrace, Date()) }
            policy.sessions[role.rawValue] = rule
        }
        return policy
    }

    /// The strictest of what holds for some roles.
    func sessionPolicy(for held: [MembershipRecord], _ roles: Roles) -> SessionPolicy {
        let all = held.map { policy(of: $0.role, roles) }
        return SessionPolicy(
            idleMinutes: all.map(\.idleMinutes).min() ?? 30, absoluteHours: all.map(\.absoluteHours).min() ?? 12,
            needsSecondFactor: all.contains(where: \.needsSecondFactor))
    }

    /// When the first of some roles asks for a second factor; nil where none does.
    func secondFactorDue(_ held: [MembershipRecord], _ roles: Roles) -> Date? {
        held.compactMap { policy(of: $0.role, roles).secondFactorDue(givenAt: $0.id.madeAt) }.min()
    }

    /// What holds for a role: its own rules, or the standard's. A role of the district's own that makes somebody an
    /// administrator is treated as one.
    private func policy(of role: String, _ roles: Roles) -> SessionPolicy {
        let isOwn = roles.isAdministrator(role) && (StandardRole(rawValue: role) == nil || roles.isDefined(role))
        let like = isOwn ? StandardRole.districtAdministrator.rawValue : role
        return sessions[role] ?? sessions[like] ?? .standard(for: like)
    }

    /// - Throws: `AccountsFailure.invalid` with the first fault.
    func check() throws {
        guard emailDomains.count <= 100, sessions.count <= 500,
            (emailDomains + sessions.keys + [rosterFolder, auditCopy, publicURL, timeZone].compactMap { $0 })
                .allSatisfy({ $0.utf8.count <= 1000 })
        else { throw AccountsFailure.invalid("This is too long, or there are too many of them.") }
        for domain in emailDomains
        where !domain.contains(".") || domain.contains(/[@,\s]/) || domain != domain.lowercased() {
            throw AccountsFailure.invalid("“\(domain)” is not a domain such as district.example, in small letters.")
        }
        for (role, policy) in sessions {
            guard (1...10_080).contains(policy.idleMinutes), (1...2160).contains(policy.absoluteHours) else {
                throw AccountsFailure.invalid(
                    "For the role \(role), idle minutes must be 1 to 10080 and hours 1 to 2160.")
            }
            guard (0...365).contains(policy.graceDays ?? 0) else {
                throw AccountsFailure.invalid("Days until a second factor must be set up must be 0 to 365.")
            }
        }
        guard (1...100).contains(rosterLossPercent) else {
            throw AccountsFailure.invalid("The share that a roster may take away must be 1 to 100 percent.")
        }
        guard (1...3650).contains(eraseAfterDays) else {
            throw AccountsFailure.invalid("Days until people who left are erased must be 1 to 3650.")
        }
        for path in [rosterFolder, auditCopy == "syslog" ? nil : auditCopy].compactMap({ $0 })
        where !path.hasPrefix("/") {
            throw AccountsFailure.invalid("“\(path)” is not a whole path; it must begin with /.")
        }
        if let timeZone, TimeZone(identifier: timeZone) == nil {
            throw AccountsFailure.invalid("“\(timeZone.beginning(60))” is no time zone such as America/Los_Angeles.")
        }
        if let publicURL {
            guard let url = URL(string: publicURL), ["http", "https"].contains(url.scheme), url.host() != nil,
                url.path.isEmpty, url.user() == nil, url.query() == nil
            else {
                throw AccountsFailure.invalid(
                    "The public address must be like https://homeroom.district.example, without a name, a password or a query. Homeroom is not served below a "
                        + "path of another site: give it a name of its own.")
            }
        }
        let counts = [
            limits.costlyPerMinute, limits.costlyPerHour, limits.signInPerMinute, limits.signInPerHour,
        ]
        guard counts.allSatisfy({ (1...1_000_000).contains($0) }) else {
            throw AccountsFailure.invalid("Each limit must be 1 to 1000000.")
        }
    }
}

extension AccountsPolicy: SettingByName {
    static var standards: [String: (String) -> any Encodable] { ["sessions": { SessionPolicy.standard(for: $0) }] }
}

extension UUID {
    /// When a time-ordered identifier was made (RFC 9562, version 7); long ago for others.
    var madeAt: Date {
        let bytes = self.bytes
        guard bytes[6] >> 4 == 7 else { return .distantPast }
        return Date(timeIntervalSince1970: Double(bytes.prefix(6).reduce(0) { $0 << 8 | UInt64($1) }) / 1000)
    }
}
