import Accounts
import ArgumentParser
import Foundation
import HTTPTypes
import Library
import Vault
import Web

/// What it costs to know who is asking, and what happens when many sign in at once.
struct BenchAccounts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accounts",
        abstract: "Check sessions among many, and sign in faster than passwords can be checked.")

    @Option(help: "People there are.") var people = 10_000
    @Option(help: "Of these, signed in.") var sessions = 1_000
    @Option(help: "Session checks to time.") var checks = 200_000
    @Option(help: "Seconds of sign-ins, and again of ten times as many.") var seconds = 20.0
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        /// Microseconds of one check of a session's token, and of its first one, which reads the database.
        var check_us: Double = 0, check_us_p99: Double = 0, first_check_us: Double = 0
        /// With as many waiting as there are cores, and twice that.
        var signins_per_s: Double = 0, signin_ms: Double = 0
        /// At about ten times that rate: what came in, what was told to try again, and how long each waited.
        var offered_per_s: Double = 0, accepted_per_s: Double = 0, refused_per_s: Double = 0, failed: Int = 0
        var accepted_ms: Double = 0, accepted_ms_p95: Double = 0, refused_ms: Double = 0, refused_ms_p95: Double = 0
        /// Somebody else's request meanwhile.
        var beside_ms: Double = 0, beside_ms_p99: Double = 0
    }

    private struct Newcomer: Encodable { var givenName = "N", familyName: String, email: String, role = "educator" }
    private struct Password: Encodable { let token: String, password = BenchAppliance.password }
    private struct Credentials: Encodable { let name: String, password = BenchAppliance.password }

    func run() async throws {
        var report = Report()
        try await timeChecks(&report)
        try await timeSignIns(&report)
        if json { return Terminal.printJSON(report) }
        Terminal.say(
            String(
                format:
                    "a session check among %d people and %d sessions: %.1f µs at the median, %.1f at p99, %.0f the first time",
                people, sessions, report.check_us, report.check_us_p99, report.first_check_us))
        Terminal.say(String(format: "%.1f sign-ins a second, %.0f ms each", report.signins_per_s, report.signin_ms))
        Terminal.say(
            String(
                format:
                    "at %.0f a second: %.1f came in (%.0f ms, p95 %.0f), %.1f were told to wait (%.0f ms, p95 %.0f), %d failed",
                report.offered_per_s, report.accepted_per_s, report.accepted_ms, report.accepted_ms_p95,
                report.refused_per_s, report.refused_ms, report.refused_ms_p95, report.failed))
        Terminal.say(
            String(
                format: "another request meanwhile: %.1f ms at the median, %.1f at p99", report.beside_ms,
                report.beside_ms_p99))
    }

    private func timeChecks(_ report: inout Report) async throws {
        try await BenchAppliance.with(.least) { appliance, administrator in
            var tokens: [String] = []
            for number in 0..<people {
                let newcomer = Newcomer(familyName: "\(number)", email: "n\(number)@bench.example")
                let link = try await administrator.send(.post, "people", newcomer).text("link")
                guard number < sessions else { continue }
                let entered = try await administrator.send(
                    .post, "links/redeem", Password(token: String(link.dropFirst(6))))
                tokens.append(String(entered.cookie?.split(separator: "=").last ?? ""))
            }
            let authority = appliance.accounts.sessions
            func time(_ token: String) async throws -> Double {
                let start = ContinuousClock.now
                guard try await authority.identify(token: token)?.principal != nil else { throw ExitCode(1) }
                return (ContinuousClock.now - start) / .microseconds(1)
            }
            var (first, times): ([Double], [Double]) = ([], [])
            for token in tokens { first.append(try await time(token)) }
            for _ in 0..<checks { times.append(try await time(tokens.randomElement() ?? "")) }
            report.first_check_us = quantile(first, 0.5)
            (report.check_us, report.check_us_p99) = (quantile(times, 0.5), quantile(times, 0.99))
        }
    }

    private func timeSignIns(_ report: inout Report) async throws {
        try await BenchAppliance.with(.fitted) { _, administrator in
            // One account is tried once at a time; these many are more than can be under way.
            for number in 0..<Self.accounts {
                let newcomer = Newcomer(familyName: "\(number)", email: "n\(number)@bench.example")
                let link = try await administrator.send(.post, "people", newcomer).text("link")
                _ = try await administrator.send(.post, "links/redeem", Password(token: String(link.dropFirst(6))))
            }
            // Two hashes are made side by side; with four asking, none of them idles.
            let end = ContinuousClock.now + .seconds(seconds)
            let calm = try await withThrowingTaskGroup(of: [Sample].self) { group in
                for number in 0..<4 {
                    group.addTask {
                        var samples: [Sample] = []
                        while ContinuousClock.now < end {
                            samples.append(try await Self.signIn(administrator, number))
                        }
                        return samples
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            report.signins_per_s = Double(calm.count) / seconds
            report.signin_ms = quantile(calm.map(\.milliseconds), 0.5)
            let start = ContinuousClock.now
            let (stormy, beside) = try await storm(administrator, perSecond: 10 * report.signins_per_s)
            // Those who wait at the end are served after it.
            let elapsed = (ContinuousClock.now - start) / .seconds(1)
            report.offered_per_s = Double(stormy.count) / seconds
            let accepted = stormy.filter { $0.status == 200 }.map(\.milliseconds)
            let refused = stormy.filter { [429, 503].contains($0.status) }.map(\.milliseconds)
            report.accepted_per_s = Double(accepted.count) / elapsed
            report.refused_per_s = Double(refused.count) / seconds
            report.failed = stormy.count - accepted.count - refused.count
            (report.accepted_ms, report.accepted_ms_p95) = (quantile(accepted, 0.5), quantile(accepted, 0.95))
            (report.refused_ms, report.refused_ms_p95) = (quantile(refused, 0.5), quantile(refused, 0.95))
            (report.beside_ms, report.beside_ms_p99) = (quantile(beside, 0.5), quantile(beside, 0.99))
        }
    }

    private struct Sample: Sendable { let status: Int, milliseconds: Double }

    private static let accounts = 64

    private static func signIn(_ client: InProcessClient, _ account: Int) async throws -> Sample {
        let start = ContinuousClock.now
        let answer = try await client.send(
            .post, "sign-in", Credentials(name: "n\(account % accounts)@bench.example"))
        return Sample(status: answer.status, milliseconds: (ContinuousClock.now - start) / .milliseconds(1))
    }

    /// Sign-ins at a steady rate, whether the earlier ones were answered or not; and others' requests beside them.
    private func storm(_ client: InProcessClient, perSecond rate: Double) async throws -> ([Sample], beside: [Double]) {
        let end = ContinuousClock.now + .seconds(seconds)
        async let beside = {
            var times: [Double] = []
            while ContinuousClock.now < end {
                let start = ContinuousClock.now
                _ = try await client.send(.get, "places")
                times.append((ContinuousClock.now - start) / .milliseconds(1))
                try await Task.sleep(for: .milliseconds(20))
            }
            return times
        }()
        let samples = try await withThrowingTaskGroup(of: Sample.self) { group in
            var number = 0
            while ContinuousClock.now < end {
                number += 1
                let account = number
                group.addTask { try await Self.signIn(client, account) }
                try await Task.sleep(for: .seconds(1 / rate))
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        return (samples, try await beside)
    }
}
