/// Reads a file's tables, keys and values.
struct TOMLDocumentReader {
    /// How deep lists and tables may stand in one another; more would only be meant to exhaust the stack.
    private static let depth = 64

    private var scanner: TOMLScanner
    private let root = TOMLOpenTable(at: TOMLPosition(line: 1, column: 1))

    init(_ scanner: TOMLScanner) { self.scanner = scanner }

    mutating func read() throws(TOMLError) -> [String: TOMLValue] {
        var table = root
        while true {
            try scanner.skipAll()
            guard !scanner.isAtEnd else { return root.whole }
            if scanner.byte == UInt8(ascii: "[") {
                table = try header()
            } else {
                try member(of: table, depth: 0)
            }
            scanner.skipBlanks()
            try scanner.skipComment()
            guard try scanner.skipLineEnd() || scanner.isAtEnd else {
                throw scanner.error("More stands on this line than one thing. Begin a new line here.")
            }
        }
    }

    private mutating func header() throws(TOMLError) -> TOMLOpenTable {
        let isList = scanner.isNext("[[")
        scanner.skip(isList ? 2 : 1)
        scanner.skipBlanks()
        let path = try key()
        guard isList ? scanner.isNext("]]") : scanner.byte == UInt8(ascii: "]") else {
            throw scanner.error("A table's name is not closed. Put \(isList ? "]]" : "]") behind it.")
        }
        scanner.skip(isList ? 2 : 1)
        return isList ? try root.append(path) : try root.open(path)
    }

    /// A key with its parts; blanks behind it are skipped.
    private mutating func key() throws(TOMLError) -> [TOMLKeyPart] {
        var parts: [TOMLKeyPart] = []
        repeat {
            scanner.skipBlanks()
            let position = scanner.position
            let name: String
            switch scanner.byte {
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard !scanner.isNext("\"\"\""), !scanner.isNext("'''") else {
                    throw scanner.error("A key goes over no lines. Put it in one quotation mark on each side.")
                }
                name = try scanner.string()
            default:
                name = scanner.bareKey()
                guard !name.isEmpty else {
                    throw scanner.error(
                        "A key is missing here. Keys are letters, digits, - and _; others stand in quotation marks.")
                }
            }
            guard parts.count < Self.depth else {
                throw scanner.error("A key has more than \(Self.depth) parts. Use a shorter one.")
            }
            parts.append(TOMLKeyPart(name: name, position: position))
            scanner.skipBlanks()
        } while scanner.take(UInt8(ascii: "."))
        return parts
    }

    private mutating func member(of table: TOMLOpenTable, depth: Int) throws(TOMLError) {
        let path = try key()
        guard scanner.take(UInt8(ascii: "=")) else {
            throw scanner.error(
                "An = is missing behind “\(path.map(\.name).joined(separator: "."))”. Write KEY = VALUE.")
        }
        scanner.skipBlanks()
        try table.set(path, to: try value(depth: depth))
    }

    private mutating func value(depth: Int) throws(TOMLError) -> TOMLValue {
        let (start, position) = (scanner.index, scanner.position)
        guard depth < Self.depth else {
            throw scanner.error("Lists and tables stand more than \(Self.depth) deep in one another.")
        }
        switch scanner.byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return TOMLValue(.string(try scanner.string()), at: position)
        case UInt8(ascii: "["): return TOMLValue(.array(try list(depth: depth)), at: position)
        case UInt8(ascii: "{"): return TOMLValue(.table(try inline(depth: depth)), at: position)
        default: break
        }
        let word = scanner.word()
        if let content = TOMLNumber.value(of: word) { return TOMLValue(content, at: position) }
        guard !word.isEmpty else { throw scanner.error("A value is missing here.", at: start) }
        guard !TOMLNumber.isDate(word) else {
            throw scanner.error(
                "Nothing here takes a date or a time. Put “\(word.prefix(40))” in quotation marks.", at: start)
        }
        throw scanner.error(
            "“\(word.prefix(40))” is no number, true or false. Put texts in quotation marks.", at: start)
    }

    private mutating func list(depth: Int) throws(TOMLError) -> [TOMLValue] {
        let start = scanner.index
        scanner.skip()
        var values: [TOMLValue] = []
        while true {
            try scanner.skipAll()
            if scanner.take(UInt8(ascii: "]")) { return values }
            guard !scanner.isAtEnd else {
                throw scanner.error("A list that begins here is not closed. Put its ].", at: start)
            }
            values.append(try value(depth: depth + 1))
            try scanner.skipAll()
            if scanner.take(UInt8(ascii: "]")) { return values }
            guard scanner.take(UInt8(ascii: ",")) else {
                throw scanner.error("A comma is missing in a list, or its ].")
            }
        }
    }

    private mutating func inline(depth: Int) throws(TOMLError) -> [String: TOMLValue] {
        let table = TOMLOpenTable(at: scanner.position)
        scanner.skip()
        scanner.skipBlanks()
        if scanner.take(UInt8(ascii: "}")) { return [:] }
        while true {
            scanner.skipBlanks()
            try member(of: table, depth: depth + 1)
            scanner.skipBlanks()
            if scanner.take(UInt8(ascii: "}")) { return table.whole }
            guard scanner.take(UInt8(ascii: ",")) else {
                throw scanner.error("A comma is missing in a table of one line, or its }. It goes over no lines.")
            }
        }
    }
}
