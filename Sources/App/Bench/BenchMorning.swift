import Accounts
import ArgumentParser
import Extraction
import Foundation
import HTTPTypes
import Library
import Vault

/// A district's morning: everybody comes in within a few minutes, from one public address, and asks something.
struct BenchMorning: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "morning",
        abstract: "800 people behind one address sign in, half by password, and ask within five minutes.",
        discussion: "The district's standard limits hold. Those who sign in elsewhere come with a session already.")

    @Option(help: "People there are.") var people = 800
    @Option(help: "Seconds in which they come.") var seconds = 300.0
    @Option(help: "What they ask about.") var document = "assets/sample/handbook.md"
    @Flag(help: "Print JSON.") var json = false

    private struct Newcomer: Encodable { var givenName = "N", familyName: String, email: String, role = "educator" }
    private struct Password: Encodable { let token: String, password: String }
    private struct Credentials: Encodable { let name: String, password: String }
    private struct Wish: Encodable { let question: String, isFresh = true }

    struct Report: Encodable {
        var people = 0, passwords = 0
        /// What was not answered by 200: refused for a moment, and anything else.
        var refused = 0, failed = 0
        /// Milliseconds: the whole of a sign-in by password, and every other request.
        var signin_ms = 0.0, signin_ms_p95 = 0.0, signin_ms_max = 0.0
        var other_ms = 0.0, other_ms_p95 = 0.0, other_ms_max = 0.0, question_ms_p95 = 0.0
        var elapsed_s = 0.0
    }

    private struct Sample: Sendable {
        enum Kind { case signIn, question, other }
        let kind: Kind, status: Int, milliseconds: Double
    }

    private static let questions = [
        "How long does the second tier of support last?", "How many members should a team have?",
        "When does the team look at the results?", "Who makes the agenda?", "What are norms for?",
    ]

    /// Good ones, each its own: four words that number tells apart.
    private static func password(_ number: Int) -> String {
        let words = ["lantern", "hedgehog", "bicycle", "thimble", "orchard", "velvet", "gravel", "saffron"]
        return "\(words[number % 8]) \(words[number / 8 % 8 ^ 5]) purple ordinary \(number)"
    }

    func run() async throws {
        let report = try await BenchAppliance.with(.fitted, hasLimits: true) { appliance, administrator in
            let text = ExtractedDocument.plain(try String(contentsOfFile: document, encoding: .utf8))
            _ = try await appliance.library.insert(text, fileName: "handbook.txt")
            let clients = try await enter(appliance, administrator)
            let start = ContinuousClock.now
            let samples = try await withThrowingTaskGroup(of: [Sample].self) { group in
                for (number, client) in clients.enumerated() {
                    let wait = seconds * Double((number * 7919) % clients.count) / Double(clients.count)
                    group.addTask {
                        try await Task.sleep(for: .seconds(wait))
                        return try await Self.comeIn(number, client)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            return summary(samples, (ContinuousClock.now - start) / .seconds(1))
        }
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format: "%d people in %.0f s, %d by password: %d told to wait, %d failed", report.people,
                report.elapsed_s, report.passwords, report.refused, report.failed))
        Terminal.say(
            String(
                format: "signing in by password: %.0f ms at the median, p95 %.0f, at most %.0f", report.signin_ms,
                report.signin_ms_p95, report.signin_ms_max))
        Terminal.say(
            String(
                format: "everything else: %.0f ms at the median, p95 %.0f, at most %.0f; questions p95 %.0f",
                report.other_ms, report.other_ms_p95, report.other_ms_max, report.question_ms_p95))
        if report.refused + report.failed > 0 || report.other_ms_p95 > 1000 { throw ExitCode(1) }
    }

    /// Everybody is entered and has taken up the link; every other one is signed in, as by a provider.
    private func enter(_ appliance: Appliance, _ administrator: InProcessClient) async throws -> [InProcessClient] {
        let stranger = try InProcessClient(appliance)
        var clients: [InProcessClient] = []
        for number in 0..<people {
            // A confirmation holds for minutes, and on a slow machine entering everybody takes longer.
            if number % 100 == 0 {
                let confirmed = try await administrator.send(
                    .post, "account/confirmation", ["password": BenchAppliance.password])
                guard confirmed.status < 300 else { throw BenchFailure(reason: confirmed.whole) }
            }
            let newcomer = Newcomer(familyName: "\(number)", email: "n\(number)@bench.example")
            let made = try await administrator.send(.post, "people", newcomer)
            guard made.status == 201 else { throw BenchFailure(reason: made.whole) }
            let entered = try await stranger.send(
                .post, "links/redeem",
                Password(token: String(made.text("link").dropFirst(6)), password: Self.password(number)))
            guard entered.status == 200 else { throw BenchFailure(reason: entered.whole) }
            clients.append(number % 2 == 0 ? stranger : stranger.carrying(entered))
        }
        return clients
    }

    /// What one person does: the page, the sign-in, the session, and a question.
    private static func comeIn(_ number: Int, _ client: InProcessClient) async throws -> [Sample] {
        var (client, samples) = (client, [Sample]())
        func time(
            _ kind: Sample.Kind, _ method: HTTPRequest.Method, _ path: String, _ body: (any Encodable)? = nil
        ) async throws -> InProcessClient.Answer {
            let start = ContinuousClock.now
            let answer = try await client.send(method, path, body)
            samples.append(
                .init(
                    kind: kind, status: answer.status,
                    milliseconds: (ContinuousClock.now - start) / .milliseconds(1)))
            return answer
        }
        _ = try await time(.other, .get, "/")
        _ = try await time(.other, .get, "sign-in")
        if number % 2 == 0 {
            let entered = try await time(
                .signIn, .post, "sign-in", Credentials(name: "n\(number)@bench.example", password: password(number)))
            guard entered.status == 200 else { return samples }
            client = client.carrying(entered)
        }
        let session = try await time(.other, .get, "session")
        // The page takes the session's own token from here.
        if number % 2 == 1 { client = client.holding(csrf: session.text("csrf")) }
        _ = try await time(.question, .post, "questions", Wish(question: questions[number % questions.count]))
        return samples
    }

    private func summary(_ samples: [Sample], _ elapsed: Double) -> Report {
        var report = Report(people: people, passwords: people / 2 + people % 2)
        report.refused = samples.filter { [429, 503].contains($0.status) }.count
        report.failed = samples.filter { $0.status != 200 }.count - report.refused
        let signIns = samples.filter { $0.kind == .signIn }.map(\.milliseconds)
        let others = samples.filter { $0.kind != .signIn }.map(\.milliseconds)
        (report.signin_ms, report.signin_ms_p95) = (quantile(signIns, 0.5), quantile(signIns, 0.95))
        (report.other_ms, report.other_ms_p95) = (quantile(others, 0.5), quantile(others, 0.95))
        (report.signin_ms_max, report.other_ms_max) = (signIns.max() ?? 0, others.max() ?? 0)
        report.question_ms_p95 = quantile(samples.filter { $0.kind == .question }.map(\.milliseconds), 0.95)
        report.elapsed_s = elapsed
        return report
    }
}
