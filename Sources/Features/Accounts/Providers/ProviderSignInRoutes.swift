import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Web

/// The browser's way to a provider and back.
struct ProviderSignInRoutes: Sendable {
    let store: AccountStore
    let providers: Providers
    let limiter: RateLimiter

    func add(to router: Router<AppContext>) {
        router.get("sign-in/callback", use: callback)
        router.get("sign-in/at/:provider", use: start)
    }

    private func visitor(_ request: Request, _ context: AppContext) -> Visitor {
        Visitor(request, context, publicURL: store.access.policy.publicURL)
    }

    func start(_ request: Request, context: AppContext) async throws -> Response {
        // A device that somebody has signed in with before does not wait for others in its network.
        let device = device(request)
        try limiter.spend(.provider, device.people.isEmpty ? context.network : "device " + device.id.uuidString)
        let provider = try context.id("provider")
        return try await leave(
            for: provider, next: request.uri.queryParameters.get("next"),
            trial: request.uri.queryParameters.get("trial"),
            visitor(request, context))
    }

    private func device(_ request: Request) -> KnownDevice {
        KnownDevice(cookie: SessionCookie.value(of: KnownDevice.cookie, in: request.headers), store.sealer)
    }

    private func leave(for provider: UUID, next: String?, trial: String? = nil, _ visitor: Visitor) async throws
        -> Response
    {
        do {
            let (url, ticket) = try await providers.start(
                provider, next: next, trial: trial, site: visitor.site)
            let cookie = SessionCookie.value(
                FlowTicket.cookie, try ticket.sealed(store.sealer), seconds: Int(FlowTicket.life))
            return Response(status: .seeOther, headers: [.location: url.absoluteString, .setCookie: cookie])
        } catch let failure as AccountsFailure {
            try await providers.note(failure, visitor)
            return Self.explain(failure)
        }
    }

    func callback(_ request: Request, context: AppContext) async throws -> Response {
        let visitor = visitor(request, context)
        let query = request.uri.queryParameters
        let ticket = SessionCookie.value(of: FlowTicket.cookie, in: request.headers).flatMap {
            FlowTicket.open($0, store.sealer)
        }
        // Who set out from here was counted then; the ticket is good for one answer.
        let isExpected = ticket.map { $0.state == query.get("state") && providers.isOpen($0) } ?? false
        if !isExpected { try limiter.spend(.provider, context.network) }
        // A portal sends people here with a code that nobody asked for. It is not exchanged: our own question is asked
        // at once, and the portal, where they are signed in, answers it without a word.
        if query.get("state") == nil, query.get("code") != nil,
            let portal = try await store.database.read({ db in
                try ProviderRecord.enabled(db).first { $0.kind == .clever }
            })
        {
            return try await leave(for: portal.id, next: nil, visitor)
        }
        let over = SessionCookie.value(FlowTicket.cookie, "", seconds: 0)
        do {
            let (begun, next) = try await providers.finish(
                .init(
                    code: query.get("code"), state: query.get("state"), error: query.get("error"),
                    description: query.get("error_description"),
                    issuer: query.get("iss"), ticket: ticket), visitor)
            // What was taken when it set out.
            limiter.giveBack(.provider, context.network)
            var response = Response(status: .seeOther, headers: [.location: next])
            if let begun { response.headers.append(.init(name: .setCookie, value: begun.cookie)) }
            response.headers.append(.init(name: .setCookie, value: over))
            if let begun, begun.mark.stage == .complete,
                let known = device(request).cookie(with: begun.mark.person, store.sealer)
            {
                response.headers.append(.init(name: .setCookie, value: known))
            }
            return response
        } catch let failure as AccountsFailure {
            var response = Self.explain(failure)
            response.headers.append(.init(name: .setCookie, value: over))
            return response
        }
    }

    /// Back to the page, which says what went wrong.
    private static func explain(_ failure: AccountsFailure) -> Response {
        let code = failure.code.filter { $0.isLetter || $0 == "." }
        return Response(status: .seeOther, headers: [.location: "/?problem=\(code)"])
    }
}
