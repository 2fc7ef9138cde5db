/// A table of a delivery: a CSV file's head and rows.
public struct TableFile: Sendable, Equatable {
    /// A row and the line it begins at, from 1.
    public struct Row: Sendable, Equatable {
        public var line: Int
        public var fields: [String]
    }

    /// Without folder and ending, such as `users`.
    public var name: String
    public var columns: [String]
    public var rows: [Row]
}

extension Extraction {
    /// The CSV files of a zip archive. Parses hostile input: call it in the sandboxed worker only.
    /// - Parameter names: only these tables are read, all others are passed by.
    /// - Returns: the tables in the form that `tables(from:)` reads.
    /// - Throws: `ExtractionFailure`.
    public static func tables(
        _ bytes: UnsafeRawBufferPointer, named names: Set<String>, limits: ExtractionLimits
    ) throws(ExtractionFailure) -> [UInt8] {
        guard bytes.starts(with: [0x50, 0x4B]) else { throw .damaged(detail: "it is not a zip archive") }
        let archive = try ZipArchive(bytes, reader: try Reader(), limits: limits)
        var tables: [TableFile] = []
        for path in archive.names.sorted() {
            // Files at the root, or in the one folder that some programs put around them.
            let parts = path.split(separator: "/")
            guard parts.count <= 2, let file = parts.last, file.hasSuffix(".csv"), !path.hasPrefix("__MACOSX") else {
                continue
            }
            let name = String(file.dropLast(4))
            guard names.contains(name), !tables.contains(where: { $0.name == name }),
                let content = try archive.read(path)
            else { continue }
            let text = content.withUnsafeBytes { TextEncodingGuess($0)?.decode($0) }
            guard let text else { throw .damaged(detail: "\(name).csv is not text") }
            tables.append(CSVReading.read(text, name: name))
        }
        var writer = ByteWriter()
        writer.write(tables) { writer, table in
            writer.write(table.name)
            writer.write(table.columns) { $0.write($1) }
            writer.write(table.rows) { writer, row in
                writer.write(row.line)
                writer.write(row.fields) { $0.write($1) }
            }
        }
        return writer.bytes
    }

    /// Reads what a worker's `tables` gave; every length is checked.
    /// - Throws: `ExtractionFailure.damaged`.
    public static func tables(from bytes: [UInt8]) throws(ExtractionFailure) -> [TableFile] {
        var reader = ByteReader(bytes)
        do throws(ByteReader.Malformed) {
            return try reader.array { reader throws(ByteReader.Malformed) in
                TableFile(
                    name: try reader.string(),
                    columns: try reader.array { reader throws(ByteReader.Malformed) in try reader.string() },
                    rows: try reader.array { reader throws(ByteReader.Malformed) in
                        TableFile.Row(
                            line: try reader.int(),
                            fields: try reader.array { reader throws(ByteReader.Malformed) in try reader.string() })
                    })
            }
        } catch { throw .damaged(detail: "its tables") }
    }
}
