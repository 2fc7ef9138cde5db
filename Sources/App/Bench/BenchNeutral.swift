import Extraction
import Foundation
import LanguageModel
import Library
import Sandbox
import VectorIndex

/// How much of texts without personal data is hidden. They do name people of history and speakers of meetings, some by
/// the roster's names; so what is hidden is also counted without those that are never written small in all the texts.
struct OverHiding {
    var sentences = 0, words = 0, hidden = 0
    /// Of the hidden ones, those that are words of the language, or no names.
    var hiddenWords = 0
    var seconds = 0.0
    var often: [String] = []

    var share: Double { Double(hidden) / Double(max(words, 1)) }
    var wordShare: Double { Double(hiddenWords) / Double(max(words, 1)) }

    init(_ shared: String, sentences most: Int, finder: PersonalData, _ random: inout SplitMix64) throws {
        let all = try Self.sentences(shared)
        var small: Set<Substring> = []
        for sentence in all {
            for word in sentence.split(whereSeparator: { !$0.isLetter }) where word.first?.isLowercase ?? false {
                small.insert(word)
            }
        }
        var counts: [String: Int] = [:]
        for sentence in all.shuffled(using: &random).prefix(most) {
            let begun = ContinuousClock.now
            let findings = finder.find(in: sentence)
            seconds += (ContinuousClock.now - begun) / .seconds(1)
            sentences += 1
            words += sentence.split(whereSeparator: \.isWhitespace).count
            let scalars = Array(sentence.unicodeScalars)
            for finding in findings {
                let text = String(String.UnicodeScalarView(scalars[finding.range]))
                let parts = text.split(whereSeparator: \.isWhitespace)
                hidden += parts.count
                let isName =
                    finding.kind == .person
                    && text.split(whereSeparator: { !$0.isLetter }).contains {
                        $0.first?.isUppercase ?? false && !small.contains(Substring($0.lowercased()))
                    }
                if !isName {
                    hiddenWords += parts.count
                    counts["\(finding.kind.rawValue) \(text)", default: 0] += 1
                }
            }
        }
        often = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(20).map { "\($0.value) \($0.key)" }
    }

    // MARK: Sentences

    private static let folders = ["books", "epubs", "fairytales", "transcripts", "policies"]
    private static let kinds: Set<String> = ["epub", "md", "txt", "vtt", "srt", "docx"]

    private static func sentences(_ shared: String) throws -> [String] {
        var texts = try SquadFile.read(shared + "/squad2/squad2.json").map(\.context)
        let worker = Worker.ofThisProgram()
        for folder in folders {
            let root = URL(filePath: shared).appending(path: folder)
            let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
            for case let file as URL in files ?? .init() where kinds.contains(file.pathExtension) {
                guard let bytes = FileManager.default.contents(atPath: file.path) else { continue }
                if ["md", "txt", "vtt", "srt"].contains(file.pathExtension) {
                    texts.append(String(decoding: bytes, as: UTF8.self))
                    continue
                }
                let request = DocumentReader.Request.read(fileName: file.lastPathComponent, limits: ExtractionLimits())
                guard let answer = try? worker.run(request, payload: Array(bytes)) else { continue }
                texts += try ExtractedDocument(bytes: answer.bytes).pages.map(\.text)
            }
        }
        // Stamps of time and speakers' marks are no sentences.
        return texts.flatMap { text in
            text.replacing(/(?m)^.*-->.*$/, with: "").split(separator: /\n\s*\n/).flatMap { paragraph in
                paragraph.replacing(/\s+/, with: " ").replacing(/([.!?]) (?=[A-Z"“])/) { "\($0.1)\n" }
                    .split(separator: "\n").map(String.init)
            }
        }.filter { (4...80).contains($0.split(separator: " ").count) }.sorted()
    }
}
