import Extraction
import Foundation
import Library
import Testing

@testable import Answering
@testable import Coach

/// Answers over small documents of the kinds that schools have: lists, contacts, notices, questions with short answers,
/// two editions of one handbook.
@Suite("Short facts, neighbours, editions") struct ShortFactsTests {
    private static let files: [(name: String, text: String)] = [
        (
            "pool.md",
            """
            # Pool Rules

            Swimmers with a yellow band may use the deep end.

            Swimmers without a yellow band stay in the shallow end with a lifeguard.

            The following are not allowed at the pool:

            - glass containers
            - chewing gum
            - inflatable rafts
            """
        ),
        (
            "profile.md",
            """
            # Willow Bend Middle School

            Mascot: Otter

            | Role | Name | Extension |
            |---|---|---|
            | Nurse | Ivo Kaplan | 2207 |
            | Librarian | Hoa Nguyen | 2231 |

            ## Can I eat on the school bus?

            No.

            ## How much is a replacement bus card?

            $6.
            """
        ),
        (
            "forms.md",
            """
            # Office Forms

            Form 7-B asks for leave of more than three days.

            Form 7-C reports an injury of a student.

            The IT office lends chargers. The art office lends brushes.

            Group A swims on Mondays. Group B swims on Wednesdays.
            """
        ),
        ("dress-code-2022-23.md", "# Dress Code 2022-23\n\nHats are allowed on Fridays."),
        ("dress-code-2024-25.md", "# Dress Code 2024-25\n\nHats are allowed on every day except picture day."),
    ]

    private func answer(_ question: String) async throws -> QuotedAnswer {
        let fixture = try await CoachFixture()
        for file in Self.files {
            let document = try Data(file.text.utf8).withUnsafeBytes { try Extraction.read($0, fileName: file.name) }
            _ = try await fixture.library.insert(document, fileName: file.name)
        }
        return try await fixture.coach.answer(question)
    }

    @Test(
        "the answer leads",
        arguments: [
            ("What is not allowed at the pool?", "chewing gum"),
            ("Where do swimmers without a yellow band stay?", "stay in the shallow end"),
            ("What is the mascot of Willow Bend?", "Otter"), ("Who is the librarian?", "Hoa Nguyen"),
            ("Can I eat on the school bus?", "No."), ("How much does a replacement bus card cost?", "$6"),
            ("What does Form 7-C report?", "injury"), ("What does the IT office lend?", "chargers"),
            ("When does Group B swim?", "Wednesdays"), ("When are hats allowed?", "except picture day"),
            ("When were hats allowed in 2022-23?", "on Fridays"),
        ])
    func leads(question: String, expected: String) async throws {
        let found = try await answer(question)
        #expect(found.quotes.first?.text.contains(expected) == true, "\(found.quotes.map(\.text))")
    }

    @Test("a row comes with its head, and an earlier edition says that it is one")
    func leadsAndEditions() async throws {
        #expect(try await answer("Who is the librarian?").quotes.first?.lead == "Role | Name | Extension")
        let hats = try await answer("When are hats allowed?").quotes
        #expect(hats.first?.citation.edition == "2024/25" && hats.first?.citation.isEarlierEdition == nil)
        let older = hats.filter { $0.citation.title.contains("2022-23") }
        #expect(older.allSatisfy { $0.citation.isEarlierEdition == true })
    }

    @Test("what nothing answers is not answered", arguments: ["How many snow plows does the county own?"])
    func nothing(question: String) async throws {
        #expect(try await !answer(question).isFound)
    }
}
