/// Reads the text of a Markdown file (CommonMark's blocks and GitHub's tables); marks of style are dropped.
enum MarkdownReading {
    static func read(_ text: String) -> ExtractedDocument {
        var builder = FlowBuilder()
        var state = MarkdownBlocks()
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { state.take(line) }
        state.flush()
        for (text, kind) in state.blocks { builder.add(text, kind) }
        var document = builder.document(.markdown, title: state.title)
        document.title = document.title ?? document.outline.first { $0.level == 0 }?.title
        return document
    }
}

private struct MarkdownBlocks {
    private(set) var blocks: [(String, Paragraph.Kind)] = []
    private(set) var title: String?
    private var text = ""
    private var kind = Paragraph.Kind.body
    private var fence: Substring?
    private var isFrontMatter = false
    private var lineNumber = 0

    mutating func take(_ raw: Substring) {
        lineNumber += 1
        let line = raw.drop { $0 == " " || $0 == "\t" }
        if lineNumber == 1, line == "---" { isFrontMatter = true; return }
        if isFrontMatter {
            if line.hasPrefix("title:") {
                title = String(line.dropFirst(6)).trimmingCharacters(where: { " \"'".contains($0) })
            }
            if line == "---" || line == "..." { isFrontMatter = false }
            return
        }
        if let open = fence {
            if line.hasPrefix(open) { fence = nil; flush() } else { text += (text.isEmpty ? "" : " ") + line }
            return
        }
        if line.hasPrefix("```") || line.hasPrefix("~~~") { flush(); fence = line.prefix(3); return }
        if line.isEmpty { flush(); return }
        if let level = Self.headingLevel(line) {
            flush()
            let body = line.dropFirst(level + 1).reversed().drop { $0 == "#" || $0 == " " }.reversed()
            blocks.append((Self.plain(String(body)), .heading(level: level)))
            return
        }
        if let under = line.first, under == "=" || under == "-", line.allSatisfy({ $0 == under || $0 == " " }) {
            if !text.isEmpty, kind == .body, line.count > 1 { kind = .heading(level: under == "=" ? 0 : 1) }
            flush()
            return
        }
        if line.hasPrefix("|"), line.dropFirst().contains("|") { tableRow(line); return }
        if line.hasPrefix("<!--") { return }
        if let item = Self.listItem(line) {
            flush()
            (text, kind) = ("• " + item, .listItem)
            return
        }
        text += (text.isEmpty ? "" : " ") + line.drop { $0 == ">" || $0 == " " }
    }

    mutating func flush() {
        if !text.isEmpty { blocks.append((Self.plain(text), kind)) }
        (text, kind) = ("", .body)
    }

    private mutating func tableRow(_ line: Substring) {
        flush()
        // A blank cell keeps its column; what stands before the first bar and after the last is no cell.
        var parts = line.dropFirst().split(separator: "|", omittingEmptySubsequences: false)
        if parts.last?.allSatisfy(\.isWhitespace) ?? false { parts.removeLast() }
        let cells = parts.map { Self.plain(String($0)).trimmingCharacters(where: { $0 == " " }) }
        if cells.allSatisfy({ $0.allSatisfy { "-: ".contains($0) } }) { return }
        blocks.append((cells.joined(separator: " | "), .tableRow))
    }

    private static func headingLevel(_ line: Substring) -> Int? {
        let marks = line.prefix { $0 == "#" }.count
        guard (1...6).contains(marks), line.dropFirst(marks).first ?? " " == " " else { return nil }
        return marks - 1
    }

    private static func listItem(_ line: Substring) -> Substring? {
        if let mark = line.first, "-*+".contains(mark), line.dropFirst().first == " " { return line.dropFirst(2) }
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, digits.count < 4, let mark = line.dropFirst(digits.count).first, ".)".contains(mark),
            line.dropFirst(digits.count + 1).first == " "
        else { return nil }
        return line.dropFirst(digits.count + 2)
    }

    /// Without emphasis, code marks, links and images; an escaped character stays.
    private static func plain(_ text: String) -> String {
        var result = text.replacing(/!?\[([^\[\]]*)\]\([^()]*\)/) { String($0.1) }
        result = result.replacing(/!?\[([^\[\]]*)\]\[[^\[\]]*\]/) { String($0.1) }
        result = result.replacing(/<\/?[A-Za-z][^<>]*>/, with: "")
        result = result.replacing(/(\*\*|__|``|`|~~)/, with: "")
        result = result.replacing(/(^|[\s("“‘—])[*_]([^*_]+)[*_]/) { "\($0.1)\($0.2)" }
        return result.replacing(/\\([\\`*_{}\[\]()#+.!|-])/) { String($0.1) }
    }
}
