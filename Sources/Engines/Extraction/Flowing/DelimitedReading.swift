/// Reads a table that a spreadsheet saved as text: its heads, then a row a line.
enum DelimitedReading {
    static let extensions = ["csv", "tsv", "tab"]
    static func isTable(_ fileName: String) -> Bool {
        extensions.contains { fileName.lowercased().hasSuffix("." + $0) }
    }

    /// The heads are written anew after so many rows, so that a row is never far from them.
    private static let rowsBetweenHeads = 60

    static func read(_ text: String, limit: Int) -> ExtractedDocument {
        let table = CSVReading.read(text, name: "")
        // What is no table after all is read as it stands.
        guard table.fault == nil, table.columns.count > 1 || table.rows.contains(where: { $0.fields.count > 1 }) else {
            return PlainTextReading.read(text, limit: limit)
        }
        var builder = FlowBuilder(limit: limit)
        let heads = row(table.columns)
        builder.add(heads, .tableRow)
        for (index, fields) in table.rows.map(\.fields).enumerated() {
            if index > 0, index % rowsBetweenHeads == 0, table.columns.count > 1 { builder.add(heads, .tableRow) }
            let filled = fields.filter { !$0.trimmed.isEmpty }
            guard !filled.isEmpty else { continue }
            builder.add(row(fields), .tableRow)
        }
        return builder.document(.text)
    }

    private static func row(_ fields: [String]) -> String {
        var fields = fields.map { CharacterCleaning.clean($0) }
        while fields.last?.isEmpty ?? false { fields.removeLast() }
        return fields.joined(separator: " | ")
    }
}
