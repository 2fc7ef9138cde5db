import Foundation
import GRDB
import Kernel
import Logging
import Persistence
import Synchronization
import Vault
import Web

/// Signing in at a provider outside.
struct Providers: Sendable {
    let store: AccountStore
    let sessions: Sessions
    let metadata: ProviderMetadata
    let trials = ProviderTrials()
    private let used = UsedStates()
    private let logger = Logger(label: "homeroom.accounts")

    init(store: AccountStore) {
        (self.store, sessions, metadata) = (store, Sessions(store: store), ProviderMetadata(store.gate))
    }

    private func flow(_ id: UUID) async throws -> ProviderFlow {
        let record = try await store.database.read { db in try ProviderRecord.fetchOne(db, key: id) }
        guard let record, record.isEnabled else { throw AccountsFailure.providerNotFound }
        return try ProviderFlow(record, store: store, metadata: metadata)
    }

    /// Sends a browser to a provider.
    /// - Parameters:
    ///   - person: who connects an account there with their own.
    ///   - trial: an administrator's trial, in which nobody is signed in.
    func start(
        _ provider: UUID, next: String?, connecting person: UUID? = nil, trial: String? = nil, site: String
    ) async throws -> (URL, FlowTicket) {
        var ticket = FlowTicket(provider: provider, site: site, next: next)
        ticket.connects = person
        if let trial, trials.isOpen(trial, of: provider) { ticket.trial = trial }
        return (try await flow(provider).start(ticket), ticket)
    }

    /// Notes why nobody could be sent to a provider.
    func note(_ failure: AccountsFailure, _ visitor: Visitor) async throws {
        try await note("\(failure.code): \(failure.message)".beginning(300), visitor)
    }

    /// Whether a ticket's question was not answered yet.
    func isOpen(_ ticket: FlowTicket) -> Bool { !used.contains(ticket.state) }

    /// What came back from a provider.
    struct Answer: Sendable {
        var code: String?, state: String?, error: String?, description: String?, issuer: String?
        var ticket: FlowTicket?
    }

    /// Takes a provider's answer and signs in.
    /// - Returns: the session that begins; nil where somebody who is signed in connected an account.
    /// - Throws: `AccountsFailure`, with a code that the page explains; the log says why.
    func finish(_ answer: Answer, _ visitor: Visitor) async throws -> (begun: Sessions.Begun?, next: String) {
        do {
            guard let ticket = answer.ticket, let state = answer.state,
                equalInConstantTime(Array(state.utf8), Array(ticket.state.utf8))
            else { throw IDToken.Refused(reason: "state") }
            guard used.takeFirst(ticket.state, until: ticket.until) else {
                throw IDToken.Refused(reason: "state used before")
            }
            let flow = try await flow(ticket.provider)
            if let issuer = answer.issuer, !IDToken.isSame(issuer, flow.settings.issuer) {
                throw IDToken.Refused(reason: "issuer")
            }
            if let error = answer.error {
                throw IDToken.Refused(
                    reason: "provider: " + String(error.prefix(60)) + ProviderWords.told(answer.description))
            }
            guard let code = answer.code, code.utf8.count <= 4096 else { throw IDToken.Refused(reason: "no code") }
            let identity = try await flow.finish(code: code, ticket)
            if let trial = ticket.trial {
                trials.finish(
                    trial, try await store.database.read { [store] db in try flow.findings(identity, store, db) })
                return (nil, "/?problem=accounts.trialDone")
            }
            if let person = ticket.connects {
                try await connect(person, identity, flow, visitor)
                return (nil, ticket.next)
            }
            return (try await signIn(identity, flow, visitor), ticket.next)
        } catch let refusal as IDToken.Refused {
            try await note(refusal.reason, visitor)
            if let trial = answer.ticket?.trial {
                trials.finish(trial, [.init(isGood: false, text: "The sign-in is refused: \(refusal.reason).")])
                return (nil, "/?problem=accounts.trialDone")
            }
            let code =
                refusal.reason.contains("admin_policy_enforced") || refusal.reason.contains("access_not_configured")
                ? "accounts.providerBlocks" : "accounts.providerRefused"
            throw AccountsFailure.refused(
                String(code.dropFirst(9)), "The sign-in at the provider could not be completed. Try again.")
        } catch let failure as AccountsFailure {
            let isOfProvider = ["accounts.providerMisset", "accounts.providerUnusable"].contains(failure.code)
            try await note(isOfProvider ? "\(failure.code): \(failure.message)".beginning(300) : failure.code, visitor)
            throw failure
        }
    }

    private func note(_ reason: String, _ visitor: Visitor) async throws {
        logger.notice("sign-in refused", metadata: ["reason": "\(reason)", "request": "\(visitor.origin.requestID)"])
        try await store.database.write { db in
            try AuditTrail.append(
                .init(
                    .signInFailed, "provider", "", place: try store.access.tree(db).district, outcome: .refused,
                    details: ["reason": reason, "way": "provider"]), by: visitor.origin, db)
        }
    }

    /// Only in the session of the person who asked for it: a ticket alone connects nothing.
    private func connect(_ person: UUID, _ identity: ProvidedIdentity, _ flow: ProviderFlow, _ visitor: Visitor)
        async throws
    {
        let token = visitor.token ?? ""
        var origin = visitor.origin
        origin.actor = person.auditName
        let author = origin
        try await store.database.write { db in
            let session = try SessionRecord.filter(Column("tokenHash") == tokenHash(token)).fetchOne(db)
            guard let session, session.personID == person, !session.isOver,
                session.stage == SessionStage.complete.rawValue
            else { throw AccountsFailure.refused("signInAgain", AccountsFailure.signInAgain.message) }
            try Linking(store: store, flow: flow, identity: identity).connect(to: person, by: author, db)
        }
    }

    private func signIn(_ identity: ProvidedIdentity, _ flow: ProviderFlow, _ visitor: Visitor) async throws
        -> Sessions.Begun
    {
        let details = SessionDetails(
            address: visitor.origin.address, device: visitor.device, way: flow.record.name, startedAt: Date(),
            providerID: flow.record.id, idToken: identity.idToken)
        let begun = try await store.write { db in
            let linking = Linking(store: store, flow: flow, identity: identity)
            let person = try linking.person(by: visitor.origin, db)
            guard person.state == .active else {
                throw AccountsFailure.refused("suspended", "This account is suspended. Ask your administrator.")
            }
            try db.execute(
                sql: "UPDATE person SET lastSignInAt = ? WHERE id = ?", arguments: [Date(), person.id])
            let begun = try sessions.begin(
                person, .init(details: details, hasSecondFactor: identity.hasSecondFactor), replacing: visitor.token, db
            )
            var origin = visitor.origin
            origin.actor = person.id.auditName
            try AuditTrail.append(
                .init(
                    .signedIn, "person", person.id.auditName, place: try store.school(of: person.id, db),
                    details: ["way": flow.record.kind.rawValue, "stage": begun.mark.stage.rawValue]), by: origin, db)
            return begun
        }
        if let earlier = visitor.token { store.sessions.forget(token: earlier) }
        return begun
    }

    /// Where to sign out at the provider too; nil where it offers that not.
    func endSession(_ details: SessionDetails?, site: String) async throws -> String? {
        guard let details, let id = details.providerID, let flow = try? await flow(id), flow.record.kind != .clever,
            let end = try? await metadata.document(flow.settings).end_session_endpoint,
            let url = URL(string: end), ProviderSettings.isSafe(url), var parts = URLComponents(string: end)
        else { return nil }
        parts.queryItems =
            (parts.queryItems ?? []) + [
                .init(name: "client_id", value: flow.record.clientID),
                .init(name: "post_logout_redirect_uri", value: site + "/"),
            ]
        if let token = details.idToken { parts.queryItems?.append(.init(name: "id_token_hint", value: token)) }
        return parts.url?.absoluteString
    }
}

/// States that were answered, until their tickets are too old anyway.
private final class UsedStates: Sendable {
    private let states = Mutex<[String: Date]>([:])

    func contains(_ state: String) -> Bool { states.withLock { $0[state] != nil } }

    /// False for a state that was taken before.
    func takeFirst(_ state: String, until: Date) -> Bool {
        states.withLock { states in
            if states.count > 10_000 { states = states.filter { $0.value > Date() } }
            return states.updateValue(until, forKey: state) == nil
        }
    }
}
