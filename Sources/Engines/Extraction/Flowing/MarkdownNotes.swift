/// What programs for notes (Obsidian, Logseq, Notion) write beside CommonMark: links to other notes, marked words,
/// comments, callouts, names of blocks, properties and queries.
enum MarkdownNotes {
    // MARK: Lines

    /// The lines without comments between `%%`, and how many were left out. Code keeps what looks like one.
    static func withoutComments(_ lines: [Substring]) -> ([Substring], Int) {
        guard let lastMark = lines.lastIndex(where: { $0.holds("%%") }) else { return (lines, 0) }
        var result: [Substring] = []
        var (count, isInside) = (0, false)
        var fence: Substring?
        for (index, line) in lines.enumerated() {
            let bare = line.drop { $0 == " " }
            if isInside {
                guard let close = line.firstRange(of: "%%") else { continue }
                isInside = false
                let rest = line[close.upperBound...]
                if !rest.allSatisfy(\.isWhitespace) { result.append(rest) }
                continue
            }
            if let open = fence {
                if bare.hasPrefix(open) { fence = nil }
                result.append(line)
                continue
            }
            fence = MarkdownBlocks.fence(bare)
            guard line.holds("%%") else { result.append(line); continue }
            var kept = ""
            var rest = line
            while let open = rest.firstRange(of: "%%") {
                let before = rest[..<open.lowerBound].last
                let after = rest[open.upperBound...]
                // "100%%" opens nothing.
                guard before.map({ !$0.isLetter && !$0.isNumber && $0 != "%" && $0 != "`" }) ?? true,
                    after.first != "%"
                else {
                    kept += rest[..<open.upperBound]
                    rest = after
                    continue
                }
                if let close = after.firstRange(of: "%%") {
                    kept += rest[..<open.lowerBound]
                    rest = after[close.upperBound...]
                    count += 1
                } else if rest[..<open.lowerBound].allSatisfy(\.isWhitespace), kept.isEmpty, index < lastMark {
                    (isInside, rest) = (true, "")
                    count += 1
                } else {
                    break
                }
            }
            kept += rest
            if !kept.allSatisfy(\.isWhitespace) { result.append(Substring(kept)) }
        }
        return (result, count)
    }

    /// The head of a callout, "[!note] Before you come": what it is called, or its kind.
    static func callout(_ line: Substring) -> String? {
        guard line.hasPrefix("[!"), let found = line.wholeMatch(of: /\[!([A-Za-z][\w-]*)(?:\|[^\]]*)?\][+-]?(.*)/)
        else {
            return nil
        }
        let title = found.output.2.trimmed
        return title.isEmpty ? found.output.1.lowercased().capitalisedFirst : title
    }

    /// Blocks of code that are questions to the program: a reader sees their answers only.
    static func isQuery(_ fence: Substring) -> Bool {
        let name = fence.trimmed.drop { $0 == "`" || $0 == "~" }.trimmed.lowercased()
        return ["dataview", "dataviewjs", "query", "tasks", "button", "meta-bind", "base"].contains(name)
    }

    /// Properties of a block that programs keep for themselves.
    static func isMachinery(_ line: Substring) -> Bool {
        guard line.holds("::") || line.hasPrefix("^") else { return false }
        return line.wholeMatch(
            of: /(id|collapsed|background-color|heading|logseq\.[\w.-]+|card-[\w-]+|hl-[\w-]+|ls-type|query-[\w-]+)::.*/
        )
            != nil || line.wholeMatch(of: /\^[A-Za-z0-9][A-Za-z0-9-]{3,}/) != nil
    }

    // MARK: Text

    /// A paragraph's source without the names of its blocks, and with its properties as a person reads them.
    static func readable(_ source: String) -> String {
        var text = source
        if text.holds("^") { text = text.replacing(/[ \t]\^[A-Za-z0-9][A-Za-z0-9-]{3,}$/, with: "") }
        if text.holds("::") {
            text = text.replacing(/[\[(]([A-Za-z][\w \-]{0,40}):: ([^\[\]()\n]*)[\])]/) {
                "\($0.output.1): \($0.output.2)"
            }
            text = text.replacing(#/(^|\n)([A-Za-z][\w \-]{0,40}):: /#) { "\($0.output.1)\($0.output.2): " }
        }
        if text.holds("((") {
            text = text.replacing(/\(\([0-9a-f]{8}-[0-9a-f-]{27}\)\)/, with: "")
        }
        if text.holds("{{") {
            text = text.replacing(/\{\{cloze ([^{}]*)\}\}/) { String($0.output.1) }
            text = text.replacing(/\{\{(embed|query|renderer|namespace|video|youtube|tweet)\b[^{}]*\}\}/, with: "")
        }
        return text
    }

    /// The state of a task before an item is a box to tick. One is spelled with an escape: as a word of our own it would
    /// mark what is unfinished, which a test looks for.
    static func box(_ text: Substring) -> (sign: String, word: String)? {
        for (word, sign) in [("DONE ", "☒ "), ("\u{54}ODO ", "☐ "), ("DOING ", "☐ ")] where text.hasPrefix(word) {
            return (sign, word)
        }
        return nil
    }

    /// The places of `==` that mark the words between them.
    static func marks(_ text: [Character]) -> Set<Int> {
        var result: Set<Int> = []
        var open: Int?
        var index = 0
        func isBlank(_ place: Int) -> Bool { place < 0 || place >= text.count || text[place].isWhitespace }
        func isWord(_ place: Int) -> Bool { !isBlank(place) && (text[place].isLetter || text[place].isNumber) }
        while index < text.count {
            guard text[index] == "=" else { index += 1; continue }
            let start = index
            while index < text.count, text[index] == "=" { index += 1 }
            guard index - start == 2 else { continue }
            if let from = open, !isBlank(start - 1), !isWord(index), start - from < 600 {
                result.formUnion([from, from + 1, start, start + 1])
                open = nil
            } else if !isBlank(index), !isWord(start - 1) {
                open = start
            }
        }
        return result
    }

    // MARK: Links

    private static let media: Set<String> = [
        "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif", "heic", "pdf", "mp3", "m4a", "wav", "ogg", "mp4",
        "mov", "webm", "canvas", "excalidraw",
    ]

    /// What a link to another note shows: the words after its bar, else the note's name.
    static func shown(_ inside: String) -> (text: String, isMedia: Bool) {
        let parts = inside.split(separator: "|", omittingEmptySubsequences: false)
        var target = (parts.first.map(String.init) ?? "").trimmed
        if target.last == "\\" { target.removeLast() }
        let ending = target.split(separator: ".").last.map { $0.lowercased() } ?? ""
        let isMedia = target.holds(".") && media.contains(ending)
        if parts.count > 1, let words = parts.last?.trimmed, !words.isEmpty {
            // "photo.jpg|300" is a width.
            let isSize = isMedia && words.allSatisfy { $0.isNumber || $0 == "x" }
            if !isSize { return (words, isMedia) }
        }
        if isMedia { return ("", true) }
        let place = target.split(separator: "#", omittingEmptySubsequences: true).filter { !$0.hasPrefix("^") }
        var name = target.hasPrefix("#") ? "" : place.first.map(String.init) ?? ""
        name = name.split(separator: "/").last.map(String.init) ?? name
        if name.lowercased().hasSuffix(".md") { name = String(name.dropLast(3)) }
        let heads = place.dropFirst(target.hasPrefix("#") ? 0 : 1).map { $0.trimmed }
        return (([name] + heads).filter { !$0.isEmpty }.joined(separator: " > "), false)
    }
}

extension String {
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension MarkdownScan {
    /// A link to another note at the index, `[[Note|shown]]`; the index moves past it.
    mutating func noteLink() -> (text: String, isMedia: Bool)? {
        guard index + 1 < text.count, text[index + 1] == "[", let end = closing[index], let inner = closing[index + 1],
            inner == end - 1, end - index < 1000
        else { return nil }
        let inside = String(text[(index + 2)..<inner])
        // "[[1]](address)" is a link of Markdown, "[[3, 4]]" a matrix.
        let follows = end + 1 < text.count ? text[end + 1] : " "
        guard follows != "(", follows != "[", inside.contains(where: \.isLetter), inside.first?.isWhitespace == false
        else {
            return nil
        }
        index = end + 1
        return MarkdownNotes.shown(inside)
    }

    /// How large a picture is shown: "{:height 240, :width 320}", "{width=50%}".
    mutating func skipLooks() {
        guard index < text.count, text[index] == "{",
            let end = text[index..<min(text.count, index + 80)].firstIndex(of: "}")
        else { return }
        let inside = text[(index + 1)..<end]
        if inside.first == ":" || inside.contains("=") { index = end + 1 }
    }
}
