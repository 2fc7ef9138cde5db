import ArgumentParser
import Extraction
import Foundation
import Library
import Sandbox

/// Shows what is read in a file, and what is not.
struct ReadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Show what Homeroom reads in a file, and what it does not.",
        discussion: """
            Reads a file in the sandboxed worker as the library would, and adds it to none: its pages with their labels, \
            headings, lists and tables, its title, language, edition and dates, and what was not read and why.
            """)

    @Argument(help: "A PDF, EPUB, DOCX, HTML, Markdown or text file.", completion: .file()) var file: String
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "Only this page, counted from 1.") var page: Int?
    @Option(help: ArgumentHelp("Also draw the pages of a PDF into this folder, as PNG.", valueName: "dir")) var images:
        String?
    @OptionGroup var place: PlaceOptions
    @OptionGroup var limits: LimitOptions

    private func settings() throws -> StartSettings {
        try StartSettings.checked([place, limits], of: [.logLevel] + LimitOptions.keys)
    }

    func validate() throws {
        JSONLog.use(try settings().level)
        if let page, page < 1 { throw ValidationError("Pages are counted from 1.") }
    }

    func run() async throws {
        do { try await read() } catch { try Terminal.fail(error) }
    }

    private func read() async throws {
        var isFolder = ObjCBool(false)
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            throw ValidationError("\(file) is a folder. Name a file in it.")
        }
        let bytes: Data
        do { bytes = try InputFile.read(file) } catch let problem as ApplianceClient.Problem {
            throw ValidationError("\(file): \(problem.detail)")
        }
        let settings = try settings().library
        guard bytes.count <= settings.maxBytes else {
            throw ValidationError(
                "\(file) is larger than \(settings.maxBytes >> 20) MB; --max-megabytes raises that.")
        }
        let reader = DocumentReader(worker: .ofThisProgram(), limits: settings.extraction)
        let name = URL(fileURLWithPath: file).lastPathComponent
        let document = try await reader.readWhole(Array(bytes), fileName: name)
        if let page, page > document.pages.count {
            throw ValidationError(
                document.pages.count == 1 ? "The file has one page." : "The file has \(document.pages.count) pages.")
        }
        if let images { try await draw(document, Array(bytes), reader, into: images) }
        let report = ReadingReport(document, only: page)
        if json { Terminal.printJSON(report) } else { Terminal.say(report.text) }
    }

    private func draw(
        _ document: ExtractedDocument, _ bytes: [UInt8], _ reader: DocumentReader, into folder: String
    ) async throws {
        guard document.kind == .pdf else { throw ValidationError("Only the pages of a PDF can be drawn.") }
        func writing(_ write: () throws -> Void) throws {
            do { try write() } catch {
                throw ValidationError(
                    "No pictures can be written to \(folder). Check that it is a folder, its permissions, and that the disk has room."
                )
            }
        }
        try writing { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
        for number in page.map({ $0...$0 }) ?? 1...document.pages.count {
            let png = try await reader.draw(bytes, page: number, width: 1600, height: 2400)
            try writing {
                try Data(png).write(to: URL(fileURLWithPath: "\(folder)/\(number).png"), options: .atomic)
            }
        }
    }
}
