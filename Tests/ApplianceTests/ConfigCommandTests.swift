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
            #expect(told.status == 1 && told.errors.contains(cause) && !told.errors.contains("NSCocoa"), "\(told)")
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
    }
}
