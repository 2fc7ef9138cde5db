import Citations
import LanguageModel
import Models

/// What a server has to write before it is taken: an answer from built-in passages, of which a sentence must be borne out
/// by the passage that it cites.
enum AnswerTrial {
    private static let passages = [
        (
            title: "Team handbook",
            text:
                "The team meets every Tuesday for 45 minutes in the library. The facilitator sends the agenda on Monday. "
                + "Notes are kept in the shared folder until the end of the year."
        ),
        (
            title: "Assessment calendar",
            text:
                "Common assessments are given every six weeks. Teachers score them together and look at each standard "
                + "before they plan the next unit."
        ),
    ]
    private static let question = "How often and for how long does the team meet?"

    static func task(_ prompts: Prompts) -> TrialTask {
        TrialTask(maxTokens: AnswerPrompt.maxTokens) {
            let blocks = passages.enumerated().map { index, passage in
                AnswerPrompt.passage(index + 1, title: passage.title, heading: nil, text: passage.text)
            }
            return [
                .init(.system, try await prompts.prompt("answer").text),
                .init(.user, (blocks + ["Question: " + question]).joined(separator: "\n\n")),
            ]
        } isDone: { text in
            let written = WrittenText(text, rules: try await prompts.prompt("answer").text, question: question)
            return CitedText(written.text, passages: passages.count).sentences.contains { sentence in
                sentence.citations.contains {
                    SupportCheck.check(sentence.text, against: passages[$0 - 1].text).isSupport(similarity: 0)
                }
            }
        }
    }
}
