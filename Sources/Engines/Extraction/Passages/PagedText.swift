/// All pages' text end to end, so that a range may run over page ends, and the way back to pages.
///
/// Global offsets count scalars from the document's start, with each page's `join` between it and the next.
public struct PagedText: Sendable {
    /// The joined text.
    public let scalars: [Unicode.Scalar]
    /// The global offset of each page's first scalar.
    public let pageStarts: [Int]
    private let pageLengths: [Int]

    /// Joins pages in order.
    public init(_ pages: [(text: String, join: PageJoin)]) {
        var scalars: [Unicode.Scalar] = []
        var (starts, lengths): ([Int], [Int]) = ([], [])
        for (index, page) in pages.enumerated() {
            starts.append(scalars.count)
            scalars.append(contentsOf: page.text.unicodeScalars)
            lengths.append(scalars.count - (starts.last ?? 0))
            if index + 1 < pages.count { scalars.append(contentsOf: page.join.separator.unicodeScalars) }
        }
        (self.scalars, pageStarts, pageLengths) = (scalars, starts, lengths)
    }

    /// Joins a document's pages.
    public init(_ pages: [ExtractedPage]) { self.init(pages.map { ($0.text, $0.join) }) }

    /// The text of a global range.
    public func text(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range.clamped(to: 0..<scalars.count)]))
    }

    /// The pages that a global range touches, with the part of each: page index from 0, range in that page's text.
    public func spans(of range: Range<Int>) -> [(page: Int, range: Range<Int>)] {
        guard !range.isEmpty else { return [] }
        var spans: [(page: Int, range: Range<Int>)] = []
        var page = max(0, pageStarts.partitioningIndex { $0 > range.lowerBound } - 1)
        while page < pageStarts.count, pageStarts[page] < range.upperBound {
            let start = pageStarts[page]
            let part = range.clamped(to: start..<start + pageLengths[page])
            if !part.isEmpty { spans.append((page, part.lowerBound - start..<part.upperBound - start)) }
            page += 1
        }
        return spans
    }
}

extension Array {
    /// The first index whose element satisfies `belongsInSecond`, in an array where all that do come last.
    func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongsInSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
