import Foundation
import Kernel
import TestSupport
import Testing

/// `homeroom config`, as a person runs it.
@Suite("What is set, as a file", .serialized) struct ConfigCommandTests {
    @Test("what one machine has set is written, compared, and set on another as the file says")
    func carried() throws {
        let data = try TemporaryFolder()
        let (file, first, second) = (data.path + "/set.json", data.path + "/a", data.path + "/b")
        #expect(try HomeroomBinary.run(["config", "export", file, "--data", first]).status == 0)
        #expect(try HomeroomBinary.run(["config", "diff", file, "--data", first]).output == "Nothing differs.\n")

        var wanted = try JSONDecoder().decode(
            [String: JSONValue].self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        wanted["coach-rules"] = ["conversationDays": 90, "conversationDaysByRole": ["student": 30], "linkDays": 7]
        wanted["outbound-rules"] = [
            "nothingLeaves": true, "proxy": "http://filter@proxy.cedar.example:3128",
            "insideNames": ["m.cedar.example"],
        ]
        wanted["prompts"] = ["answer": "You are the coach of Cedar. Answer from the passages only."]
        try JSONEncoder().encode(wanted).write(to: URL(fileURLWithPath: file))

        let differs = try HomeroomBinary.run(["config", "diff", file, "--data", first])
        #expect(differs.status == 1, "\(differs)")
        #expect(differs.output.contains("coach-rules.linkDays: 30 -> 7"))
        #expect(differs.output.contains("outbound-rules.nothingLeaves: false -> true"))
        let applied = try HomeroomBinary.run(["config", "apply", file, "--data", first])
        #expect(applied.status == 0 && applied.output == differs.output, "\(applied)")

        // A new machine from what the first one writes.
        #expect(try HomeroomBinary.run(["config", "export", file, "--data", first]).status == 0)
        #expect(try HomeroomBinary.run(["config", "apply", file, "--data", second]).status == 0)
        #expect(try HomeroomBinary.run(["config", "diff", file, "--data", second]).status == 0)
        #expect(
            try HomeroomBinary.run(["config", "export", "--data", second]).output
                == String(contentsOfFile: file, encoding: .utf8))
    }

    @Test("a file that is not there, and a folder that is not, are told in words")
    func missing() throws {
        let data = try TemporaryFolder()
        for (command, cause) in [
            ("apply", "cannot be read"), ("diff", "cannot be read"), ("export", "cannot be written"),
        ] {
            let told = try HomeroomBinary.run([
                "config", command, data.path + "/no/set.json", "--data", data.path + "/d",
            ])
            #expect(told.status == (command == "diff" ? 2 : 1), "\(told)")
            #expect(told.errors.contains(cause) && !told.errors.contains("NSCocoa"), "\(told)")
        }
    }

    @Test(
        "a file that cannot be used is refused with its cause, and nothing changes",
        arguments: [
            ("{", "is not JSON"), ("[]", "must be a JSON object"), (#"{"coach":{}}"#, "no group of settings"),
            (#"{"coach-rules":{"conversationDaysByRole":{},"linkDays":-1}}"#, "coach-rules: "),
            (#"{"prompts":{"other":"x"}}"#, "answer, understand"),
            (#"{"coach-rules":{"conversationDaysByRole":{},"linkDays":30,"linkDay":7}}"#, "does not take linkDay."),
            (#"{"web-search":{"isOn":false,"isInside":false,"baseURL":"https://u:pw@api.example"}}"#, "web-search: "),
        ])
    func refused(text: String, cause: String) throws {
        let data = try TemporaryFolder()
        let file = try data.file("set.json", text)
        let refused = try HomeroomBinary.run(["config", "apply", file, "--data", data.path + "/d"])
        #expect(refused.status == 1 && refused.errors.contains(cause), "\(refused)")
        let compared = try HomeroomBinary.run(["config", "diff", file, "--data", data.path + "/d"])
        #expect(compared.status == 2 && compared.errors.contains(cause) && compared.output.isEmpty, "\(compared)")
    }

    @Test("where one group cannot be taken, none is set")
    func allOrNothing() throws {
        let data = try TemporaryFolder()
        let (file, folder) = (data.path + "/set.json", data.path + "/d")
        #expect(try HomeroomBinary.run(["config", "export", file, "--data", folder]).status == 0)
        let before = try String(contentsOfFile: file, encoding: .utf8)
        var wanted = try JSONDecoder().decode([String: JSONValue].self, from: Data(before.utf8))
        // The first group is good, the last is not.
        guard case .object(var policy)? = wanted["outbound-rules"] else { throw CancellationError() }
        policy["nothingLeaves"] = true
        wanted["outbound-rules"] = .object(policy)
        wanted["domains"] = [["id": "x", "name": "", "words": []]]
        try JSONEncoder().encode(wanted).write(to: URL(fileURLWithPath: file))
        let applied = try HomeroomBinary.run(["config", "apply", file, "--data", folder])
        #expect(applied.status == 1 && applied.output.isEmpty, "\(applied)")
        #expect(applied.errors.contains("domains: ") && applied.errors.contains("Nothing was changed."), "\(applied)")
        #expect(try HomeroomBinary.run(["config", "export", "-", "--data", folder]).output == before)
    }
}
