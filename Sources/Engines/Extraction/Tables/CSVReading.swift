/// Reads CSV (RFC 4180) as programs and spreadsheets write it: separated by commas, semicolons, tabs or bars, with
/// quotes, line feeds with or without carriage returns. What cannot be told apart is a fault, never a guess: a quote that
/// is not closed would swallow the rows after it.
enum CSVReading {
    static func read(_ text: String, name: String, folder: String = "") -> TableFile {
        var text = text
        return text.withUTF8 { bytes in
            var parser = Parser(bytes: bytes)
            let columns = parser.next()?.fields ?? []
            var rows: [TableFile.Row] = []
            while let row = parser.next() {
                // A blank line is no row.
                if row.fields.count > 1 || row.fields.first?.isEmpty == false { rows.append(row) }
            }
            return TableFile(name: name, folder: folder, columns: columns, rows: rows, fault: parser.fault)
        }
    }

    private struct Parser {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
        var line = 1
        /// The first; nothing is read after it.
        var fault: TableFile.Fault?
        private var separator = UInt8(ascii: ",")

        init(bytes: UnsafeBufferPointer<UInt8>) {
            self.bytes = bytes
            if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
            separator = chosenSeparator()
        }

        /// What the first line is separated by. A spreadsheet may name it in a line of its own (`sep=;`).
        private mutating func chosenSeparator() -> UInt8 {
            let first = bytes[position...].prefix { $0 != feed && $0 != turn }
            if first.count == 5, String(decoding: first.prefix(4), as: UTF8.self).lowercased() == "sep=" {
                position += first.count
                endLine()
                return first[first.endIndex - 1]
            }
            var counts: [UInt8: Int] = [:]
            var isQuoted = false
            for byte in first {
                if byte == quote { isQuoted.toggle() }
                if !isQuoted { counts[byte, default: 0] += 1 }
            }
            let known = [",", ";", "\t", "|"].map { UInt8(ascii: $0) }
            return known.max { counts[$0, default: 0] < counts[$1, default: 0] }.flatMap {
                counts[$0, default: 0] > counts[known[0], default: 0] ? $0 : nil
            } ?? known[0]
        }

        /// nil at the end, and after a fault.
        mutating func next() -> TableFile.Row? {
            guard fault == nil, position < bytes.count else { return nil }
            var row = TableFile.Row(line: line, fields: [])
            while true {
                row.fields.append(field())
                guard fault == nil else { return nil }
                guard position < bytes.count, bytes[position] == separator else { break }
                position += 1
            }
            endLine()
            return row
        }

        private mutating func field() -> String {
            // Some programs put blanks before a quote.
            var start = position
            while start < bytes.count, bytes[start] == space { start += 1 }
            guard start < bytes.count, bytes[start] == quote else { return plain() }
            position = start
            return quoted()
        }

        private mutating func plain() -> String {
            let start = position
            while position < bytes.count, bytes[position] != separator, bytes[position] != feed,
                bytes[position] != turn
            { position += 1 }
            return String(decoding: bytes[start..<position], as: UTF8.self)
        }

        private mutating func quoted() -> String {
            let opened = line
            var field: [UInt8] = []
            var isClosed = false
            position += 1
            while position < bytes.count, !isClosed {
                let byte = bytes[position]
                position += 1
                if byte == quote {
                    guard position < bytes.count, bytes[position] == quote else {
                        isClosed = true
                        continue
                    }
                    position += 1
                }
                if byte == feed { line += 1 }
                field.append(byte)
            }
            while isClosed, position < bytes.count, bytes[position] == space { position += 1 }
            let isAtEnd =
                position >= bytes.count || bytes[position] == separator || bytes[position] == feed
                || bytes[position] == turn
            if !isClosed || !isAtEnd {
                fault = .init(
                    line: opened,
                    text: "a quotation mark opens a field here and is not closed at the field's end")
            }
            return String(decoding: field, as: UTF8.self)
        }

        private mutating func endLine() {
            if position < bytes.count, bytes[position] == turn { position += 1 }
            if position < bytes.count, bytes[position] == feed { position += 1 }
            line += 1
        }

        private let quote = UInt8(ascii: "\""), feed = UInt8(ascii: "\n"), turn = UInt8(ascii: "\r")
        private let space = UInt8(ascii: " ")
    }
}
