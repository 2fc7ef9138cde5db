import Foundation
import Kernel

/// What a server says of its own failure, in whichever of the forms that servers use.
struct ServerWords: Sendable, Equatable {
    /// The sentence for people: one line, short, without what looks like a key.
    let sentence: String?
    /// All texts of the error, to look for names of fields in.
    let whole: String

    private static let most = 160

    /// - Parameter body: the answer's beginning; nothing, a page, a text, or JSON.
    init(_ body: Data) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: body.prefix(1 << 16)) else {
            let text = String(decoding: body.prefix(4096), as: UTF8.self)
            let isPage = text.contains(/<\s*(?:!doctype|html|head|body)\b/.ignoresCase())
            self.init(isPage ? "" : text)
            return
        }
        self.init(value)
    }

    /// - Parameter type: the failure's name, where a server tells that apart from its words: it goes before them.
    init(_ body: Data, type: String?) {
        let words = ServerWords(body)
        self.init(words, type: type)
    }

    init(_ value: JSONValue, type: String?) { self.init(ServerWords(value), type: type) }

    private init(_ words: ServerWords, type: String?) {
        guard let type else { self = words; return }
        whole = "\(type) \(words.whole)"
        sentence = words.sentence.map { "\(type): \($0)" } ?? type
    }

    /// - Parameter value: an error's object, or what holds it.
    init(_ value: JSONValue) {
        let error = Self.error(in: value) ?? value
        var texts: [String] = []
        Self.collect(error, into: &texts, depth: 0)
        whole = texts.joined(separator: " ").beginning(4000)
        sentence = Self.plain(Self.message(of: error) ?? "")
    }

    private init(_ text: String) { (sentence, whole) = (Self.plain(text), text.beginning(4000)) }

    /// The error that an object of status 200 may hold as well; nil where it is none.
    static func error(in value: JSONValue) -> JSONValue? {
        if let error = value["error"], error != .null, error.string != "" { return error }
        if value["object"]?.string == "error" || value["type"]?.string == "error" { return value }
        if let detail = value["detail"], detail != .null, value["choices"] == nil { return detail }
        if let errors = value["errors"]?.array, let first = errors.first { return first }
        return nil
    }

    private static func message(of error: JSONValue) -> String? {
        if let text = error.string { return text }
        if let first = error.array?.first { return message(of: first) }
        for name in ["message", "Message", "msg", "detail", "error", "error_description", "title", "reason"] {
            if let found = error[name], let text = message(of: found), !text.isEmpty { return text }
        }
        return nil
    }

    /// Whether what was sent, with what is to be written, is more than the model takes at once; and how many tokens that
    /// is, where it says so.
    var overflow: (isThere: Bool, tokens: Int?) {
        let signs =
            /exceed_context_size|context_length_exceeded|(?:maximum|available|model.s)? ?context[ _](?:length|size|window)|n_ctx|(?:prompt|input) is too long|input token count|inputs?[^.]{0,20}tokens[^.]{0,40}must be <=/
        guard whole.contains(signs.ignoresCase()) else { return (false, nil) }
        let limits = [
            /n_ctx["'` :=]{0,4}(\d{3,8})/, /context (?:length|size|window)(?: is| of| of only|:)? ?\(?(\d{3,8})/,
            /must be <= ?(\d{3,8})/, /> ?(\d{3,8}) maximum/, /allowed \((\d{3,8})\)/,
        ]
        let found = limits.lazy.compactMap { whole.firstMatch(of: $0.ignoresCase()).flatMap { Int($0.output.1) } }.first
        return (true, found)
    }

    /// Whether a filter there refuses what was asked, as Azure says it: no other form would do.
    var isFiltered: Bool {
        whole.contains(/\bcontent_filter\b|ResponsibleAIPolicyViolation|content management policy/.ignoresCase())
    }

    /// Texts of an error. What it repeats of the request is passed by.
    private static func collect(_ value: JSONValue, into texts: inout [String], depth: Int) {
        guard depth < 6, texts.count < 100 else { return }
        switch value {
        case .string(let text): texts.append(text.beginning(1000))
        case .array(let list): for item in list.prefix(20) { collect(item, into: &texts, depth: depth + 1) }
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) where name != "input" && name != "ctx" {
                if name == "n_ctx", let tokens = member.number { texts.append("n_ctx \(Int(exactly: tokens) ?? 0)") }
                collect(member, into: &texts, depth: depth + 1)
            }
        default: break
        }
    }

    /// One short line, or nothing: what a server says may repeat a key or what it was sent.
    private static func plain(_ text: String) -> String? {
        var line = text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
        line.removeAll { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
        line.replace(
            /\b(?:(?:sk|pk|gsk|key)[-_]|Bearer |api[_-]?key[=:] ?)[A-Za-z0-9*_.\-]{6,}/.ignoresCase(), with: "…")
        line.replace(/[A-Za-z0-9*_\-]{32,}/, with: "…")
        guard line.contains(where: \.isLetter), !line.contains("<passage"), !line.contains("Question:") else {
            return nil
        }
        guard line.count > most else { return line }
        return String(line.prefix(most)) + "…"
    }
}
