public import Foundation

/// A document as values, apart from the form of any file: what conversations, trails and lists are handed out as.
/// Written by `file(as:)`.
public struct Report: Sendable, Equatable {
    public var title: String
    public var subtitle: String?
    /// The language of its text (BCP 47), such as `en` or `es-US`.
    public var language: String
    public var author: String?
    /// Shown as a day, in UTC.
    public var createdAt: Date?
    public var blocks: [Block]

    public init(
        title: String, subtitle: String? = nil, language: String = "en", author: String? = nil,
        createdAt: Date? = nil, blocks: [Block] = []
    ) {
        (self.title, self.subtitle, self.language) = (title, subtitle, language)
        (self.author, self.createdAt, self.blocks) = (author, createdAt, blocks)
    }

    /// What stands in a report one below the other.
    public enum Block: Sendable, Equatable {
        /// Levels from 1 to 5, below the title.
        case heading(Int, [Run])
        case paragraph([Run])
        /// Small print.
        case note([Run])
        /// Somebody else's words, and the number of the source they are from.
        case quote([Run], citation: Int?)
        case list(List)
        case table(Table)
        /// Text whose blanks and line ends stay as they are.
        case code(String)
        case divider
        /// What citations refer to; each number stands once in a report.
        case sources([Source])
    }

    /// Text of one kind within a line. A line feed in it is a line break.
    public enum Run: Sendable, Equatable, ExpressibleByStringLiteral {
        case text(String, Style = [])
        /// A link; text alone where the address is none of the web or of mail.
        case link(String, to: String)
        /// A reference to the source of this number.
        case citation(Int)

        public init(stringLiteral text: String) { self = .text(text) }
    }

    public struct Style: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let bold = Style(rawValue: 1)
        public static let italic = Style(rawValue: 2)
    }

    public struct List: Sendable, Equatable {
        public var isNumbered: Bool
        public var items: [Item]

        public init(isNumbered: Bool = false, _ items: [Item]) { (self.isNumbered, self.items) = (isNumbered, items) }

        public struct Item: Sendable, Equatable {
            public var runs: [Run]
            /// Lists below it.
            public var lists: [List]

            public init(_ runs: [Run], lists: [List] = []) { (self.runs, self.lists) = (runs, lists) }
        }
    }

    /// A document, or a place in it, that citations refer to.
    public struct Source: Sendable, Equatable {
        public var number: Int
        public var title: String
        /// Where in it: "page 12".
        public var place: String?
        /// What else tells which it is: an ISBN, an edition.
        public var details: [String]
        /// On the web.
        public var address: String?

        public init(
            number: Int, title: String, place: String? = nil, details: [String] = [], address: String? = nil
        ) {
            (self.number, self.title, self.place) = (number, title, place)
            (self.details, self.address) = (details, address)
        }
    }
}

extension Report.Run {
    /// Without its style; a link with its address where that is not its text.
    var plain: String {
        switch self {
        case .text(let text, _): text
        case .link(let text, let address): text == address || text.isEmpty ? address : "\(text) (\(address))"
        case .citation(let number): "[\(number)]"
        }
    }
}

extension [Report.Run] {
    /// Without styles.
    var plain: String { count == 1 ? self[0].plain : map(\.plain).joined() }
}

extension Report.Source {
    /// "A Handbook, page 12. ISBN 978…": without number and address.
    var line: String {
        ([[title, place].compactMap(\.self).joined(separator: ", ")] + details).joined(separator: ". ")
    }
}

extension Report {
    /// The numbers that citations may lead to.
    var sourceNumbers: Set<Int> {
        let numbers = blocks.flatMap { block -> [Int] in
            guard case .sources(let sources) = block else { return [] }
            return sources.map(\.number)
        }
        return Set(numbers)
    }

    /// Author and day, below the title.
    var byline: String? {
        let parts = [author, createdAt.map { CivilTime($0).day }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " · ")
    }
}
