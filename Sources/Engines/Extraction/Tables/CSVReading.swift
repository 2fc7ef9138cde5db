/// Reads CSV (RFC 4180): commas, quotes, line feeds with or without carriage returns, a byte order mark before it all.
enum CSVReading {
    static func read(_ text: String, name: String) -> TableFile {
        var text = text
        return text.withUTF8 { bytes in
            var parser = Parser(bytes: bytes)
            let columns = parser.next()?.fields ?? []
            var rows: [TableFile.Row] = []
            while let row = parser.next() {
                // A blank line is no row.
                if row.fields.count > 1 || row.fields.first?.isEmpty == false { rows.append(row) }
            }
            return TableFile(name: name, columns: columns, rows: rows)
        }
    }

    private struct Parser {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
        var line = 1

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        }

        /// nil at the end.
        mutating func next() -> TableFile.Row? {
            guard position < bytes.count else { return nil }
            var row = TableFile.Row(line: line, fields: [])
            while true {
                row.fields.append(position < bytes.count && bytes[position] == quote ? quoted() : plain())
                guard position < bytes.count, bytes[position] == comma else { break }
                position += 1
            }
            endLine()
            return row
        }

        private mutating func plain() -> String {
            let start = position
            while position < bytes.count, bytes[position] != comma, bytes[position] != feed, bytes[position] != turn {
                position += 1
            }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func quoted() -> String {
            var field: [UInt8] = []
            position += 1
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                if byte == quote {
                    guard position < bytes.count, bytes[position] == quote else { break }
                    position += 1
                }
                if byte == feed { line += 1 }
                field.append(byte)
            }
            // What stands between the closing quote and the comma belongs to the field, as spreadsheets have it.
            return String(decoding: field, as: UTF8.self) + plain()
        }

        private mutating func endLine() {
            if position < bytes.count, bytes[position] == turn { position += 1 }
            if position < bytes.count, bytes[position] == feed { position += 1 }
            line += 1
        }

        private let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), feed = UInt8(ascii: "\n")
        private let turn = UInt8(ascii: "\r")
    }
}
