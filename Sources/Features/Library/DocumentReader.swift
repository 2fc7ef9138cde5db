public import Extraction
public import Foundation
import Kernel
public import Sandbox

/// Has the sandboxed worker read and draw files.
public struct DocumentReader: Sendable {
    /// What is asked of a worker.
    public enum Request: Codable, Sendable {
        case read(fileName: String, limits: ExtractionLimits)
        case draw(page: Int, width: Int, height: Int, grey: Bool)
        /// Sets HTML, which is the payload, as a PDF.
        case typeset
        case probe(WallProbe)
    }

    private let worker: Worker
    private let limits: ExtractionLimits
    /// Apart, so that files that are slow to draw hold up no reading and no export.
    private let reading = Offload("homeroom.worker.reading", width: 2)
    private let drawing = Offload("homeroom.worker.drawing", width: 2)
    private let typesetting = Offload("homeroom.worker.typesetting", width: 1)

    public init(worker: Worker, limits: ExtractionLimits) {
        (self.worker, self.limits) = (worker, limits)
    }

    /// The text of a file.
    /// - Throws: `LibraryFailure`.
    func read(_ bytes: [UInt8], fileName: String) async throws -> ExtractedDocument {
        let answer = try await ask(.read(fileName: fileName, limits: limits), bytes, reading)
        do { return try ExtractedDocument(bytes: answer) } catch { throw LibraryFailure.fellOver }
    }

    /// A page as a PNG.
    /// - Throws: `LibraryFailure`.
    func draw(_ bytes: [UInt8], page: Int, width: Int, height: Int, grey: Bool = false) async throws -> [UInt8] {
        try await ask(.draw(page: page, width: width, height: height, grey: grey), bytes, drawing)
    }

    /// HTML set as a PDF.
    /// - Throws: `LibraryFailure`.
    func typeset(_ html: String) async throws -> [UInt8] { try await ask(.typeset, Array(html.utf8), typesetting) }

    private func ask(_ request: Request, _ bytes: [UInt8], _ offload: Offload) async throws -> [UInt8] {
        let worker = self.worker
        do {
            return try await offload { try worker.run(request, payload: bytes).bytes }
        } catch Worker.Failure.refused(let reason) {
            let failure = try? JSONDecoder().decode(ExtractionFailure.self, from: Data(reason))
            throw failure.map { LibraryFailure.unreadable($0) } ?? .fellOver
        } catch Worker.Failure.process(.deadline(let seconds)) {
            throw LibraryFailure.tookTooLong(seconds: seconds)
        } catch Worker.Failure.process(.signal(let signal)) where signal == SIGXCPU || signal == SIGKILL {
            throw LibraryFailure.tookTooLong(seconds: 0)
        } catch Worker.Failure.process(.notStarted(let code)) {
            throw CocoaError(.executableLoad, userInfo: ["errno": code])
        } catch is Worker.Failure {
            throw LibraryFailure.fellOver
        }
    }

    /// The worker's side: does what is asked and answers in bytes.
    public static func answer(_ header: Data, _ payload: UnsafeRawBufferPointer) throws -> [UInt8] {
        do {
            switch try JSONDecoder().decode(Request.self, from: header) {
            case .read(let fileName, let limits):
                return try Extraction.read(payload, fileName: fileName, limits: limits).bytes
            case .draw(let page, let width, let height, let grey):
                return try Extraction.draw(payload, page: page, width: width, height: height, grey: grey)
            case .typeset: return try Extraction.typeset(payload)
            case .probe(let probe): return [probe.attempt() ? 1 : 0]
            }
        } catch let failure as ExtractionFailure {
            throw Worker.Refusal(bytes: Array(try JSONEncoder().encode(failure)))
        }
    }
}
