import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// People and their roles.
struct PeopleRoutes: Sendable {
    let store: AccountStore
    let people: People
    let keys: APIKeys

    func add(to api: SignedInRoutes) {
        api.requiring(.readUsers)
            .get("people", use: list)
            .get("people/:person", use: read)
        api.requiring(.manageUsers)
            .post("people", use: create)
            .patch("people/:person", use: change)
            .delete("people/:person", use: erase)
            .post("people/:person/link", use: link)
            .post("people/:person/suspend", use: suspend)
            .post("people/:person/restore", use: restore)
            .delete("people/:person/sessions", use: endSessions)
            .delete("people/:person/second-factors", use: removeSecondFactors)
            .post("people/:person/roles", use: give)
            .delete("people/:person/roles/:role", use: take)
            .post("people/:person/permissions", use: givePermission)
            .delete("people/:person/permissions/:permission", use: takePermission)
            .get("people/:person/api-keys", use: listKeys)
            .delete("people/:person/api-keys/:key", use: revokeKey)
    }

    func list(_ request: Request, context: SignedInContext) async throws -> PeopleResponse {
        let query = request.uri.queryParameters
        let size = try query.sliceSize(most: 200, standard: 50)
        var filter = People.Filter(
            text: query.get("q"), place: try query.identifier("place"), role: query.get("role"),
            after: try query.identifier("after"))
        if let state = query.get("state") {
            guard let state = PersonRecord.State(rawValue: state) else {
                throw RequestFailure.invalid("`state` must be active or suspended.")
            }
            filter.state = state
        }
        let slice = try await size.slice { limit in
            filter.limit = limit
            return try await people.list(filter, for: context.user)
        }
        return PeopleResponse(people: slice.items.map(PersonResponse.init), next: slice.next(\.person.id))
    }

    func read(_ request: Request, context: SignedInContext) async throws -> PersonResponse {
        PersonResponse(try await people.read(context.id("person"), for: context.user, by: context.origin))
    }

    private func linkResponse(_ person: PersonResponse?, _ token: String, _ context: SignedInContext)
        -> AccountLinkResponse
    {
        AccountLinkResponse(person: person, link: Self.path(token), address: site(context) + Self.path(token))
    }

    private static func path(_ token: String) -> String { "/link/" + token }

    private func site(_ context: SignedInContext) -> String {
        // Whoever is at a browser sees the address that they use: a setting must not send links elsewhere. The console,
        // which is at none, takes the one that an administrator named.
        context.user == .operator ? store.access.policy.publicURL ?? context.site : context.site
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<AccountLinkResponse> {
        let wish = try await request.decode(as: People.Wish.self, context: context)
        let (entry, token) = try await people.add(wish, for: context.user, by: context.origin)
        return EditedResponse(
            status: .created, response: linkResponse(PersonResponse(entry), token, context))
    }

    func change(_ request: Request, context: SignedInContext) async throws -> PersonResponse {
        let wish = try await request.decode(as: People.Wish.self, context: context)
        return PersonResponse(
            try await people.change(context.id("person"), wish, for: context.user, by: context.origin))
    }

    func erase(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await people.erase(context.id("person"), for: context.user, by: context.origin)
        return .noContent
    }

    func link(_ request: Request, context: SignedInContext) async throws -> AccountLinkResponse {
        let site = self.site(context)
        let address: @Sendable (_ token: String) -> String = { token in site + Self.path(token) }
        let isMailed = request.uri.queryParameters["mail"] == "true"
        let (token, mailedTo) = try await people.makeLink(
            context.id("person"), mailedAs: isMailed ? address : nil, for: context.user, by: context.origin)
        var response = linkResponse(nil, token, context)
        response.mailedTo = mailedTo
        return response
    }

    func suspend(_ request: Request, context: SignedInContext) async throws -> PersonResponse {
        PersonResponse(
            try await people.setState(context.id("person"), .suspended, for: context.user, by: context.origin))
    }

    func restore(_ request: Request, context: SignedInContext) async throws -> PersonResponse {
        PersonResponse(try await people.setState(context.id("person"), .active, for: context.user, by: context.origin))
    }

    func endSessions(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await people.endSessions(context.id("person"), for: context.user, by: context.origin)
        return .noContent
    }

    func removeSecondFactors(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await people.removeSecondFactors(context.id("person"), for: context.user, by: context.origin)
        return .noContent
    }

    func give(_ request: Request, context: SignedInContext) async throws -> EditedResponse<PersonResponse> {
        let wish = try await request.decode(as: People.RoleWish.self, context: context)
        let entry = try await people.give(wish, to: context.id("person"), for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: PersonResponse(entry))
    }

    func take(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let role = try context.id("role")
        try await people.take(role, from: context.id("person"), for: context.user, by: context.origin)
        return .noContent
    }

    func givePermission(_ request: Request, context: SignedInContext) async throws -> EditedResponse<PersonResponse> {
        let wish = try await request.decode(as: People.PermissionWish.self, context: context)
        let entry = try await people.give(wish, to: context.id("person"), for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: PersonResponse(entry))
    }

    func takePermission(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let grant = try context.id("permission")
        try await people.takePermission(grant, from: context.id("person"), for: context.user, by: context.origin)
        return .noContent
    }

    // MARK: Keys

    func listKeys(_ request: Request, context: SignedInContext) async throws -> AccountRoutes.KeysResponse {
        let id = try context.id("person")
        return .init(keys: try await keys.list(of: id, people, for: context.user).map { .init($0) })
    }

    func revokeKey(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let key = try context.id("key")
        try await keys.revoke(key, of: context.id("person"), people, for: context.user, by: context.origin)
        return .noContent
    }
}
