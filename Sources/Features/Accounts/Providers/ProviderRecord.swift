public import Foundation
import GRDB
import Kernel

/// A place outside where people sign in.
struct ProviderRecord: Codable, Sendable, Identifiable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "provider"

    enum Kind: String, Codable, Sendable, DatabaseValueConvertible, CaseIterable {
        case google, microsoft, classlink, clever, oidc

        /// Where the provider is, when that is the same for everybody.
        var issuer: String? {
            switch self {
            case .google: "https://accounts.google.com"
            case .classlink: "https://launchpad.classlink.com"
            case .clever: "https://clever.com"
            case .microsoft, .oidc: nil
            }
        }
    }

    let id: UUID
    var kind: Kind
    var name: String
    var isEnabled: Bool
    var clientID: String
    /// Sealed for `provider.secret.ID`; empty for a client without one.
    var secret: Data
    /// JSON: `ProviderSettings`.
    var settings: String
    /// The actor who set what matters last, and when.
    var changedBy = ""
    var changedAt: Date?
    /// JSON: what they may do everywhere. Nobody mightier is brought in by their word alone.
    var reach = "[]"
    /// A second actor who confirmed it, and what they may do everywhere.
    var confirmedBy: String?
    var confirmedReach: String?
    /// A hash of the rules by which this machine reaches it, since somebody last changed those.
    var route = ""

    static func enabled(_ db: Database) throws -> [ProviderRecord] {
        try filter(Column("isEnabled") == true).order(Column("name")).fetchAll(db)
    }

    func decodedSettings() throws -> ProviderSettings {
        try JSONDecoder().decode(ProviderSettings.self, from: Data(settings.utf8))
    }
}

/// What an administrator says of a provider.
public struct ProviderSettings: Codable, Sendable, Equatable {
    /// Exactly as it stands in the tokens.
    public var issuer: String
    /// Google: the hosted domains that may come in; one at least.
    public var hostedDomains: [String]?
    /// Clever: the district's identifier there.
    public var districtID: String?
    /// Clever: other addresses than its own, for a test server.
    public var apiURL: String?
    public var scopes: [String]?
    /// The claim that carries the person's `sourcedId` of the roster.
    public var rosterClaim: String?
    /// The claim that carries the e-mail address, where it is not `email`; such as `upn`.
    public var emailClaim: String?
    /// The issuer is the district's own, which gives its people their addresses: one that it does not say to have checked
    /// counts as checked.
    public var ownsAddresses: Bool?
    /// Claims that a token must carry, where one issuer serves many districts: which of them it is.
    public var requiredClaims: [String: String]?
    /// The provider asks for a second factor itself. Never counts for administrators.
    public var vouchesForSecondFactor: Bool?
    /// The issuer is inside the building.
    public var isInside: Bool?
    public var provisioning: Provisioning?

    /// Whether people nobody has entered may come in, and as what.
    public struct Provisioning: Codable, Sendable, Equatable {
        public var isOn: Bool
        /// For those inside the district's e-mail domains for whom nothing below applies; nil to refuse them.
        public var role: String?
        /// By the e-mail address's domain.
        public var domainRoles: [String: String]?
        /// By a claim's value.
        public var claim: String?
        public var claimRoles: [String: String]?
        /// Where the role is held; the district where nil.
        public var place: UUID?
        public var allowsStudents: Bool?
    }

    private enum CodingKeys: CodingKey {
        case issuer, hostedDomains, districtID, apiURL, scopes, rosterClaim, emailClaim, ownsAddresses, requiredClaims
        case vouchesForSecondFactor, isInside, provisioning
    }

    /// - Parameter issuer: empty for a kind whose issuer is the same for everybody.
    public init(issuer: String) { self.issuer = issuer }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        issuer = Self.issuer(try values.decodeIfPresent(String.self, forKey: .issuer) ?? "")
        hostedDomains = try values.decodeIfPresent([String].self, forKey: .hostedDomains)?.map(normalized)
        districtID = try values.decodeIfPresent(String.self, forKey: .districtID)
        apiURL = try values.decodeIfPresent(String.self, forKey: .apiURL)
        scopes = try values.decodeIfPresent([String].self, forKey: .scopes)
        rosterClaim = try values.decodeIfPresent(String.self, forKey: .rosterClaim)
        emailClaim = try values.decodeIfPresent(String.self, forKey: .emailClaim)
        ownsAddresses = try values.decodeIfPresent(Bool.self, forKey: .ownsAddresses)
        requiredClaims = try values.decodeIfPresent([String: String].self, forKey: .requiredClaims)
        vouchesForSecondFactor = try values.decodeIfPresent(Bool.self, forKey: .vouchesForSecondFactor)
        isInside = try values.decodeIfPresent(Bool.self, forKey: .isInside)
        provisioning = try values.decodeIfPresent(Provisioning.self, forKey: .provisioning)
    }

    /// An issuer as it was entered, without blanks around it and without what is read below it: consoles show the whole
    /// address of the discovery document.
    static func issuer(_ text: String) -> String {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let ending = /\/\.well-known\/(?:openid-configuration|oauth-authorization-server)\/?(?:[?#].*)?$/
        guard let found = text.firstMatch(of: ending.ignoresCase()) else { return text }
        return String(text[..<found.range.lowerBound])
    }

    /// - Throws: `AccountsFailure.invalid` with the first fault.
    func check(_ kind: ProviderRecord.Kind) throws {
        let lists = (hostedDomains ?? []) + (scopes ?? []) + (requiredClaims ?? [:]).flatMap { [$0.key, $0.value] }
        guard try JSONEncoder().encode(self).count <= 16_384,
            (lists + [issuer, districtID ?? "", apiURL ?? "", rosterClaim ?? "", emailClaim ?? ""]).allSatisfy({
                $0.utf8.count <= 1000
            })
        else { throw AccountsFailure.invalid("This is too long.") }
        if issuer.isEmpty {
            throw AccountsFailure.invalid(
                kind == .microsoft
                    ? "Give the issuer, which names your own tenant: https://login.microsoftonline.com/TENANT/v2.0, with the "
                        + "tenant's identifier from Entra's overview in place of TENANT (--issuer at the console)."
                    : "Give the issuer: an https address, exactly as the provider writes it, which stands in its discovery "
                        + "document (--issuer at the console).")
        }
        if let gap = Self.gap(in: issuer) {
            throw AccountsFailure.invalid(
                "“\(gap)” in the issuer stands for what is your own, such as your tenant's identifier. Put that in its "
                    + "place.")
        }
        guard let url = URL(string: issuer), url.host() != nil, Self.isSafe(url) else {
            throw AccountsFailure.invalid("The issuer must be an https address, exactly as the provider writes it.")
        }
        if kind == .google, hostedDomains?.isEmpty ?? true {
            throw AccountsFailure.invalid(
                "Name your Google Workspace domains; without one, anybody's account could come in.")
        }
        if kind == .clever, districtID?.isEmpty ?? true {
            throw AccountsFailure.invalid(
                "Give your district's Clever identifier; without it any district could come in.")
        }
        if kind == .classlink, requiredClaims?.isEmpty ?? true {
            throw AccountsFailure.invalid(
                "Name the claim that carries your ClassLink tenant, and its value; without it any district could come in."
            )
        }
        if ownsAddresses == true || emailClaim != nil, kind == .google || kind == .clever {
            throw AccountsFailure.invalid(
                "\(kind == .google ? "Google says which addresses it has checked" : "Clever names people by the roster's number"), so "
                    + "neither a claim for the address nor its trust is set here.")
        }
        let isOfAnybody = Self.servesAnybody(url)
        if isOfAnybody, ownsAddresses == true || emailClaim != nil, requiredClaims?.isEmpty ?? true {
            throw AccountsFailure.invalid(
                "Anybody may have an account at this issuer, so its addresses are not your district's alone. Name a claim "
                    + "that only your district's tokens carry, or leave this off.")
        }
        if kind == .microsoft, isOfAnybody {
            throw AccountsFailure.invalid(
                "Give the issuer with your own tenant's identifier: https://login.microsoftonline.com/TENANT/v2.0")
        }
        if let rule = provisioning {
            let roles =
                [rule.role].compactMap { $0 } + (rule.domainRoles ?? [:]).values + (rule.claimRoles ?? [:]).values
            for role in roles where StandardRole(rawValue: role)?.isAdministrator == true {
                throw AccountsFailure.invalid("Administrators are named by hand, not by a provider's word.")
            }
        }
        if let apiURL, URL(string: apiURL).map(Self.isSafe) != true {
            throw AccountsFailure.invalid("The API address must be an https address.")
        }
    }

    /// What manuals write where something is to be filled in; nil where all is filled in.
    private static func gap(in issuer: String) -> Substring? {
        let marked = /[{<].*[}>]|%7B.*%7D|TENANT(?:[_\-]?ID)?|YOUR[_\-][A-Z_\-]+/
        return issuer.split(separator: "/").first { $0.wholeMatch(of: marked) != nil }
    }

    /// Issuers where anybody has an account, or at which many districts have theirs.
    private static func servesAnybody(_ issuer: URL) -> Bool {
        let host = issuer.host()?.lowercased() ?? ""
        let tenants = ["common", "organizations", "consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"]
        if host.hasSuffix("microsoftonline.com") || host == "sts.windows.net" {
            return issuer.path.split(separator: "/").contains { tenants.contains($0.lowercased()) }
        }
        return [
            "accounts.google.com", "appleid.apple.com", "www.facebook.com", "facebook.com", "gitlab.com", "github.com",
            "launchpad.classlink.com", "clever.com", "login.yahoo.com", "api.login.yahoo.com", "slack.com",
            "www.linkedin.com", "token.actions.githubusercontent.com",
        ].contains(host)
    }

    /// Hosts that may be spoken to although they are inside the building.
    var insideHosts: Set<String> {
        Set(isInside == true ? [issuer, apiURL ?? ""].compactMap { URL(string: $0)?.host() } : [])
    }

    /// Over TLS, or on this machine.
    static func isSafe(_ url: URL) -> Bool {
        url.scheme == "https" || url.scheme == "http" && ["127.0.0.1", "localhost", "::1"].contains(url.host() ?? "")
    }
}
