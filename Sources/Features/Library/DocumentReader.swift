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
        /// The text of a page of a PDF that is a picture.
        case recognise(page: Int)
        /// Sets HTML, which is the payload, as a PDF.
        case typeset
        case probe(WallProbe)
    }

    private let worker: Worker
    private let limits: ExtractionLimits
    /// Apart, so that files that are slow to draw hold up no reading and no export.
    private let reading = Offload("homeroom.worker.reading", width: 2)
    private let drawing = Offload("homeroom.worker.drawing", width: 2)
    private let recognising = Offload("homeroom.worker.recognising", width: 1)
    private let typesetting = Offload("homeroom.worker.typesetting", width: 1)

    /// So long the scanned pages of one file may take: ten times what a book of 300 pages does. Those that are left stay
    /// without text, and are told.
    private static let longestRecognition = Duration.seconds(3600)

    public init(worker: Worker, limits: ExtractionLimits) {
        (self.worker, self.limits) = (worker, limits)
    }

    /// The text of a file.
    /// - Throws: `LibraryFailure`.
    func read(_ bytes: [UInt8], fileName: String) async throws -> ExtractedDocument {
        let answer = try await ask(.read(fileName: fileName, limits: limits), bytes, reading)
        do { return try ExtractedDocument(bytes: answer) } catch { throw LibraryFailure.fellOver }
    }

    /// The text of a file, that of its scanned pages and of its pictures of text too.
    /// - Parameter progress: told the share of those pages that are done, 0 to 1.
    /// - Throws: `LibraryFailure`, `CancellationError`.
    public func readWhole(
        _ bytes: [UInt8], fileName: String, progress: (Double) -> Void = { _ in }
    ) async throws -> ExtractedDocument {
        var document = try await read(bytes, fileName: fileName)
        let scanned = document.kind == .pdf ? document.pagesToRecognise : []
        let end = ContinuousClock.now + Self.longestRecognition
        for (done, number) in scanned.enumerated() where ContinuousClock.now < end {
            try Task.checkCancellation()
            do {
                let page = try await recognise(bytes, page: number)
                document.take(page, page: number)
            } catch let failure as LibraryFailure where failure.isOfTheFile {
                // What cannot be recognised stays unread, and is told.
            }
            progress(Double(done + 1) / Double(scanned.count))
        }
        guard document.pages.contains(where: { !$0.text.isEmpty }) else { throw LibraryFailure.unreadable(.noText) }
        if document.language == nil { document.guessLanguage() }
        return document
    }

    /// Signals that no file makes: somebody ended the worker, or the kernel, which was out of memory.
    private static let outside: Set<Int32> = [SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGQUIT]

    private func recognise(_ bytes: [UInt8], page: Int) async throws -> ExtractedPage {
        let answer = try await ask(.recognise(page: page), bytes, recognising)
        guard let page = try? ExtractedDocument(bytes: answer).pages.first else { throw LibraryFailure.fellOver }
        return page
    }

    /// A page as a PNG.
    /// - Throws: `LibraryFailure`.
    public func draw(_ bytes: [UInt8], page: Int, width: Int, height: Int, grey: Bool = false) async throws -> [UInt8] {
        try await ask(.draw(page: page, width: width, height: height, grey: grey), bytes, drawing)
    }

    /// HTML set as a PDF.
    /// - Throws: `LibraryFailure`.
    func typeset(_ html: String) async throws -> [UInt8] { try await ask(.typeset, Array(html.utf8), typesetting) }

    private func ask(_ request: Request, _ bytes: [UInt8], _ offload: Offload) async throws -> [UInt8] {
        let (worker, stop) = (self.worker, ChildProcess.Stop())
        do {
            return try await withTaskCancellationHandler {
                try await offload { try worker.run(request, payload: bytes, stop: stop).bytes }
            } onCancel: {
                stop()
            }
        } catch Worker.Failure.refused(let reason) {
            let failure = try? JSONDecoder().decode(ExtractionFailure.self, from: Data(reason))
            throw failure.map { LibraryFailure.unreadable($0) } ?? .fellOver
        } catch Worker.Failure.process(.deadline(let seconds)) {
            throw LibraryFailure.tookTooLong(seconds: seconds)
        } catch Worker.Failure.process(.signal(SIGXCPU)) {
            throw LibraryFailure.tookTooLong(seconds: 0)
        } catch Worker.Failure.process(.stopped) {
            throw CancellationError()
        } catch Worker.Failure.process(.starved) {
            throw LibraryFailure.readerEnded
        } catch Worker.Failure.process(.signal(let signal)) where Self.outside.contains(signal) {
            throw LibraryFailure.readerEnded
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
            case .recognise(let page):
                var only = try Extraction.recognise(payload, page: page)
                only.number = 1
                return ExtractedDocument(kind: .pdf, pages: [only]).bytes
            case .typeset: return try Extraction.typeset(payload)
            case .probe(let probe): return [probe.attempt() ? 1 : 0]
            }
        } catch let failure as ExtractionFailure {
            throw Worker.Refusal(bytes: Array(try JSONEncoder().encode(failure)))
        }
    }
}
