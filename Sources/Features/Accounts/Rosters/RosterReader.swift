import Extraction
public import Foundation
import Kernel
public import Sandbox
import Vault

/// Has the sandboxed worker take a delivery apart.
public struct RosterReader: Sendable {
    private let worker: Worker
    private let offload = Offload("homeroom.roster", width: 1)

    /// What is asked of a worker.
    private struct Request: Codable { let tables: Set<String>, limits: ExtractionLimits }

    public init(worker: Worker) { self.worker = worker }

    static let names: Set<String> = ["manifest", "orgs", "users", "roles", "classes", "enrollments"]

    /// Most bytes of a delivery.
    public static let maxBytes = 256 << 20

    /// What a zip archive holds that matters here, and the archive's hash: demographics and all else are passed by.
    /// - Throws: `AccountsFailure.roster`.
    func read(_ archive: [UInt8]) async throws -> (roster: OneRoster, hash: Data) {
        var limits = ExtractionLimits()
        limits.inflated = 512 << 20
        let (worker, request) = (worker, Request(tables: Self.names, limits: limits))
        do {
            // All of it takes seconds for a large district: none of it on the threads that serve requests.
            return try await offload {
                let tables = try Extraction.tables(from: worker.run(request, payload: archive).bytes)
                return (try OneRoster(tables), Data(blake2b256(archive)))
            }
        } catch Worker.Failure.refused(let reason) {
            let failure = try? JSONDecoder().decode(ExtractionFailure.self, from: Data(reason))
            throw AccountsFailure.roster(failure?.message ?? "The delivery cannot be read.")
        } catch let failure as ExtractionFailure {
            throw AccountsFailure.roster(failure.message)
        } catch is Worker.Failure {
            throw AccountsFailure.roster("The delivery breaks the reader. Is it a zip archive of CSV files?")
        }
    }

    /// The worker's side; nil for requests of others.
    public static func answer(_ header: Data, _ payload: UnsafeRawBufferPointer) throws -> [UInt8]? {
        guard let request = try? JSONDecoder().decode(Request.self, from: header) else { return nil }
        do {
            return try Extraction.tables(payload, named: request.tables, beside: "manifest", limits: request.limits)
        } catch {
            throw Worker.Refusal(bytes: Array(try JSONEncoder().encode(error)))
        }
    }
}
