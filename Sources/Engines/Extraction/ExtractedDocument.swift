/// What a file says: pages of cleaned text, with the place of every character where the file has places.
///
/// All offsets count Unicode scalars; ranges exclude their end. Lengths are points from a page's top left corner.
public struct ExtractedDocument: Sendable, Equatable {
    public var kind: FileKind
    public var title: String?
    public var author: String?
    /// ISO 639-1 code, such as `en`.
    public var language: String?
    /// The day or year that the document itself says it holds from, as the start of an ISO 8601 date: `2026`,
    /// `2026-08`, `2026-08-15`; or a school year, `2025/26`.
    public var edition: String?
    /// When the file says that it was last changed, in ISO 8601.
    public var modified: String?
    public var outline: [OutlineEntry] = []
    public var pages: [ExtractedPage]
    /// What was not read and why, and what was read from beside the running text.
    public var notices: [ReadingNotice] = []

    public init(
        kind: FileKind, title: String? = nil, author: String? = nil, language: String? = nil, pages: [ExtractedPage]
    ) {
        (self.kind, self.title, self.author, self.language, self.pages) = (kind, title, author, language, pages)
    }

    /// Numbers of the pages that show something but hold no text that could be read: scans, fonts that do not say which
    /// letters they draw.
    public var pagesWithoutText: [Int] {
        pages.filter { ($0.isPicture || $0.isUnreadable) && $0.text.isEmpty }.map(\.number)
    }
}

extension ExtractedDocument {
    /// Sets the language by the text's most frequent words; nil where none stands out.
    public mutating func guessLanguage() { language = Language.guess(pages) }
}

extension ExtractedPage {
    /// Less sure than this of a page's letters, the recognition is not believed: the page can be looked at, not quoted.
    public static let leastCertainty: Float = 0.6

    /// Whether what the page says may be quoted.
    public var isQuotable: Bool { certainty.map { $0 >= Self.leastCertainty } ?? true }
}

/// A chapter or section, as the file's own outline or its headings name it.
public struct OutlineEntry: Sendable, Equatable {
    public var title: String
    /// 0 for chapters, growing inwards.
    public var level: Int
    /// The page it starts on, from 1.
    public var page: Int
    /// Where on that page, in scalars.
    public var offset: Int
}

/// One page of paper, or one section of a file that has no pages.
public struct ExtractedPage: Sendable, Equatable {
    /// From 1.
    public var number: Int
    /// The printed page number, where the page shows one.
    public var label: String?
    /// 0 for sections.
    public var width: Float
    public var height: Float
    /// Paragraphs, separated by one line feed; a table's first row right below another table by two.
    public var text: String
    public var paragraphs: [Paragraph]
    /// Where the text stands on the page; empty for sections.
    public var lines: [TextLine] = []
    /// What joins this page's text with the next one's.
    public var join: PageJoin = .paragraph
    /// The page is mostly picture.
    public var isPicture = false
    /// How sure the recognition is of the page's letters, 0 to 1; nil where the text is the file's own.
    public var certainty: Float?
    /// The page's letters cannot be told: its text is left out.
    public var isUnreadable = false

    public init(
        number: Int, label: String? = nil, width: Float = 0, height: Float = 0, text: String, paragraphs: [Paragraph]
    ) {
        (self.number, self.label, self.width, self.height) = (number, label, width, height)
        (self.text, self.paragraphs) = (text, paragraphs)
    }
}

/// How the text of one page goes on in the next.
public enum PageJoin: UInt8, Sendable {
    /// A new paragraph starts there.
    case paragraph = 0
    /// The same paragraph goes on.
    case sentence = 1
    /// The same word goes on.
    case word = 2

    /// The text between the two pages.
    public var separator: String {
        switch self {
        case .paragraph: "\n"
        case .sentence: " "
        case .word: ""
        }
    }
}

/// A run of text that belongs together.
public struct Paragraph: Sendable, Equatable {
    public var range: Range<Int>
    public var kind: Kind

    public init(range: Range<Int>, kind: Kind) { (self.range, self.kind) = (range, kind) }

    /// What a paragraph is.
    public enum Kind: Sendable, Equatable {
        case body, listItem, tableRow
        /// Level 0 is a chapter.
        case heading(level: Int)

        /// Its name in the API.
        public var name: String {
            switch self {
            case .body: "body"
            case .listItem: "listItem"
            case .tableRow: "tableRow"
            case .heading: "heading"
            }
        }

        /// The level of a heading; nil for all else.
        public var headingLevel: Int? {
            if case .heading(let level) = self { level } else { nil }
        }
    }
}

/// A piece of text that stands in one line of a page.
public struct TextLine: Sendable, Equatable {
    public var range: Range<Int>
    public var top: Float
    public var bottom: Float
    /// The left edge of every scalar, then the right edge of the last.
    public var edges: [Float]

    public init(range: Range<Int>, top: Float, bottom: Float, edges: [Float]) {
        (self.range, self.top, self.bottom, self.edges) = (range, top, bottom, edges)
    }
}
