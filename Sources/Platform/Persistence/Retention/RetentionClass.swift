/// A class of records: what it holds, how long it is kept, and what happens then. Every feature declares its own; a test
/// finds each table of the schema in one.
public struct RetentionClass: Sendable {
    /// How long its records are kept.
    public enum Term: Sendable {
        /// So many days, which a district may change within bounds.
        case days(standard: Int, within: ClosedRange<Int>, Aging)
        /// As long as what they belong to.
        case asLongAs(Owner)
        /// By a rule of their own, which another place applies.
        case byRule(Rule)
    }

    /// What records belong to, and go with.
    public enum Owner: String, Codable, Sendable {
        /// A person's account.
        case account
        /// A school, team or class, or what is set up for the district.
        case district
        /// A document, until somebody removes it.
        case document
        /// The appliance itself.
        case appliance
    }

    /// A rule that another place applies.
    public struct Rule: Sendable {
        /// How long, and by what, in plain words.
        public let words: String
        /// The schedule that applies it; nil where it is applied as records are written, or by hand.
        public let schedule: String?
        /// The group of settings that it is set in; nil where it is fixed.
        public let setting: String?

        public init(_ words: String, schedule: String?, setting: String?) {
            (self.words, self.schedule, self.setting) = (words, schedule, setting)
        }
    }

    /// Which records are how old. The names go into SQL as they are: they are written in the source, never taken.
    public struct Aging: Sendable {
        public let table: String
        /// The column by which a record is named: `rowid`, or the primary key of a table without one.
        public let key: String
        /// The column with the moment from which it counts.
        public let since: String
        /// Which records of the table are meant, in SQL.
        public let condition: String

        public init(_ table: String, key: String, since: String, where condition: String) {
            (self.table, self.key, self.since, self.condition) = (table, key, since, condition)
        }
    }

    /// Stable, and stored where a district sets its own duration.
    public let name: String
    /// What is kept, in plain words.
    public let holds: String
    /// Its tables. Records of other classes may lie in the same.
    public let tables: [String]
    public let term: Term

    public init(_ name: String, holds: String, tables: [String], _ term: Term) {
        (self.name, self.holds, self.tables, self.term) = (name, holds, tables, term)
    }
}

/// How long a district keeps what it may set a duration of.
public struct RetentionRules: Codable, Sendable, Equatable {
    /// By the names of classes, those that were set. A class that a later release does not know any more is left alone.
    public var days: [String: Int] = [:]

    public init(days: [String: Int] = [:]) { self.days = days }

    public static let setting = Setting("retention", standard: RetentionRules(), notes: .everyField) { rules in
        guard rules.days.count <= 200, rules.days.values.allSatisfy({ (1...36_500).contains($0) }) else {
            throw RetentionUnfit("Days must be 1 to 36500.")
        }
    }
}
