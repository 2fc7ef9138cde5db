/// Walks over the bytes of a file, and reads what does not hold other values.
struct TOMLScanner {
    private let bytes: [UInt8]
    private(set) var index = 0
    /// Where lines begin.
    private let lines: [Int]

    /// - Throws: `TOMLError` where the bytes are not UTF-8.
    init(_ bytes: [UInt8]) throws(TOMLError) {
        self.bytes = bytes
        lines = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw TOMLError(
                "This is not UTF-8. Save the file as UTF-8.", at: position(of: Self.firstInvalid(bytes)))
        }
        // A byte order mark says nothing about UTF-8.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    private static func firstInvalid(_ bytes: [UInt8]) -> Int {
        var line = bytes.startIndex
        while line < bytes.endIndex {
            let end = bytes[line...].firstIndex(of: 0x0A) ?? bytes.endIndex
            if String(validating: bytes[line..<end], as: UTF8.self) == nil { return line }
            line = end + 1
        }
        return bytes.startIndex
    }

    var isAtEnd: Bool { index >= bytes.count }
    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }
    var position: TOMLPosition { position(of: index) }

    /// Only looked up for values and errors, so that walking costs nothing.
    func position(of index: Int) -> TOMLPosition {
        let end = min(index, bytes.count)
        var (line, above) = (0, lines.count)
        while above - line > 1 {
            let middle = (line + above) / 2
            if lines[middle] <= end { line = middle } else { above = middle }
        }
        let start = line == 0 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : lines[line]
        // Bytes that go on with a scalar count for none of their own.
        let column = start <= end ? bytes[start..<end].count { $0 & 0xC0 != 0x80 } : 0
        return TOMLPosition(line: line + 1, column: column + 1)
    }

    func error(_ message: String, at index: Int? = nil) -> TOMLError {
        TOMLError(message, at: position(of: index ?? self.index))
    }

    func isNext(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[index...].starts(with: $0) }
    }

    mutating func skip(_ count: Int = 1) { index += count }

    mutating func take(_ byte: UInt8) -> Bool {
        guard self.byte == byte else { return false }
        index += 1
        return true
    }

    mutating func skipBlanks() {
        while let byte, byte == 0x20 || byte == 0x09 { index += 1 }
    }

    /// Skips a comment, if one is there, up to its line's end.
    mutating func skipComment() throws(TOMLError) {
        guard take(UInt8(ascii: "#")) else { return }
        while let byte, byte != 0x0A, !isNext("\r\n") {
            guard !Self.isControl(byte) else {
                throw error("A comment holds a control character. Take it out.")
            }
            index += 1
        }
    }

    /// Skips a line's end.
    /// - Returns: whether one was there.
    mutating func skipLineEnd() throws(TOMLError) -> Bool {
        if isNext("\r\n") {
            index += 2
            return true
        }
        if byte == 0x0D {
            throw error("A line ends in a lone carriage return. End lines with a line feed.")
        }
        return take(0x0A)
    }

    /// Skips blanks, comments and line ends.
    mutating func skipAll() throws(TOMLError) {
        repeat {
            skipBlanks()
            try skipComment()
        } while try skipLineEnd()
    }

    /// Up to the next byte that ends a word: blanks, line ends, commas, brackets, comments.
    mutating func word() -> String {
        let start = index
        while let byte, !" \t\r\n,]}#=".utf8.contains(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A bare key; empty where none begins here.
    mutating func bareKey() -> String {
        let start = index
        while let byte, Self.isBare(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// What TOML refuses in texts and comments: all control characters but the tab.
    static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }
}
