/// Reads Rich Text Format (Microsoft's specification 1.9.1): the text that a reader sees, paragraph by paragraph.
struct RTFReading {
    static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool { bytes.starts(with: Array("{\\rtf".utf8)) }

    /// A file of its own.
    static func read(_ bytes: UnsafeRawBufferPointer, limit: Int) -> ExtractedDocument {
        var reading = RTFReading(limit: limit)
        reading.walk(bytes)
        var builder = FlowBuilder(limit: limit)
        for block in reading.blocks { builder.add(block) }
        builder.notices = reading.notices
        let title = CharacterCleaning.clean(reading.title)
        let author = CharacterCleaning.clean(reading.author)
        return builder.document(
            .text, title: title.isEmpty || LeftTitle.isLeft(title) ? nil : title, author: author.isEmpty ? nil : author)
    }

    /// The paragraphs, for a file that imports it.
    static func blocks(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [FlowBlock] {
        var reading = RTFReading(limit: limit)
        reading.walk(bytes)
        return reading.blocks
    }

    /// What a group's words are for.
    private enum Purpose { case text, nothing, title, author }

    /// What holds until a group ends.
    private struct State {
        var purpose = Purpose.text
        var isHidden = false
        var isStruck = false
        var script = InlineText.Script.plain
        var level: Int?
        var isInTable = false
        /// Characters that stand for one that older programs do not know.
        var skips = 1
        /// The group begins with `\*`: what is not known is left out.
        var isOptional = false
        var isNote = false
        /// Whether each tab stop of the paragraph draws a row of dots, and whether the next one will.
        var leaders: [Bool] = []
        var drawsDots = false
    }

    private let limit: Int
    private(set) var blocks: [FlowBlock] = []
    private(set) var notices: [ReadingNotice] = []
    private(set) var title = ""
    private(set) var author = ""

    private var state = State()
    private var stack: [State] = []
    private var encoding = SingleByteEncoding.windows1252
    private var text = InlineText()
    private var cells: [FlowRow.Cell] = []
    private var cellBlocks: [FlowBlock] = []
    private var table = FlowTable()
    private var notes: [FlowBlock] = []
    /// What the paragraph around a note held before it.
    private var outside: [InlineText] = []
    private var toSkip = 0
    /// Tabs in this line so far.
    private var tabs = 0
    private var high: UInt16?
    private var characters = 0

    /// Groups deeper than this are left out.
    private static let deepest = 200

    private init(limit: Int) { self.limit = limit }

    // MARK: Walk

    private mutating func walk(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count, characters <= limit {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "{"):
                if stack.count < Self.deepest {
                    stack.append(state)
                    state.isOptional = false
                } else {
                    index = Self.end(of: bytes, from: index)
                }
            case UInt8(ascii: "}"): close()
            case UInt8(ascii: "\\"): index = control(bytes, index)
            case 0x0A, 0x0D: break
            default: add(byte)
            }
        }
        endParagraph()
        endTable()
        blocks += notes
    }

    /// The end of the group that a place lies in.
    private static func end(of bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var (index, depth) = (start, 1)
        while index < bytes.count, depth > 0 {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
            } else if bytes[index] == UInt8(ascii: "{") {
                depth += 1
            } else if bytes[index] == UInt8(ascii: "}") {
                depth -= 1
            }
            index += 1
        }
        return min(index, bytes.count)
    }

    private mutating func close() {
        let wasNote = state.isNote
        guard let before = stack.popLast() else { return }
        state = before
        guard wasNote, !state.isNote else { return }
        let note = CharacterCleaning.clean(text.composed)
        if !note.isEmpty { notes.append(FlowBlock(text: note, kind: .body)) }
        text = outside.popLast() ?? InlineText()
        text.skipMark()
    }

    /// A control word or sign behind a backslash; returns the place behind it.
    private mutating func control(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        guard start < bytes.count else { return start }
        let first = bytes[start]
        guard Self.isLetter(first) else { return sign(bytes, start) }
        var index = start
        while index < bytes.count, Self.isLetter(bytes[index]), index - start < 40 { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        var number: Int?
        let isNegative = index < bytes.count && bytes[index] == UInt8(ascii: "-")
        var place = isNegative ? index + 1 : index
        while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - index < 10 {
            number = (number ?? 0) * 10 + Int(bytes[place] - 0x30)
            place += 1
        }
        if number != nil { index = place }
        if index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
        if word == "bin" { return min(bytes.count, index + max(0, number ?? 0)) }
        obey(word, isNegative ? number.map { -$0 } : number)
        return index
    }

    private mutating func sign(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        switch bytes[start] {
        case UInt8(ascii: "'"):
            guard start + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(start + 1)...(start + 2)], as: UTF8.self), radix: 16)
            else { return start + 1 }
            add(value)
            return start + 3
        case UInt8(ascii: "*"): state.isOptional = true
        case UInt8(ascii: "~"): put(" ")
        case UInt8(ascii: "_"): put("-")
        case UInt8(ascii: "-"), UInt8(ascii: "|"), UInt8(ascii: ":"): break
        case 0x0A, 0x0D: endParagraph()
        default: add(bytes[start])
        }
        return start + 1
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) }

    // MARK: Text

    private mutating func add(_ byte: UInt8) {
        if toSkip > 0 { toSkip -= 1; return }
        put(byte < 0x80 ? Unicode.Scalar(byte) : encoding.high[Int(byte) - 0x80])
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        switch state.purpose {
        case .nothing: return
        case .title: if title.utf8.count < 500 { title.unicodeScalars.append(scalar) }
        case .author: if author.utf8.count < 500 { author.unicodeScalars.append(scalar) }
        case .text:
            guard !state.isHidden, !state.isStruck else {
                if scalar != " ", !isLeavingOut { notices.add(state.isStruck ? .struckLeftOut : .hiddenLeftOut) }
                isLeavingOut = true
                return
            }
            if scalar != " " { isLeavingOut = false }
            characters += 1
            text.append(String(scalar), state.script)
        }
    }

    /// Whether what was met last is left out: a passage counts once.
    private var isLeavingOut = false

    private mutating func putTab() {
        defer { tabs += 1 }
        guard state.purpose == .text, !state.leaders.isEmpty, state.leaders[min(tabs, state.leaders.count - 1)],
            !state.isHidden, !state.isStruck
        else { return put(" ") }
        text.append(LeaderLine.tabText)
    }

    /// A UTF-16 unit; what stands for it in older programs is skipped.
    private mutating func putUnit(_ number: Int) {
        let unit = UInt16(truncatingIfNeeded: number)
        toSkip = state.skips
        if (0xD800...0xDBFF).contains(unit) { high = unit; return }
        defer { high = nil }
        if (0xDC00...0xDFFF).contains(unit), let high {
            let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
            if let scalar = Unicode.Scalar(value) { put(scalar) }
        } else if (0xF020...0xF0FF).contains(unit) {
            for scalar in (SymbolFonts.sign(font: "symbol", code: UInt32(unit)) ?? "•").unicodeScalars { put(scalar) }
        } else if let scalar = Unicode.Scalar(UInt32(unit)) {
            put(scalar)
        }
    }

    // MARK: Control words

    /// Groups whose words are none of the text.
    private static let unread: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "pict", "objdata", "fldinst", "themedata", "colorschememapping",
        "datastore", "xmlnstbl", "listtable", "listoverridetable", "rsidtbl", "generator", "latentstyles", "revtbl",
        "filetbl", "info", "bkmkstart", "bkmkend", "comment", "annotation", "atnid", "atnauthor", "atnref", "atndate",
        "nonshppict", "panose", "falt", "sp", "shppict", "userprops", "wgrffmtfilter", "pgdsctbl", "template", "tc",
        "xe", "private", "passwordhash", "background", "mmathPr", "ffname", "ffdeftext", "ffformat",
    ]
    private static let signs: [String: Unicode.Scalar] = [
        "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
        "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
    ]

    private mutating func obey(_ word: String, _ number: Int?) {
        toSkip = 0
        if word == "tab" { return putTab() }
        if let sign = Self.signs[word] { return put(sign) }
        if Self.unread.contains(word) {
            if word == "annotation" { notices.add(.commentsLeftOut) }
            state.purpose = .nothing
            return
        }
        if state.isOptional {
            state.isOptional = false
            // Drawn boxes hold text although older programs may pass them by.
            if !["shpinst", "shptxt"].contains(word) { state.purpose = .nothing }
            return
        }
        switch word {
        case "par", "sect", "page":
            if state.purpose == .text { endParagraph() }
        case "line":
            if state.purpose == .text {
                text.breakLine()
                tabs = 0
            }
        case "pard": (state.level, state.isInTable, state.leaders, state.drawsDots) = (nil, false, [], false)
        case "tldot", "tlmdot", "tlhyph": state.drawsDots = true
        case "tlul", "tlth", "tleq": state.drawsDots = false
        case "tx", "tb":
            if state.leaders.count < 64 { state.leaders.append(state.drawsDots) }
            state.drawsDots = false
        case "plain": (state.isHidden, state.isStruck, state.script) = (false, false, .plain)
        case "intbl": state.isInTable = true
        case "outlinelevel": state.level = number.flatMap { (0...8).contains($0) ? $0 : nil }
        case "v": state.isHidden = number != 0
        case "strike", "striked", "deleted": state.isStruck = number != 0
        case "super": state.script = number == 0 ? .plain : .raised
        case "sub": state.script = number == 0 ? .plain : .lowered
        case "nosupersub": state.script = .plain
        case "cell", "nestcell": if state.purpose == .text { endCell() }
        case "row", "nestrow": if state.purpose == .text { endRow() }
        case "u": if let number { putUnit(number) }
        case "uc": state.skips = max(0, min(number ?? 1, 20))
        case "ansicpg": if let number, let page = SingleByteEncoding(label: "cp\(number)") { encoding = page }
        case "mac": encoding = .macRoman
        case "pc": encoding = .dos437
        case "pca": encoding = .dos850
        case "title": if state.purpose == .nothing { state.purpose = .title }
        case "author": if state.purpose == .nothing { state.purpose = .author }
        case "footnote": openNote()
        case "chftn": text.skipMark()
        case "header", "footer", "headerl", "headerr", "headerf", "footerl", "footerr", "footerf":
            state.purpose = .nothing
        case "shptxt": state.purpose = .text
        default: break
        }
    }

    private mutating func openNote() {
        guard state.purpose == .text, !state.isNote, outside.count < 4 else { return state.purpose = .nothing }
        outside.append(text)
        text = InlineText()
        state.isNote = true
    }

    // MARK: Paragraphs and tables

    private mutating func endParagraph() {
        if state.isNote { return text.append(" ") }
        let lines = text.lines
        let isEmpty = text.isEmpty
        (text, tabs) = (InlineText(), 0)
        guard !isEmpty else {
            // A blank line parts two tables.
            if !state.isInTable { endTable() }
            return
        }
        var made: [FlowBlock] = []
        let whole = lines.joined(separator: " ")
        if let level = state.level, whole.utf8.count < 300 {
            made = [FlowBlock(text: whole, kind: .heading(level: level))]
        } else if FlowLines.isItem(whole) {
            made = [FlowBlock(text: whole, kind: .listItem)]
        } else {
            made = FlowLines.paragraphs(lines).map { FlowBlock(text: $0, kind: .body) }
        }
        if state.isInTable {
            cellBlocks += made
        } else {
            endTable()
            blocks += made
        }
    }

    private mutating func endCell() {
        state.isInTable = true
        endParagraph()
        if cells.count < FlowTable.mostColumns { cells.append(FlowRow.Cell(blocks: cellBlocks)) }
        cellBlocks = []
    }

    private mutating func endRow() {
        guard !cells.isEmpty else { return }
        var row = FlowRow()
        row.cells = cells
        row.add(to: &blocks, table: &table)
        (cells, cellBlocks) = ([], [])
    }

    private mutating func endTable() {
        endRow()
        blocks += cellBlocks
        (table, cellBlocks) = (FlowTable(), [])
    }
}
