import Foundation
import Kernel

/// One answer as it comes in: events, frames, one JSON object, or an object a line.
struct ChatStream {
    enum Trouble: Error {
        /// Not the protocol, or more than an answer holds.
        case garbled
        /// A page for people.
        case page
        /// The server says that it failed; `status` is what it would have answered with, had it failed at once.
        case told(ServerWords, status: Int?)
    }

    /// What an answer came to, by its `finish_reason`.
    private enum Ending { case whole, cut, filtered, failed }

    private enum Form { case events, frames, objects }

    private let wire: any ChatWire
    private let start: ContinuousClock.Instant
    private var form: Form?
    private var events = EventStream()
    private var frames = FrameStream()
    private var object = Data()
    private var marks: TemplateMarks
    private var ending: Ending?
    private var isDone = false
    private var usage = ChatUsage()
    private var arguments = ""
    private var refusal = ""
    private var hadThoughts = false
    private(set) var firstText: Double?
    /// Pieces of the answer, of thoughts or of arguments so far, also those that are not shown.
    private(set) var words = 0
    /// The answer so far, without thoughts and marks.
    private(set) var text = ""

    private var circles = Circles()
    /// Blanks at the end of the text so far.
    private var blanks = 0

    /// Most bytes of an answer's text, and of one that comes as an object.
    private static let longest = 40_000, largest = 2 << 20
    /// So many blanks in a row say nothing more. Models that go round in circles write them by the thousand, and whatever
    /// reads text by patterns pays for each run with its square.
    private static let mostBlanks = 8

    init(_ wire: any ChatWire, start: ContinuousClock.Instant, beginsInThoughts: Bool) {
        (self.wire, self.start) = (wire, start)
        marks = TemplateMarks(beginsInThoughts: beginsInThoughts)
    }

    /// Whether the server said that this is the end.
    var isEnded: Bool { isDone || ending != nil }
    var isCut: Bool { ending == .cut }
    var isFiltered: Bool { ending == .filtered || !refusal.isEmpty && isEmpty }
    var isFailed: Bool { ending == .failed }
    var hasThoughts: Bool { hadThoughts || marks.sawThoughts }
    var beginsInThoughts: Bool { marks.sawUnopenedThoughts }
    var isEmpty: Bool { arguments.isEmpty && !text.contains { $0.isLetter || $0.isNumber } }
    /// Whether anything was given out.
    var hasBegun: Bool { firstText != nil }

    /// Tokens that were read and written, where the server counts both.
    var tokens: Int? { usage.input.flatMap { input in usage.output.map { input + $0 } } }

    /// - Returns: the pieces of text in these bytes.
    mutating func take(_ bytes: Data) throws -> [TemplateMarks.Shown] {
        var shown: [TemplateMarks.Shown] = []
        if form == nil, let first = bytes.first(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            guard !Misfit.isPage(bytes) else { throw Trouble.page }
            form = first == UInt8(ascii: "{") ? .objects : wire.isFramed ? .frames : .events
        }
        if form == .objects {
            object.append(bytes)
            guard object.count <= Self.largest else { throw Trouble.garbled }
            // An object a line is taken line by line; one that is laid out over lines is whole at the end only.
            while let end = object.firstIndex(of: 0x0A), let chunk = Self.value(object[object.startIndex..<end]) {
                object.removeSubrange(object.startIndex...end)
                try take(chunk, into: &shown)
            }
            return shown
        }
        if form == .frames {
            guard let found = try? frames.take(bytes) else { throw Trouble.garbled }
            for frame in found {
                guard let chunk = BedrockWire.chunk(frame) else { throw Trouble.garbled }
                try take(chunk, into: &shown)
            }
            return shown
        }
        guard let found = try? events.take(bytes) else { throw Trouble.garbled }
        for event in found { try take(event, into: &shown) }
        return shown
    }

    /// The rest, once the connection has ended.
    mutating func end() throws -> [TemplateMarks.Shown] {
        var shown: [TemplateMarks.Shown] = []
        if form == .objects, object.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) {
            guard let value = Self.value(object) else { throw Trouble.garbled }
            object = Data()
            try take(value, into: &shown)
        }
        for event in events.end() { try take(event, into: &shown) }
        give(marks.end(), &shown)
        return shown
    }

    private static func value(_ bytes: Data) -> JSONValue? {
        guard JSONShape.isModest(bytes), let value = try? JSONDecoder().decode(JSONValue.self, from: bytes),
            case .object = value
        else { return nil }
        return value
    }

    private mutating func take(_ event: String, into shown: inout [TemplateMarks.Shown]) throws {
        let event = event.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !event.isEmpty else { return }
        if event == "[DONE]" {
            isDone = true
            return
        }
        if let chunk = Self.value(Data(event.utf8)) { return try take(chunk, into: &shown) }
        // Some leave out the empty lines between events.
        let lines = event.split(separator: "\n")
        guard lines.count > 1 else { throw Trouble.garbled }
        for line in lines { try take(String(line), into: &shown) }
    }

    private mutating func take(_ chunk: JSONValue, into shown: inout [TemplateMarks.Shown]) throws {
        for part in wire.parts(of: chunk) {
            switch part {
            case .text(let text): say(text, &shown)
            case .thought: (hadThoughts, words) = (true, words + 1)
            case .arguments(let piece):
                guard !piece.isEmpty, arguments.utf8.count < Self.longest else { continue }
                firstText = firstText ?? (ContinuousClock.now - start) / .milliseconds(1)
                arguments += piece
                words += 1
            case .refusal(let piece): refusal += piece
            case .usage(let counted): usage.take(counted)
            case .ending(let reason): ending = Self.ending(reason) ?? ending
            case .whole: ending = ending ?? .whole
            case .done: isDone = true
            case .failed(let words, let status): throw Trouble.told(words, status: status)
            }
        }
    }

    private mutating func say(_ piece: String, _ shown: inout [TemplateMarks.Shown]) {
        guard !piece.isEmpty else { return }
        words += 1
        give(marks.show(piece), &shown)
    }

    private mutating func give(_ part: TemplateMarks.Shown, _ shown: inout [TemplateMarks.Shown]) {
        guard part.isAnew || !part.text.isEmpty else { return }
        var part = part
        if part.isAnew { (text, circles) = ("", Circles()) }
        // Blanks before the first word are nobody's.
        if text.isEmpty { (part.text, blanks) = (String(part.text.drop(while: \.isWhitespace)), 0) }
        part.text = withoutLongBlanks(part.text)
        if !part.text.isEmpty { firstText = firstText ?? (ContinuousClock.now - start) / .milliseconds(1) }
        text += part.text
        circles.take(part.text)
        if part.isAnew || !part.text.isEmpty { shown.append(part) }
    }

    private mutating func withoutLongBlanks(_ piece: String) -> String {
        var kept = ""
        for character in piece {
            blanks = character.isWhitespace ? blanks + 1 : 0
            if blanks <= Self.mostBlanks { kept.append(character) }
        }
        return kept
    }

    /// Whether it goes on beyond what an answer holds.
    var isEndless: Bool { text.utf8.count > Self.longest }
    /// Whether it says the same again and again.
    var isCircling: Bool { circles.areThere }

    private static func ending(_ reason: String?) -> Ending? {
        switch reason?.lowercased() {
        case nil, "", "null": nil
        case "length", "max_tokens", "max_output_tokens", "model_length", "model_context_window_exceeded": .cut
        case "content_filter", "content_filtered", "content-filter", "safety", "recitation", "blocklist",
            "prohibited_content", "refusal",
            "guardrail_intervened", "spii":
            .filtered
        case "error", "abort", "aborted", "cancelled", "canceled", "insufficient_system_resource", "load",
            "malformed_function_call", "malformed_model_output", "malformed_tool_use":
            .failed
        default: .whole
        }
    }

    func completion(_ shape: ChatModel.Shape, _ form: ChatForm) -> ChatModel.Completion {
        var answer = arguments.isEmpty ? text : arguments
        if case .text = shape {} else if arguments.isEmpty { answer = Self.unfenced(text) }
        return .init(
            text: answer, inputTokens: usage.input, outputTokens: usage.output, cachedTokens: usage.cached,
            isWhole: ending != .cut, firstText: firstText ?? 0, form: form)
    }

    /// JSON without the fence that models put around it. By hand: a pattern that may end the fence anywhere takes time by
    /// the square of what a server sends.
    private static func unfenced(_ text: String) -> String {
        let whole = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard whole.hasPrefix("```"), whole.hasSuffix("```"), let line = whole.firstIndex(where: \.isNewline),
            whole[..<line].dropFirst(3).allSatisfy({ $0.isLetter || $0.isWhitespace })
        else { return text }
        return whole[line...].dropLast(3).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
