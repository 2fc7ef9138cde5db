import Foundation
import GRDB
import HTTPTypes
import Mail
import Persistence
import TestSupport
import Testing
import Vault

@testable import Accounts

@Suite("Links by mail") struct LinkMailTests {
    @Test("a link is mailed to the person where mail is sent, and none is made where it is not")
    func mailed() async throws {
        let fixture = try AccountsFixture()
        try await fixture.run { stranger in
            let district = try await District(fixture, stranger)
            let ann = try await district.enter("ann", "educator", at: district.elm)
            let path = "/api/v1/people/\(ann.id)/link?mail=true"
            #expect(try await district.administrator.send(.post, path, [:]).status != 200)
            let links = try await fixture.database.read { db in
                try Int.fetchOne(db, sql: "SELECT count(*) FROM accountLink")
            }
            #expect(links == 0)
            try await fixture.database.write { db in
                var settings = MailSettings()
                (settings.isOn, settings.host, settings.from) = (true, "smtp.example", "homeroom@cedarvalley.example")
                try MailSettings.setting.store(settings, db)
            }
            let made = try await district.administrator.send(.post, path, [:])
            #expect(made.status == 200 && made.text("mailedTo") == "ann@cedarvalley.example")
            let sealer = try MasterKey(path: fixture.folder.path + "/key", create: false).sealer(context: "mail")
            try await fixture.database.read { db in
                let all = try OutboxRecord.fetchAll(db)
                let record = try #require(all.first)
                #expect(
                    all.count == 1 && record.kind == "reset"
                        && record.personID?.uuidString.lowercased() == ann.id.lowercased())
                #expect(try Outbox(sealer: sealer).recipient(of: record) == "ann@cedarvalley.example")
            }
            // Without the wish it is handed over as ever.
            let plain = try await district.administrator.send(.post, "/api/v1/people/\(ann.id)/link", [:])
            #expect(plain.status == 200 && plain.text("mailedTo").isEmpty)
        }
    }
}
