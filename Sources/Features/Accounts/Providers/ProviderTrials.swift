import Foundation
import GRDB
import Synchronization

/// Sign-ins that administrators try out: they sign nobody in, and say what the provider's word came to.
final class ProviderTrials: Sendable {
    typealias Finding = ProviderFinding

    private struct Trial {
        let provider: UUID, until: Date
        var findings: [Finding]?
    }
    private let trials = Mutex<[String: Trial]>([:])
    private static let life: TimeInterval = 600
    private static let most = 100

    /// - Returns: the trial's name, which is a secret of whoever began it.
    func begin(_ provider: UUID) -> String {
        let name = FlowTicket.secret()
        trials.withLock { trials in
            trials = trials.filter { $0.value.until > Date() }
            if trials.count < Self.most {
                trials[name] = Trial(provider: provider, until: Date().addingTimeInterval(Self.life))
            }
        }
        return name
    }

    func isOpen(_ name: String, of provider: UUID) -> Bool {
        trials.withLock { $0[name].map { $0.provider == provider && $0.until > Date() && $0.findings == nil } ?? false }
    }

    func finish(_ name: String, _ findings: [Finding]) { trials.withLock { $0[name]?.findings = findings } }

    /// - Returns: nil where nobody has come back yet.
    /// - Throws: `AccountsFailure.invalid` where there is no such trial, or its time is over.
    func findings(_ name: String, of provider: UUID) throws -> [Finding]? {
        try trials.withLock { trials in
            guard let trial = trials[name], trial.provider == provider, trial.until > Date() else {
                throw AccountsFailure.invalid("This trial is over. Begin another.")
            }
            return trial.findings
        }
    }
}

extension ProviderFlow {
    /// What a provider's word about somebody comes to here, for an administrator: which claims came, and which are
    /// lacking. No value is told.
    func findings(_ identity: ProvidedIdentity, _ store: AccountStore, _ db: Database) throws -> [ProviderTrials
        .Finding]
    {
        typealias Finding = ProviderTrials.Finding
        let claims = identity.claims
        var found = [
            Finding(isGood: true, text: "It says of whoever signed in: \(claims.names.joined(separator: ", ")).")
        ]
        if let name = settings.rosterClaim {
            found.append(
                claims.has(name)
                    ? Finding(isGood: true, text: "The roster's number is in “\(name)”.")
                    : Finding(
                        isGood: false, text: "The claim “\(name)”, which is to carry the roster's number, is missing."))
        }
        if record.kind == .clever {
            found.append(
                Finding(
                    isGood: !identity.rosterIDs.isEmpty,
                    text:
                        "Roles there: \(claims.values("user_type").joined(separator: ", ")); numbers of the school's: "
                        + "\(identity.rosterIDs.count)."))
        } else {
            found.append(addressFinding(identity, store.access.policy.emailDomains))
        }
        let linking = Linking(store: store, flow: self, identity: identity)
        do {
            let stands = try linking.stands(db)
            found.append(
                Finding(
                    isGood: stands,
                    text: stands
                        ? "It stands for somebody who is entered here."
                        : settings.provisioning?.isOn == true
                            ? "Nobody here is found by it; a new account would be made where the rules allow it."
                            : "Nobody here is found by it. Enter the person, with this address or the roster's number.")
            )
        } catch let failure as AccountsFailure {
            found.append(Finding(isGood: false, text: failure.message))
        }
        return found
    }

    private func addressFinding(_ identity: ProvidedIdentity, _ domains: [String]) -> ProviderTrials.Finding {
        let (claims, name) = (identity.claims, settings.emailClaim ?? "email")
        if let address = identity.verifiedEmail {
            let domain = Linking.domain(of: address)
            return domains.contains(domain)
                ? .init(isGood: true, text: "The address in “\(name)” is taken; it ends in \(domain).")
                : .init(
                    isGood: false,
                    text: "The address in “\(name)” ends in \(domain), which is none of the district's domains.")
        }
        guard claims.has(name) else {
            let others = claims.names.filter { claims.address($0) != nil }
            let hint =
                others.isEmpty
                ? "" : " Addresses are in: \(others.joined(separator: ", ")). Name one with --email-claim."
            return .init(
                isGood: settings.rosterClaim != nil,
                text: "The claim “\(name)” is missing, in the token and at the userinfo endpoint." + hint)
        }
        guard claims.address(name) != nil else {
            return .init(isGood: settings.rosterClaim != nil, text: "The claim “\(name)” holds no address.")
        }
        return .init(
            isGood: settings.rosterClaim != nil,
            text: claims.isChecked == false
                ? "It says that it has not checked the address in “\(name)” (email_verified is false)."
                : "It does not say whether it has checked the address: the claim “email_verified” is missing. Where the "
                    + "issuer is your district's own, say so with --owns-addresses.")
    }
}
