import Foundation
import GRDB
import Kernel
import Persistence
import Web

extension DocumentStore {
    /// What a person keeps in the library, with the files as they gave them.
    func export(into export: PersonExport, _ db: Database) throws {
        let person = export.person
        try export.section(
            "collections", .init("Own collections and their documents", "Colecciones propias y sus documentos"),
            // Nobody else reads them.
            isActivity: true
        ) { add in
            for collection in try CollectionRecord.filter(Column("ownerID") == person).fetchAll(db) {
                let documents = try DocumentRecord.filter(Column("collectionID") == collection.id)
                    .order(Column("addedAt")).fetchAll(db).map(sealing.open)
                try add([
                    "id": .identifier(collection.id), "name": .string(collection.name),
                    "documents": .array(documents.map { document in fields(of: document, into: export) }),
                ])
            }
        }
        try export.section(
            "documentsAdded", .init("Documents added", "Documentos añadidos"), isActivity: false
        ) { add in
            let found = DocumentRecord.filter(Column("addedBy") == person).order(Column("addedAt"))
            for document in try found.fetchAll(db) {
                let owner = try CollectionRecord.fetchOne(db, key: document.collectionID)?.ownerID
                // What it is called by now in somebody else's private collection is theirs.
                let isTold = owner == nil || owner == person && export.includesActivity
                let open = isTold ? try sealing.open(document) : nil
                try add([
                    "id": .identifier(document.id), "title": open.map { .string($0.displayTitle) },
                    "fileName": open.map { .string($0.fileName) }, "createdAt": .moment(document.addedAt),
                ])
            }
        }
        try export.section(
            "collectionAccess", .init("Collections opened to the person", "Colecciones abiertas a la persona"),
            isActivity: false
        ) { add in
            for reader in try CollectionReader.filter(Column("personID") == person).fetchAll(db) {
                let name = try CollectionRecord.fetchOne(db, key: reader.collectionID)?.name
                try add([
                    "collection": name.map { .string($0) }, "role": reader.role.map { .string($0) },
                    "mayWrite": .bool(reader.mayWrite),
                ])
            }
        }
    }

    private func fields(of document: DocumentRecord, into export: PersonExport) -> JSONValue {
        var fields: [String: JSONValue] = [
            "id": .identifier(document.id), "title": .string(document.displayTitle),
            "fileName": .string(document.fileName), "createdAt": .moment(document.addedAt),
            "state": .string(document.state.rawValue),
        ]
        // What was refused was not kept.
        if document.state != .refused {
            let path = export.file(document.fileName, size: document.byteCount) { [files, hash = document.hash] in
                try files.read(hash)
            }
            if let path { fields["file"] = .string(path) } else { fields["note"] = "It is too large for one archive." }
        }
        return .object(fields)
    }
}
