import Accounts
import ArgumentParser
import Foundation
import GRDB
import Kernel
import Library
import Persistence
import Sandbox
import TextEncoder

/// Checks everything and says how to mend it.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the machine, the data folder and the library.",
        discussion: "Exit status 2 when there is a fault.")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    struct Finding: Codable, Sendable {
        enum State: String, Codable { case good, note, fault }
        var subject: String, state: State, detail: String

        init(subject: String, state: State, detail: String) {
            (self.subject, self.state, self.detail) = (subject, state, detail)
        }

        /// One of the appliance's, under the area that it comes from.
        init(_ finding: HealthFinding) {
            subject = finding.code.prefix { $0 != "." }.description
            (state, detail) = (finding.severity == .fault ? .fault : .note, finding.text)
        }
    }

    func run() async throws {
        var findings = try machine() + walls()
        do { findings += try await folder() } catch {
            findings.append(.init(subject: "data folder", state: .fault, detail: Terminal.explanation(error).message))
        }
        if json {
            Terminal.printJSON(findings)
        } else {
            Terminal.table(["", "Subject", "Finding"], findings.map { [$0.state.rawValue, $0.subject, $0.detail] })
        }
        if findings.contains(where: { $0.state == .fault }) { throw ExitCode(2) }
    }

    private func machine() throws -> [Finding] {
        let sqlite = try DatabaseQueue().read { db in try String.fetchOne(db, sql: "SELECT sqlite_version()") } ?? "?"
        let encoder = try TextEncoder()
        let start = ContinuousClock.now
        _ = encoder.embed("How do teams use common formative assessments?")
        let took = (ContinuousClock.now - start) / .milliseconds(1)
        return [
            .init(subject: "version", state: .good, detail: Version.text),
            .init(subject: "SQLite", state: .good, detail: "\(sqlite); one writer, which alone checkpoints"),
            .init(subject: "encoder", state: .good, detail: "a question in \(Terminal.number(took)) ms"),
        ]
    }

    /// Has workers attack their walls.
    private func walls() -> [Finding] {
        var limits = Worker.Limits()
        limits.seconds = 2
        let own =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        let worker = Worker(executable: own, limits: limits)
        let broken = WallProbe.allCases.filter { probe in
            (try? worker.run(DocumentReader.Request.probe(probe)).bytes) == [1]
        }
        if !broken.isEmpty {
            let names = broken.map(\.rawValue).joined(separator: ", ")
            return [
                .init(
                    subject: "worker's walls", state: .fault,
                    detail: "no wall against: \(names). Use a kernel with seccomp.")
            ]
        }
        guard (try? worker.run(DocumentReader.Request.probe(.openFile)).bytes) == [0] else {
            return [
                .init(
                    subject: "worker's walls", state: .fault,
                    detail: "the worker does not start; is seccomp allowed here?")
            ]
        }
        return [
            .init(
                subject: "worker's walls", state: .good,
                detail: "\(WallProbe.allCases.count) attacks tried, none got through")
        ]
    }

    private static let cureOfTrail =
        "Where an older homeroom.db was put back, or its -wal file was lost or cut, say so: homeroom audit accept --reason …, "
        + "and the trail goes on. Where you know of no such thing, somebody may have changed it: keep a copy of the folder as "
        + "it is, then put homeroom.db, audit.head and audit.heads back from a backup"

    private func folder() async throws -> [Finding] {
        let path = data.path
        guard FileManager.default.contentsAreAny(at: path) else {
            return [.init(subject: "data folder", state: .note, detail: "\(path) is empty; `homeroom serve` fills it")]
        }
        let running = DataFolder.isLocked(path)
        let box = FindingBox()
        try await ApplianceClient.with(data, holder: "homeroom doctor") { client in
            let health: HealthResponse = try await client.get("/api/v1/health?deep=true")
            var findings: [Finding] = [
                .init(subject: "data folder", state: .good, detail: path + (running ? ", served now" : "")),
                .init(
                    subject: "library", state: .good,
                    detail: "\(health.documents) documents, \(health.passages) passages, \(health.vectors) vectors"),
            ]
            let trail: AuditVerification = try await client.post("/api/v1/audit/verify", Data("{}".utf8))
            // What hinders signing is told by the trail's own check, with all that it found.
            findings += health.findings.filter { trail.faults.isEmpty || $0.code != "accounts.trail" }.map(Finding.init)
            findings += trail.faults.map { .init(subject: "audit trail", state: .fault, detail: $0) }
            if !trail.faults.isEmpty {
                findings.append(.init(subject: "audit trail", state: .note, detail: Self.cureOfTrail))
            } else {
                findings.append(.init(subject: "audit trail", state: .good, detail: "\(trail.entries) entries, whole"))
            }
            await box.set(findings)
        }
        return await box.findings
    }
}

/// Carries findings out of a closure that may run elsewhere.
private actor FindingBox {
    private(set) var findings: [Doctor.Finding] = []
    func set(_ findings: [Doctor.Finding]) { self.findings = findings }
}

extension FileManager {
    /// Whether a folder holds anything.
    fileprivate func contentsAreAny(at path: String) -> Bool {
        ((try? contentsOfDirectory(atPath: path)) ?? []).contains { !["lock", ConfigurationFile.name].contains($0) }
    }
}
