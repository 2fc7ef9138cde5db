public import Foundation

extension Report {
    /// Rows under a head. Rows with too few cells are filled up, those with too many are cut.
    public struct Table: Sendable, Equatable {
        public var caption: String?
        public var columns: [Column]
        public var rows: [[Cell]]

        public init(caption: String? = nil, columns: [Column], rows: [[Cell]] = []) {
            (self.caption, self.columns, self.rows) = (caption, columns, rows)
        }

        /// As many cells as there are columns.
        func cells(_ row: [Cell]) -> [Cell] {
            row.count == columns.count
                ? row
                : Array(row.prefix(columns.count)) + Array(repeating: .empty, count: max(0, columns.count - row.count))
        }
    }

    public struct Column: Sendable, Equatable, ExpressibleByStringLiteral {
        public var title: String
        public var alignment: Alignment

        public enum Alignment: Sendable { case leading, center, trailing }

        public init(_ title: String, _ alignment: Alignment = .leading) {
            (self.title, self.alignment) = (title, alignment)
        }
        public init(stringLiteral title: String) { self.init(title) }
    }

    /// A value of a table: what is a number or a time stays one where the file's form knows them.
    public enum Cell: Sendable, Equatable, ExpressibleByStringLiteral {
        case text([Run])
        /// With so many decimals, 0 to 6, or as many as it has; one that is not finite is empty.
        case number(Double, decimals: Int? = nil)
        /// The day of a moment, in UTC.
        case day(Date)
        /// To the second, in UTC.
        case moment(Date)
        case empty

        public init(stringLiteral text: String) { self = .text([.text(text)]) }

        /// A cell of text without styles.
        public static func plain(_ text: String) -> Cell { text.isEmpty ? .empty : .text([.text(text)]) }
    }
}

extension Report.Cell {
    /// As a person reads it: a point before decimals, days and times as ISO 8601 writes them.
    var plain: String {
        switch self {
        case .text(let runs): runs.plain
        case .number(let value, let decimals): Self.digits(value, decimals)
        case .day(let date): CivilTime(date).day
        case .moment(let date): CivilTime(date).moment
        case .empty: ""
        }
    }

    private static func digits(_ value: Double, _ decimals: Int?) -> String {
        guard value.isFinite else { return "" }
        if let decimals { return String(format: "%.\(min(max(decimals, 0), 6))f", value) }
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
