import Foundation
import Kernel

/// Takes fences of code out of what a model writes. What stands between them is a program's or an object's, and no
/// sentences; a fence around prose is left out alone, and of an object that is the whole answer its text is kept. Works on
/// text that comes in pieces.
struct FenceFilter {
    private enum Place {
        case prose
        /// Between fences of prose.
        case text
        /// Between fences of anything else, or in an object that began the answer.
        case code, object
    }

    private var place = Place.prose
    /// What a line begins with, while that may be a fence; all of a fence's line.
    private var line = ""
    private var isLineOpen = true
    private var code = ""
    private var hasText = false

    /// Bytes of an object that are looked at for an answer.
    private static let longest = 40_000
    /// Bytes of a line that may yet become a fence: each further one looks at all of them.
    private static let mostHeld = 100
    private static let proseNames: Set<String> = ["", "text", "txt", "plain", "plaintext", "markdown", "md"]
    /// Members of an object that hold an answer.
    private static let answerNames = [
        "answer", "final_answer", "response", "reply", "text", "content", "output", "result", "respuesta",
    ]

    /// - Returns: what of the text so far can be shown.
    mutating func show(_ piece: String) -> String {
        var shown = ""
        for character in piece { take(character, &shown) }
        return shown
    }

    /// The rest, once nothing comes any more.
    mutating func end() -> String {
        var shown = ""
        if isLineOpen, !line.isEmpty { isFence ? takeFence(&shown) : give(line, &shown) }
        line = ""
        if place == .code || place == .object { close(&shown) }
        return shown
    }

    private var isFence: Bool { line.drop(while: \.isWhitespace).hasPrefix("```") }

    private mutating func take(_ character: Character, _ shown: inout String) {
        if place == .object { return keep(character) }
        guard isLineOpen else {
            isLineOpen = character.isNewline
            return give(String(character), &shown)
        }
        if character.isNewline {
            if isFence { takeFence(&shown) } else { give(line + String(character), &shown) }
            line = ""
            return
        }
        line.append(character)
        if isFence { return }
        let start = line.drop(while: \.isWhitespace)
        // An answer that begins so is an object.
        if place != .code, !hasText, start == "{" {
            place = .object
            (code, line) = ("{", "")
        } else if start.contains(where: { $0 != "`" }) || line.utf8.count > Self.mostHeld {
            isLineOpen = false
            give(line, &shown)
            line = ""
        }
    }

    /// A fence's whole line: it opens or closes, or does both.
    private mutating func takeFence(_ shown: inout String) {
        var rest = line.drop(while: \.isWhitespace).drop { $0 == "`" }
        switch place {
        case .text: place = .prose
        case .code: close(&shown)
        case .prose, .object:
            guard rest.contains("`") else {
                let name = rest.trimmingCharacters(in: .whitespaces).lowercased()
                (place, code) = (Self.proseNames.contains(name) ? .text : .code, "")
                return
            }
            // On one line.
            while rest.last == "`" || rest.last?.isWhitespace == true { rest.removeLast() }
            let name = rest.prefix { $0.isLetter }.lowercased()
            if name == "json" || rest.first == "{" {
                (place, code) = (.code, String(rest.dropFirst(name.count)))
                close(&shown)
            } else {
                give(rest + "\n", &shown)
            }
        }
    }

    private mutating func keep(_ character: Character) {
        if code.utf8.count < Self.longest { code.append(character) }
    }

    private mutating func give(_ text: some StringProtocol, _ shown: inout String) {
        guard place != .code else { return text.forEach { keep($0) } }
        hasText = hasText || text.contains { !$0.isWhitespace }
        shown += text
    }

    /// What an object answers, where nothing else does.
    private mutating func close(_ shown: inout String) {
        defer { (place, code) = (.prose, "") }
        // A fence, or a brace that begins no object, around sentences with their citations is none of code.
        let start = code.drop(while: \.isWhitespace)
        let isObject =
            start.first == "{" && start.dropFirst().drop(while: \.isWhitespace).first.map { "\"}".contains($0) } ?? true
        if !isObject, code.contains(/\[[0-9]{1,2}\]/) {
            hasText = true
            shown += code
            return
        }
        guard !hasText else { return }
        let bytes = Data(code.drop { $0 != "{" }.utf8)
        guard JSONShape.isModest(bytes), let value = try? JSONDecoder().decode(JSONValue.self, from: bytes) else {
            return
        }
        guard let answer = Self.answerNames.lazy.compactMap({ value[$0]?.string }).first else { return }
        hasText = true
        shown += answer + "\n"
    }
}
