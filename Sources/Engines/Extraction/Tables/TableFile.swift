/// A table of a delivery: a CSV file's head and rows.
public struct TableFile: Sendable, Equatable {
    /// A row and the line it begins at, from 1.
    public struct Row: Sendable, Equatable {
        public var line: Int
        public var fields: [String]
    }

    /// Why reading stopped at a line.
    public struct Fault: Sendable, Equatable {
        public var line: Int
        /// A clause without a full stop.
        public var text: String
    }

    /// Without folder and ending, in small letters, such as `users`.
    public var name: String
    /// The folder that it lies in; empty at the top.
    public var folder: String
    public var columns: [String]
    public var rows: [Row]
    /// The rows end before it.
    public var fault: Fault?
}

extension Extraction {
    /// The CSV files of a zip archive that lie beside a file of one name, in whatever folder that is: programs put one
    /// or two around what they write. Parses hostile input: call it in the sandboxed worker only.
    /// - Parameters:
    ///   - names: only these tables are read, all others are passed by.
    ///   - head: the table that must lie in the same folder; where it lies in several, only it is read.
    /// - Returns: the tables in the form that `tables(from:)` reads.
    /// - Throws: `ExtractionFailure`.
    public static func tables(
        _ bytes: UnsafeRawBufferPointer, named names: Set<String>, beside head: String, limits: ExtractionLimits
    ) throws(ExtractionFailure) -> [UInt8] {
        guard bytes.starts(with: [0x50, 0x4B]) else { throw .damaged(detail: "it is not a zip archive") }
        let archive = try ZipArchive(bytes, reader: try Reader(), limits: limits)
        let found = archive.names.sorted().compactMap { place(of: $0, among: names) }
        let folders = Set(found.filter { $0.name == head }.map(\.folder))
        var tables: [TableFile] = []
        for one in found where folders.contains(one.folder) && (folders.count == 1 || one.name == head) {
            guard let content = try archive.read(one.path) else { continue }
            guard let text = content.withUnsafeBytes({ TableText.decode($0) }) else {
                throw .damaged(detail: "\(one.name).csv is not text")
            }
            var table = CSVReading.read(text, name: one.name, folder: one.folder)
            table.fault = table.fault ?? cut(table, text)
            tables.append(table)
        }
        var writer = ByteWriter()
        writer.write(tables) { writer, table in
            writer.write(table.name)
            writer.write(table.folder)
            writer.write(table.columns) { $0.write($1) }
            writer.write(table.rows) { writer, row in
                writer.write(row.line)
                writer.write(row.fields) { $0.write($1) }
            }
            writer.write([table.fault].compactMap(\.self)) { writer, fault in
                writer.write(fault.line)
                writer.write(fault.text)
            }
        }
        return writer.bytes
    }

    /// A last line that has no end and fewer fields than the head was cut, as by a full disk or a broken transfer: what
    /// came after it is missing too.
    private static func cut(_ table: TableFile, _ text: String) -> TableFile.Fault? {
        guard let last = table.rows.last, last.fields.count < table.columns.count,
            text.utf8.last.map({ $0 != 0x0A && $0 != 0x0D }) == true
        else { return nil }
        return .init(
            line: last.line,
            text:
                "the file ends in the middle of this line, after \(last.fields.count) of \(table.columns.count) fields, so "
                + "rows may be missing: export and send the delivery again; where it is whole, end the last line with a "
                + "line break")
    }

    /// Where an entry of an archive lies, if it is one of the tables. Some programs write `\` between folders.
    private static func place(
        of path: String, among names: Set<String>
    ) -> (name: String, folder: String, path: String)? {
        let parts = path.split { $0 == "/" || $0 == "\\" }
        guard let file = parts.last?.lowercased(), file.hasSuffix(".csv"), !parts.contains("__MACOSX") else {
            return nil
        }
        let name = String(file.dropLast(4))
        guard names.contains(name) else { return nil }
        return (name, parts.dropLast().joined(separator: "/"), path)
    }

    /// Reads what a worker's `tables` gave; every length is checked.
    /// - Throws: `ExtractionFailure.damaged`.
    public static func tables(from bytes: [UInt8]) throws(ExtractionFailure) -> [TableFile] {
        var reader = ByteReader(bytes)
        do throws(ByteReader.Malformed) {
            return try reader.array { reader throws(ByteReader.Malformed) in
                TableFile(
                    name: try reader.string(),
                    folder: try reader.string(),
                    columns: try reader.array { reader throws(ByteReader.Malformed) in try reader.string() },
                    rows: try reader.array { reader throws(ByteReader.Malformed) in
                        TableFile.Row(
                            line: try reader.int(),
                            fields: try reader.array { reader throws(ByteReader.Malformed) in try reader.string() })
                    },
                    fault: try reader.array { reader throws(ByteReader.Malformed) in
                        TableFile.Fault(line: try reader.int(), text: try reader.string())
                    }.first)
            }
        } catch { throw .damaged(detail: "its tables") }
    }
}
