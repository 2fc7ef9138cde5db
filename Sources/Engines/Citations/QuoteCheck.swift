/// Checks that a quotation stands where its citation says, letter by letter.
public enum QuoteCheck {
    /// A part of a quotation on one page.
    public struct Span: Sendable, Equatable {
        /// The page's whole text.
        public var pageText: String
        /// Scalars of it, end excluded.
        public var range: Range<Int>
        /// What the document has between this page and the next: a blank, nothing, or a line feed.
        public var separator: String

        public init(pageText: String, range: Range<Int>, separator: String) {
            (self.pageText, self.range, self.separator) = (pageText, range, separator)
        }
    }

    /// Whether the spans, read one after the other, give exactly `quote`. A quotation over a page end must run to the
    /// last character of the one page and go on with the first of the next.
    public static func stands(_ quote: String, in spans: [Span]) -> Bool {
        guard !quote.isEmpty, !spans.isEmpty else { return false }
        var found = String.UnicodeScalarView()
        for (index, span) in spans.enumerated() {
            let scalars = Array(span.pageText.unicodeScalars)
            guard span.range.lowerBound >= 0, span.range.upperBound <= scalars.count, !span.range.isEmpty else {
                return false
            }
            if index > 0, span.range.lowerBound != 0 { return false }
            found.append(contentsOf: scalars[span.range])
            if index + 1 < spans.count {
                guard span.range.upperBound == scalars.count else { return false }
                found.append(contentsOf: span.separator.unicodeScalars)
            }
        }
        return found.elementsEqual(quote.unicodeScalars)
    }
}
