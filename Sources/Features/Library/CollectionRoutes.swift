import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Search
import Web

/// Collections and who reads them.
struct CollectionRoutes: Sendable {
    let shares: CollectionShares
    let search: PassageSearch

    func add(to api: SignedInRoutes) {
        api.requiring(.readDocuments).get("collections", use: list)
        api.requiring(.writeDocuments)
            .post("collections", use: make)
            .patch("collections/:collection", use: rename)
            .put("collections/:collection/readers", use: setReaders)
            .delete("collections/:collection", use: remove)
    }

    struct CollectionResponse: ResponseEncodable, Encodable {
        struct Reader: Encodable {
            let place: UUID?, role: String?, person: UUID?, personName: String?, mayWrite: Bool
        }
        let id: UUID, name: String, place: UUID?, isPrivate: Bool, documents: Int, mayWrite: Bool, mayManage: Bool
        let readers: [Reader]

        init(_ entry: CollectionShares.Entry) {
            (id, name, place) = (entry.collection.id, entry.collection.name, entry.collection.placeID)
            isPrivate = entry.collection.ownerID != nil
            (documents, mayWrite, mayManage) = (entry.documents, entry.mayWrite, entry.mayManage)
            readers = entry.readers.map {
                Reader(
                    place: $0.placeID, role: $0.role, person: $0.personID,
                    personName: $0.personID.flatMap { entry.names[$0] }, mayWrite: $0.mayWrite)
            }
        }
    }

    struct ListResponse: ResponseEncodable {
        let collections: [CollectionResponse]
        /// Whether documents that name no collection find or make one.
        let mayAddToStandard: Bool
    }

    func list(_ request: Request, context: SignedInContext) async throws -> ListResponse {
        ListResponse(
            collections: try await shares.list(for: context.user).map(CollectionResponse.init),
            mayAddToStandard: try await shares.mayAddToStandard(context.user))
    }

    func make(_ request: Request, context: SignedInContext) async throws -> EditedResponse<CollectionResponse> {
        let wish = try await request.decode(as: CollectionShares.Wish.self, context: context)
        let entry = try await shares.make(wish, for: context.user, by: context.origin)
        return EditedResponse(status: .created, response: CollectionResponse(entry))
    }

    func rename(_ request: Request, context: SignedInContext) async throws -> CollectionResponse {
        let wish = try await request.decode(as: CollectionShares.Wish.self, context: context)
        return CollectionResponse(
            try await shares.rename(context.id("collection"), wish, for: context.user, by: context.origin))
    }

    struct ReadersRequest: Decodable { let readers: [CollectionShares.ReaderWish] }

    func setReaders(_ request: Request, context: SignedInContext) async throws -> CollectionResponse {
        let wish = try await request.decode(as: ReadersRequest.self, context: context)
        return CollectionResponse(
            try await shares.setReaders(
                context.id("collection"), wish.readers, for: context.user, by: context.origin))
    }

    func remove(_ request: Request, context: SignedInContext) async throws -> HTTPResponse.Status {
        try await shares.remove(context.id("collection"), for: context.user, by: context.origin) { [search] in
            try search.destroyKey(of: DocumentSealing.subject(of: $0.id), $1)
        }
        return .noContent
    }
}
