import Kernel
import LanguageModel
import Models
import Search

/// A question restated so that it stands alone, with the domains it belongs to.
struct Restatement: ModelTask {
    struct Output: Codable, Sendable, Equatable {
        var question: String
        var domains: [String]
        /// 0 to 1.
        var clarity: Double
    }

    static let prompt = "understand"
    static let tool = (
        name: "understand_question",
        description: "Restate the question so that it stands alone, and say which domains it belongs to."
    )

    /// What was typed.
    let text: String
    /// What went before, with a blank line behind it.
    let before: String
    let domains: [Domain]
    /// As the encoder and the question's words have it.
    let plain: Output

    let tier = Tier.fast
    let maxTokens = 300
    let temperature = 0.3
    /// Nothing is shown before this is done, and it can be done without.
    let patience: Duration? = .seconds(10)
    let classes = ["question"]

    var values: [String: String] {
        ["{{domains}}": domains.map { "- \($0.id): \($0.name). \($0.description)" }.joined(separator: "\n")]
    }

    /// The question whole; of what went before, the newest that fits.
    func material(_ mask: inout Mask, bytes: Int) -> String {
        let (before, asked) = (mask.hide(before), "Question: " + mask.hide(text))
        let room = max(0, bytes - asked.utf8.count)
        return (before.utf8.count <= room ? before : String(decoding: before.utf8.suffix(room), as: UTF8.self)) + asked
    }

    func describe(_ schema: inout JSONSchema) {
        schema.describe("question", as: "The question, to be understood without what went before")
        schema.describe("clarity", as: "0 where one cannot tell what is asked, 1 where it is clear")
        schema.allow(domains.map(\.id), in: "domains")
        schema.limit("domains", to: 0...3)
    }

    /// Domains that there are not are left out, and an empty question is what was typed: neither is worth another call.
    func check(_ output: Output) {}

    func offline() -> Output? { plain }
}
