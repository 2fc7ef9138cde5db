import ArgumentParser
import Foundation
import HTTPTypes
import Library
import TestSupport
import Testing
import Vault

@testable import homeroom

@Suite("homeroom audit forward") struct AuditForwardCommandTests {
    private func wish(_ arguments: String...) throws -> AuditForwardCommand.Wish? {
        try AuditForwardCommand.parse(arguments).wish
    }

    @Test("says where to in the words of the interface, and refuses what contradicts itself")
    func arguments() throws {
        #expect(try wish() == nil)
        #expect(try wish("status") == nil)
        #expect(try wish("off") == .init(form: "off"))
        #expect(
            try wish("--file", "/var/log/h.ndjson", "--from-start")
                == .init(form: "file", path: "/var/log/h.ndjson", fromStart: true))
        #expect(try wish("--syslog", "local") == .init(form: "syslog"))
        #expect(try wish("--syslog", "logs.d.example") == .init(form: "tcp", host: "logs.d.example"))
        #expect(
            try wish("--syslog", "logs.d.example:1514", "--udp")
                == .init(form: "udp", host: "logs.d.example", port: 1514))
        #expect(try wish("--syslog", "logs.d.example", "--tls") == .init(form: "tls", host: "logs.d.example"))
        #expect(try wish("--syslog", "[fd00::5]:514") == .init(form: "tcp", host: "fd00::5", port: 514))
        #expect(try wish("--syslog", "fd00::5") == .init(form: "tcp", host: "fd00::5"))
        for wrong in [
            ["off", "--file", "/x"], ["--udp"], ["--syslog", "a:b"], ["--syslog", "a:70000"], ["--syslog", "[a"],
            ["--from-start"], ["--syslog", "a", "--udp", "--tcp"],
        ] {
            #expect(throws: (any Error).self, "\(wrong)") { try AuditForwardCommand.parse(wrong) }
        }
    }

    @Test("the page names no file, and what is set there holds")
    func files() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let people = try await RolePeople(appliance)
        struct Wish: Encodable { let form: String, path: String?, host: String? }
        let administrator = people["districtAdministrator"]
        let file = try await administrator.send(.put, "audit-forwarding", Wish(form: "file", path: "/tmp/x", host: nil))
        #expect(file.status == 403 && file.text("code") == "operations.forwardingFile")
        let server = Wish(form: "tcp", path: nil, host: "10.0.0.5")
        #expect(try await administrator.send(.put, "audit-forwarding", server).status == 200)
        #expect(try await administrator.send(.get, "audit-forwarding").text("host") == "10.0.0.5")
        #expect(try await people["schoolAdministrator"].send(.get, "audit-forwarding").status == 403)
    }
}
