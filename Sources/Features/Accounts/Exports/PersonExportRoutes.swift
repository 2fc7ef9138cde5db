import Documents
import Foundation
import GRDB
import HTTPTypes
import Hummingbird
import Kernel
import NIOCore
import Persistence
import Web

/// All that is kept of a person as `export.zip`: for themselves, and for whoever answers a request to inspect records
/// (FERPA, 34 CFR 99.10).
struct PersonExportRoutes: Sendable {
    let store: AccountStore
    let people: People
    let exports: PersonExports
    /// Where an export lies, sealed and without a name, while it is made and sent.
    let folder: String
    /// One at a time holds one of the database's few readers.
    let turns: FairQueue

    func add(to api: SignedInRoutes) {
        api.requiring(.manageOwnAccount, isCostly: true).post("account/export", use: own)
        api.requiring(.exportPeople, isCostly: true).post("people/:person/export", use: ofAnother)
    }

    /// One's own: wants proof of who is there, since it holds all that they wrote.
    func own(_ request: Request, context: SignedInContext) async throws -> Response {
        guard let person = context.user.person, context.session != nil else {
            throw RequestFailure.invalid("This is done by a person in a browser, not by a key.")
        }
        try await context.requireProof()
        let origin = context.origin
        try await store.database.write { [people] db in
            try people.note(.exported, person, ["format": "zip"], by: origin, db)
        }
        return try await response(of: person, includesActivity: true, request, context)
    }

    struct Wish: Decodable { let reason: String? }

    func ofAnother(_ request: Request, context: SignedInContext) async throws -> Response {
        let id = try context.id("person")
        let reason = try AuditRoutes.reason(try await request.decode(as: Wish.self, context: context).reason)
        let (user, origin) = (context.user, context.origin)
        // Noted, and told to the person, before anything is given.
        let includesActivity = try await store.database.write { [people] db in
            let entry = try people.find(id, .exportPeople, for: user, db)
            guard !entry.isPartial else { throw AccountsFailure.elsewhereToo }
            let roles = entry.memberships.filter { $0.permission == nil }.map(\.role)
            // What staff ask and read is no supervisor's business; a student's record is the school's to show.
            // Nobody becomes a student by losing another role: who was staff wrote as staff.
            let isStudent =
                try !roles.isEmpty && roles.allSatisfy { $0 == StandardRole.student.rawValue } && !hasLostRole(id, db)
            let mayReadActivity = try mayReadActivity(of: id, user, db)
            try people.note(.exported, id, ["format": "zip", "reason": reason], by: origin, db)
            guard mayReadActivity, !isStudent else { return isStudent }
            try people.note(.activityRead, id, ["reason": reason], by: origin, db)
            return true
        }
        return try await response(of: id, includesActivity: includesActivity, request, context)
    }

    /// Whether a role other than that of a student was ever given to a person by hand, or taken.
    private func hasLostRole(_ id: UUID, _ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db,
            sql: """
                SELECT EXISTS (SELECT 1 FROM auditEntry WHERE subject = ? AND action IN (?, ?)
                  AND coalesce(json_extract(details, '$.role'), '') <> ?)
                """,
            arguments: [
                id.auditName, AuditAction.permissionGranted.rawValue, AuditAction.permissionTaken.rawValue,
                StandardRole.student.rawValue,
            ]) ?? true
    }

    /// Whether somebody may read what a person asks and reads, at every place that the person belongs to.
    private func mayReadActivity(of id: UUID, _ user: Principal, _ db: Database) throws -> Bool {
        let places = people.visible(.readActivity, to: user, try store.access.tree(db))
        guard let places else { return true }
        let held = try MembershipRecord.filter(Column("personID") == id).fetchAll(db)
        return !held.isEmpty && held.allSatisfy { places.contains($0.placeID) }
    }

    private func response(
        of person: UUID, includesActivity: Bool, _ request: Request, _ context: SignedInContext
    ) async throws -> Response {
        let language = request.uri.queryParameters.get("language") ?? request.headers[.acceptLanguage] ?? ""
        let isSpanish = language.lowercased().hasPrefix("es")
        let archive: PersonArchive
        do {
            archive = try await turns.turn(of: context.user.id) { [store, exports, folder] in
                try await store.database.read { db in
                    let export = try PersonExport(
                        of: person, includesActivity: includesActivity, isSpanish: isSpanish, folder: folder,
                        sealer: store.sealer, at: Date())
                    try exports.fill(export, db)
                    return try export.finish()
                }
            }
        } catch is FairQueue.Full { throw RequestFailure.tooMany(wait: 30) }
        return .download(
            Self.body(of: archive), name: "export", plainName: "export", fileExtension: "zip", type: "application/zip")
    }

    // MARK: The archive

    private static let reading = Offload("homeroom.person-export", width: 2)

    /// A zip archive, made while it is sent.
    private static func body(of archive: PersonArchive) -> ResponseBody {
        ResponseBody { writer in
            var stream = ArchiveStream()
            for entry in archive.entries {
                let (size, checksum, whole) = try await reading { measured(entry) }
                guard let size else {
                    let words = Array("This file could not be read. Ask whoever runs the server.\n".utf8)
                    let head = stream.header(entry.path + ".txt", size: words.count, .init(of: words))
                    try await writer.write(ByteBuffer(bytes: head + words))
                    continue
                }
                try await writer.write(ByteBuffer(bytes: stream.header(entry.path, size: size, checksum)))
                if let whole {
                    try await writer.write(ByteBuffer(bytes: whole))
                } else {
                    for piece in 0..<entry.pieces {
                        try await writer.write(ByteBuffer(bytes: try await reading { try entry.piece(piece) }))
                    }
                }
            }
            try await writer.write(ByteBuffer(bytes: stream.end))
            try await writer.finish(nil)
        }
    }

    /// A file's size and sum, which stand before it, and its bytes where it is of one piece. Blocks.
    /// - Returns: no size for a file that cannot be read.
    private static func measured(_ entry: PersonArchive.Entry) -> (
        size: Int?, checksum: ArchiveChecksum, whole: [UInt8]?
    ) {
        var (size, checksum) = (0, ArchiveChecksum())
        for index in 0..<entry.pieces {
            guard let bytes = try? entry.piece(index) else { return (nil, checksum, nil) }
            size += bytes.count
            checksum.add(bytes)
            if entry.pieces == 1 { return (size, checksum, bytes) }
        }
        return (size, checksum, nil)
    }
}
