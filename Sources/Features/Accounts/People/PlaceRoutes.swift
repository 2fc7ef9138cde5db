import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// Schools, teams, classes, agreements and roles.
struct PlaceRoutes: Sendable {
    let places: Places

    func add(to api: SignedInRoutes) {
        api.requiring(.manageOwnAccount)
            .get("places", use: list)
            .get("roles", use: roles)
        api.requiring(.managePlaces)
            .post("places", use: create)
            .patch("places/:place", use: rename)
            .delete("places/:place", use: remove)
            .put("places/:place/agreement", use: setAgreement)
            .delete("places/:place/agreement", use: removeAgreement)
        api.requiring(.defineRoles)
            .put("roles/:role", use: define)
            .delete("roles/:role", use: removeRole)
    }

    struct PlaceResponse: ResponseEncodable, Encodable {
        struct Agreement: Encodable {
            let signedOn: String, signedBy: String, document: String, residency: String?, endsOn: String?, holds: Bool
        }
        let id: UUID, kind: String, name: String, parent: UUID?, people: Int, ended: Bool, agreement: Agreement?

        init(_ entry: Places.Entry) {
            let place = entry.place
            (id, kind, name, parent) = (place.id, place.kind.rawValue, place.name, place.parentID)
            (people, ended) = (entry.people, place.endedAt != nil)
            agreement = entry.agreement.map {
                Agreement(
                    signedOn: $0.signedOn, signedBy: $0.signedBy, document: $0.document, residency: $0.residency,
                    endsOn: $0.endsOn, holds: $0.holds(on: Day.today))
            }
        }
    }

    struct ListResponse: ResponseEncodable { let places: [PlaceResponse] }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        ListResponse(places: try await places.list(for: context.user).map(PlaceResponse.init))
    }

    func create(_ request: Request, context: SignedInContext) async throws -> EditedResponse<PlaceResponse> {
        let wish = try await request.decode(as: Places.Wish.self, context: context)
        let entry = try await places.add(wish, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: PlaceResponse(entry))
    }

    func rename(_ request: Request, context: SignedInContext) async throws -> PlaceResponse {
        let wish = try await request.decode(as: Places.Wish.self, context: context)
        return PlaceResponse(try await places.rename(context.id("place"), wish, for: context.user, by: context.origin))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await places.remove(context.id("place"), for: context.user, by: context.origin)
        return .noContent
    }

    func setAgreement(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        let wish = try await request.decode(as: Places.AgreementWish.self, context: context)
        try await places.setAgreement(context.id("place"), wish, for: context.user, by: context.origin)
        return .noContent
    }

    func removeAgreement(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await places.setAgreement(context.id("place"), nil, for: context.user, by: context.origin)
        return .noContent
    }

    struct RolesResponse: ResponseEncodable {
        struct Role: Encodable {
            let id: String, name: String, permissions: [String], isBuiltIn: Bool
            /// Whether who asks may give it at the place that was asked about.
            let mayGive: Bool?
        }
        let roles: [Role], permissions: [String]
    }

    func roles(_ request: Request, context: SignedInContext) async throws -> RolesResponse {
        let place = try request.uri.queryParameters.identifier("place")
        return RolesResponse(
            roles: try await places.roles(givenAt: place, by: context.user).map {
                .init(
                    id: $0.id, name: $0.name, permissions: $0.permissions.map(\.rawValue), isBuiltIn: $0.isBuiltIn,
                    mayGive: $0.mayGive)
            }, permissions: places.store.permissions.all.map(\.rawValue))
    }

    func define(_ request: Request, context: SignedInContext) async throws -> RolesResponse {
        let wish = try await request.decode(as: Places.RoleWish.self, context: context)
        try await places.define(
            context.parameters.require("role"), wish, for: context.user, by: context.origin)
        return try await roles(request, context: context)
    }

    func removeRole(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await places.removeRole(context.parameters.require("role"), for: context.user, by: context.origin)
        return .noContent
    }
}
