import Foundation
import GRDB
import Testing

@testable import Accounts

@Suite("What tells who somebody is") struct ParticularsTests {
    @Test("lists are in the order, and a search finds, what SQLite found when names lay in the clear")
    func asBefore() throws {
        let names = [
            ("Ana", "de la Cruz"), ("ana", "De La Cruz"), ("Zoë", "Nuñez"), ("Émile", "nunez"), ("Mia_", "100%"),
            ("", "Kim"), ("Kim", ""), ("ß", "Ångström"), ("Ann", "Lee"), ("Anna", "Lee"), ("Ann", "Lee-Roy"),
            ("a", "LE"),
        ]
        let words = ["an", "de la", "é", "É", "_", "%", "nuñ", "lee", "", "kim", " ", "ß", "ström", "a l", "\\"]
        let database = try DatabaseQueue()
        try database.write { db in
            try db.execute(sql: "CREATE TABLE t (id BLOB, given TEXT, family TEXT)")
            var people: [UUID: Particulars] = [:]
            for (given, family) in names + names {
                let id = UUID()
                people[id] = Particulars(givenName: given, familyName: family)
                try db.execute(sql: "INSERT INTO t VALUES (?, ?, ?)", arguments: [id, given, family])
            }
            let order = people.sorted { $0.value.order($0.key).lexicographicallyPrecedes($1.value.order($1.key)) }
            let sql = "SELECT id FROM t ORDER BY family COLLATE NOCASE, given COLLATE NOCASE, id"
            #expect(try order.map(\.key) == UUID.fetchAll(db, sql: sql))
            for word in words {
                let word = normalized(word)
                let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
                let found = people.filter { $0.value.nameHas(word.utf8.map(Particulars.folded)) }
                let sql = "SELECT id FROM t WHERE given || ' ' || family LIKE ? ESCAPE '\\'"
                #expect(
                    try Set(found.keys) == UUID.fetchSet(db, sql: sql, arguments: ["%\(escaped)%"]), "“\(word)”")
            }
        }
    }

    @Test("what tells who somebody is comes back from its bytes, and no other bytes are taken for it")
    func bytes() {
        let full = Particulars(givenName: "Zoë", familyName: "", email: "z@d.example", userName: nil, rosterID: "")
        let bytes = full.sealableBytes
        #expect(Particulars(sealableBytes: bytes) == full)
        #expect(Particulars(sealableBytes: bytes + [1, 2, 3]) == full, "a later release may have added some")
        for count in 0..<bytes.count { #expect(Particulars(sealableBytes: Array(bytes[..<count])) == nil) }
        #expect(Particulars(sealableBytes: [2] + bytes.dropFirst()) == nil)
    }
}
