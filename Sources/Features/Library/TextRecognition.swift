import Extraction
import Foundation
import Kernel
import Sandbox

/// Reads scanned pages with the `tesseract` program, where one is installed. It sees only pictures that the worker
/// has drawn, never the file.
struct TextRecognition: Sendable {
    private let program: String
    private let offload = Offload("homeroom.recognition", width: 1)

    /// Dots per inch at which pages are drawn: what tesseract's authors advise for print.
    private static let resolution: Float = 250
    private static let deadline = 120

    /// nil where no tesseract is installed in one of the usual places.
    init?(folders: [String] = ["/usr/bin", "/usr/local/bin"]) {
        guard let found = folders.map({ $0 + "/tesseract" }).first(where: FileManager.default.isExecutableFile) else {
            return nil
        }
        program = found
    }

    /// The document with the text of its scanned pages. A page that cannot be recognised stays without text.
    func complete(
        _ document: ExtractedDocument, bytes: [UInt8], reader: DocumentReader, progress: (Double) -> Void
    ) async throws -> ExtractedDocument {
        var result = document
        let numbers = document.pagesWithoutText
        for (done, number) in numbers.enumerated() {
            try Task.checkCancellation()
            let page = result.pages[number - 1]
            let scale = Self.resolution / 72
            let (width, height) = (min(Int(page.width * scale), 4000), min(Int(page.height * scale), 5000))
            guard let png = try? await reader.draw(bytes, page: number, width: width, height: height, grey: true),
                let table = try? await recognise(png)
            else { continue }
            result.pages[number - 1] = RecognisedPage(table: table, page: page, scale: Float(width) / page.width).result
            progress(Double(done + 1) / Double(numbers.count))
        }
        return result
    }

    private func recognise(_ png: [UInt8]) async throws -> String {
        let child = ChildProcess(path: program, arguments: ["stdin", "stdout", "tsv"])
        return try await offload { String(decoding: try child.run(png, deadline: Self.deadline).bytes, as: UTF8.self) }
    }
}

/// A page made of tesseract's table: one row a word, with block, paragraph, line, box in pixels, and confidence.
private struct RecognisedPage {
    private(set) var result: ExtractedPage

    init(table: String, page: ExtractedPage, scale: Float) {
        result = page
        var text: [Unicode.Scalar] = []
        var paragraph = ""
        var line = ""
        for row in table.split(separator: "\n").dropFirst() {
            let fields = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 12, fields[0] == "5", let left = Float(fields[6]), let top = Float(fields[7]),
                let width = Float(fields[8]), let height = Float(fields[9]), let confidence = Float(fields[10])
            else { continue }
            let word = Array(
                fields[11...].joined(separator: "\t").unicodeScalars.filter { !$0.properties.isWhitespace })
            guard !word.isEmpty, confidence > 20 else { continue }
            let thisParagraph = fields[2] + "." + fields[3]
            let thisLine = thisParagraph + "." + fields[4]
            if thisParagraph != paragraph {
                if !text.isEmpty { text.append("\n") }
                result.paragraphs.append(Paragraph(range: text.count..<text.count, kind: .body))
            } else if thisLine != line, text.last == "-", word[0].properties.isLowercase {
                text.removeLast()
                shortenLastLine(to: text.count)
            } else {
                text.append(" ")
            }
            (paragraph, line) = (thisParagraph, thisLine)
            let start = text.count
            text += word
            let step = width / Float(word.count)
            result.lines.append(
                TextLine(
                    range: start..<text.count, top: top / scale, bottom: (top + height) / scale,
                    edges: (0...word.count).map { (left + Float($0) * step) / scale }))
            result.paragraphs[result.paragraphs.count - 1].range =
                result.paragraphs[result.paragraphs.count - 1].range.lowerBound..<text.count
        }
        result.text = String(String.UnicodeScalarView(text))
    }

    private mutating func shortenLastLine(to end: Int) {
        guard var last = result.lines.popLast() else { return }
        last.range = last.range.lowerBound..<end
        last.edges.removeLast()
        if !last.range.isEmpty { result.lines.append(last) }
    }
}
