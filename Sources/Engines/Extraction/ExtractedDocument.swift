/// What a file says: pages of cleaned text, with the place of every character where the file has places.
///
/// All offsets count Unicode scalars; ranges exclude their end. Lengths are points from a page's top left corner.
public struct ExtractedDocument: Sendable, Equatable {
    public var kind: FileKind
    public var title: String?
    public var author: String?
    /// ISO 639-1 code, such as `en`.
    public var language: String?
    public var outline: [OutlineEntry] = []
    public var pages: [ExtractedPage]

    public init(
        kind: FileKind, title: String? = nil, author: String? = nil, language: String? = nil, pages: [ExtractedPage]
    ) {
        (self.kind, self.title, self.author, self.language, self.pages) = (kind, title, author, language, pages)
    }

    /// Numbers of the pages that show pictures but hold no text: scans.
    public var pagesWithoutText: [Int] {
        pages.filter { $0.isPicture && $0.text.isEmpty }.map(\.number)
    }
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
    /// Paragraphs, separated by one line feed.
    public var text: String
    public var paragraphs: [Paragraph]
    /// Where the text stands on the page; empty for sections.
    public var lines: [TextLine] = []
    /// What joins this page's text with the next one's.
    public var join: PageJoin = .paragraph
    /// The page is mostly picture.
    public var isPicture = false

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
