import Accounts
import Foundation
import HTTPTypes
import Library
import TestSupport
import Testing
import Vault

@testable import homeroom

@Suite("A stolen data folder") struct StolenFolderTests {
    @Test(
        "without the master key it gives up no session, token, key, password or secret, nobody's name or address, no original and no word of a conversation"
    )
    func secrets() async throws {
        let folder = try TemporaryFolder()
        var secrets: [String] = [InProcessClient.password]
        do {
            let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
            defer { appliance.close() }
            let ada = try await InProcessClient(appliance).setUp(appliance)
            let proposal = try await ada.send(.post, "second-factors/app", ["password": InProcessClient.password])
            let key = try await ada.send(.post, "account/api-keys", KeyWish())
            let provider = try await ada.send(.post, "providers", ProviderWish())
            #expect(key.status == 201 && provider.status == 201 && proposal.status == 200)
            let wish = [
                "givenName": "Mia", "familyName": "Quackenbush", "email": "mia.q@larch.example", "role": "educator",
            ]
            let link = try await ada.send(.post, "people", wish).text("link")
            _ = try await ada.send(.post, "/api/v1/documents?name=plan.md", ["secretPlan": "the meeting is at nine"])
            let conversation = try await ada.send(.post, "conversations", ["title": "zebrawood worries"]).text("id")
            let asked = try await ada.send(
                .post, "conversations/\(conversation)/messages", ["question": "Who helps with marimba anxiety?"])
            #expect(asked.status == 200)
            secrets += [
                "zebrawood", "marimba anxiety",
                ada.cookie.map { String($0.split(separator: "=").last ?? "") } ?? "", ada.csrf ?? "",
                key.text("key"), String(link.dropFirst(6)), proposal.text("secret"), ProviderWish.secret,
                "$argon2id$", "the meeting is at nine", "Quackenbush", "mia.q@larch.example",
            ]
        }
        #expect(secrets.allSatisfy { $0.count >= 8 })
        try FileManager.default.removeItem(atPath: folder.path + "/master.key")
        let files = FileManager.default.enumerator(atPath: folder.path)
        var seen = 0
        while let name = files?.nextObject() as? String {
            guard let bytes = FileManager.default.contents(atPath: folder.path + "/" + name) else { continue }
            seen += 1
            for secret in secrets {
                // As text, and as the bytes that a hexadecimal text stands for.
                let forms = [Data(secret.utf8), Hexadecimal.decode(secret).map { Data($0) }].compactMap { $0 }
                for form in forms { #expect(bytes.range(of: form) == nil, "\(name) holds \(secret)") }
            }
        }
        #expect(seen >= 3, "the database, the audit trail's head and a sealed original")
        #expect(throws: (any Error).self) {
            try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        }
    }

    private struct KeyWish: Encodable {
        let name = "nightly", scopes = ["users:read"], password = InProcessClient.password
    }
    private struct ProviderWish: Encodable {
        struct Settings: Encodable { let issuer = "https://id.d.example" }
        static let secret = "a-client-secret-of-the-provider"
        let kind = "oidc", name = "P", clientID = "homeroom", secret = Self.secret, settings = Settings()
    }
}
