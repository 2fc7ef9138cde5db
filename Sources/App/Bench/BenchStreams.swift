import ArgumentParser
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import NIOPosix
import Outbound
import Synchronization

/// Many answers written at once: what the appliance adds to the model's own time, and the memory it takes.
struct BenchStreams: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streams",
        abstract: "Have many answers written at once; model, appliance and clients share this machine and process.")

    @Option(help: "Answers under way at once.") var streams = 200
    @Option(help: "Seconds that each is written for; they begin evenly over as long.") var seconds = 20.0
    @Option(help: "Clients beside them that never read what they asked for.") var stalled = 10
    @Option(help: "A text to answer from.") var document = "assets/sample/handbook.md"
    @Flag(help: "Print JSON.") var json = false

    struct Report: Encodable {
        var streams = 0, finished = 0
        /// Milliseconds to the first text: of the model alone, and through the appliance.
        var alone_p50 = 0.0, alone_p95 = 0.0, through_p50 = 0.0, through_p95 = 0.0, added_p95 = 0.0
        /// Largest resident memory of all three together.
        var memory_mb = 0.0
    }

    private static let questions = [
        "How long does the second tier of support last?", "How many members should a team have?",
        "When does the team look at the results?", "Who makes the agenda?", "What are norms for?",
        "What does the principal do each month?", "What is an essential standard?",
    ]
    private struct Wish: Encodable { let question: String, isFresh = true }
    private struct KeyWish: Encodable {
        let name = "bench", scopes = ["questions:ask", "documents:read"], days = 1, password = BenchAppliance.password
    }

    func run() async throws {
        let pace = Duration.milliseconds(100)
        let model = BenchModel(firstAfter: .milliseconds(200), between: pace, words: Int(seconds * 10))
        let (count, length, stalled) = (streams, seconds, stalled)
        let report = Mutex(Report())
        try await BenchAppliance.withModel(model, document: document) { _, administrator, site, provider in
            let key = try await administrator.send(.post, "account/api-keys", KeyWish()).text("key")
            let gate = OutboundGate()
            // The model alone, asked as the appliance asks it.
            let alone = try await Self.wave(count, length) { _ in
                let body = Data(#"{"model":"bench","messages":[{"role":"user","content":"x"}],"stream":true}"#.utf8)
                return try await Self.firstText(
                    gate, provider.appending(path: "chat/completions"), [:], body, "\"content\"")
            }
            let stalls = try await Self.stall(stalled, site, key)
            let through = try await Self.wave(count, length) { number in
                let question = Self.questions[number % Self.questions.count] + String(repeating: " ", count: number % 7)
                return try await Self.firstText(
                    gate, site.appending(path: "api/v1/questions"), ["x-api-key": key, "accept": "text/event-stream"],
                    try JSONEncoder().encode(Wish(question: question)), "event: writing")
            }
            for channel in stalls { channel.close(promise: nil) }
            report.withLock { report in
                (report.streams, report.finished) = (count, through.count)
                (report.alone_p50, report.alone_p95) = (quantile(alone, 0.5), quantile(alone, 0.95))
                (report.through_p50, report.through_p95) = (quantile(through, 0.5), quantile(through, 0.95))
                report.added_p95 = report.through_p95 - report.alone_p95
                report.memory_mb = peakMemory()
            }
        }
        let found = report.withLock { $0 }
        if json { return Terminal.printJSON(found) }
        Terminal.say(
            String(
                format:
                    "%d streams, %d finished: first text after %.0f ms (p95 %.0f), of the model alone %.0f (p95 %.0f)",
                found.streams, found.finished, found.through_p50, found.through_p95, found.alone_p50, found.alone_p95))
        Terminal.say(
            String(format: "added at p95 %.0f ms; %.0f MB with model and clients", found.added_p95, found.memory_mb))
    }

    /// So many, beginning evenly within a time; what each gives.
    private static func wave(
        _ count: Int, _ seconds: Double, _ one: @escaping @Sendable (Int) async throws -> Double
    ) async throws -> [Double] {
        try await withThrowingTaskGroup(of: Double.self) { group in
            for number in 0..<count {
                group.addTask {
                    try await Task.sleep(for: .seconds(seconds * Double(number) / Double(count)))
                    return try await one(number)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Milliseconds until a mark is in what streams; reads on to the end.
    private static func firstText(
        _ gate: OutboundGate, _ url: URL, _ headers: [String: String], _ body: Data, _ mark: String
    ) async throws -> Double {
        let http = OutboundHTTP(gate, purpose: "bench", insideHosts: ["127.0.0.1"])
        let start = ContinuousClock.now
        var (first, seen) = (Double?.none, Data())
        let answer = try await http.stream(
            url, headers: headers.merging(["content-type": "application/json"]) { $1 }, body: body,
            timeout: .seconds(300),
            maxBytes: 1 << 24
        ) { bytes in
            guard first == nil else { return }
            seen += bytes
            if seen.range(of: Data(mark.utf8)) != nil { first = (ContinuousClock.now - start) / .milliseconds(1) }
        }
        guard let first else {
            throw BenchFailure(
                reason: "no text, status \(answer.status): \(String(decoding: seen.prefix(500), as: UTF8.self))")
        }
        return first
    }

    /// Clients that ask and never read.
    private static func stall(_ count: Int, _ site: URL, _ key: String) async throws -> [any Channel] {
        var channels: [any Channel] = []
        for _ in 0..<count {
            let body = #"{"question":"Who makes the agenda?","isFresh":true}"#
            let request =
                "POST /api/v1/questions HTTP/1.1\r\nhost: 127.0.0.1\r\nx-api-key: \(key)\r\naccept: text/event-stream\r\n"
                + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .channelOption(.autoRead, value: false).connect(host: "127.0.0.1", port: site.port ?? 0).get()
            try await channel.writeAndFlush(ByteBuffer(string: request))
            channels.append(channel)
        }
        return channels
    }
}

func quantile(_ values: [Double], _ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    return values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
}

/// Largest resident memory of this process so far, in megabytes.
func peakMemory() -> Double {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) } ?? 0) / 1024
}
