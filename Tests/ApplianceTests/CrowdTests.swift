import Foundation
import HTTPTypes
import Library
import TestSupport
import Testing
import Vault

@testable import homeroom

@Suite("Many at once") struct CrowdTests {
    /// Threads that serve requests are as few as processors. Where one of them waits for a database's reader that another
    /// request gives back on such a thread, all wait for ever.
    @Test(
        "more questions than there are readers and threads, just after everybody's rights changed, are all answered",
        .timeLimit(.minutes(5)))
    func burst() async throws {
        let folder = try TemporaryFolder()
        let appliance = try Appliance(path: folder.path, holder: "test", settings: .init(), passwords: .least)
        let client = try await InProcessClient(appliance).setUp(appliance)
        let handbook = try String(
            contentsOf: SharedData.checkout.appendingPathComponent("assets/sample/handbook.md"), encoding: .utf8)
        _ = try await appliance.library.insert(.plain(handbook), fileName: "handbook.txt")
        for round in 0..<2 {
            let invited = try await client.send(
                .post, "people",
                ["givenName": "N", "familyName": "\(round)", "email": "n\(round)@d.example", "role": "educator"])
            #expect(invited.status == 201)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<48 {
                    group.addTask {
                        let path =
                            number % 12 < 9 ? "questions" : ["conversations", "session", "health"][number % 12 - 9]
                        guard path == "questions" else { return try await client.send(.get, path).status }
                        return try await client.send(.post, path, ["question": "Who makes the agenda, \(number)?"])
                            .status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 }, "\(statuses)")
        }
    }
}
