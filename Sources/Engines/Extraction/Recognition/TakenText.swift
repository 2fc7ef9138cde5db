extension ExtractedDocument {
    /// Numbers of the pages that recognition may read: those without text, and those with pictures that hold some.
    public var pagesToRecognise: [Int] {
        let pictures = notices.first { $0.kind == .picturesUnread }?.pages ?? []
        return Set(pagesWithoutText + pictures).sorted()
    }

    /// A page with more text is no page of paper.
    private static let longestPage = 200_000

    /// Takes over the text that was recognised on a page: in place of a page without text, or beside its text where its
    /// pictures stand. What is too unsure is not put among the file's own words.
    public mutating func take(_ recognised: ExtractedPage, page number: Int) {
        guard pages.indices.contains(number - 1), !recognised.text.isEmpty else { return }
        guard !pages[number - 1].text.isEmpty else { return pages[number - 1].take(recognised) }
        guard recognised.isQuotable, pages[number - 1].text.utf8.count < Self.longestPage else { return }
        for (offset, length) in pages[number - 1].insert(recognised) {
            for index in outline.indices where outline[index].page == number && outline[index].offset >= offset {
                outline[index].offset += length
            }
        }
        if let place = notices.firstIndex(where: { $0.kind == .picturesUnread }) {
            notices[place].pages.removeAll { $0 == number }
            notices[place].count = notices[place].pages.count
            if notices[place].count == 0 { notices.remove(at: place) }
        }
        notices.add(.picturesRead, page: number)
    }
}

extension ExtractedPage {
    /// Takes over the text that was recognised on the page.
    public mutating func take(_ recognised: ExtractedPage) {
        (text, paragraphs, lines) = (recognised.text, recognised.paragraphs, recognised.lines)
        certainty = recognised.certainty
        isUnreadable = false
    }

    /// Appends what was recognised in a part of the page.
    mutating func append(_ part: ExtractedPage, left: Float, top: Float) {
        guard !part.text.isEmpty, let sure = part.certainty else { return }
        let start = text.isEmpty ? 0 : text.unicodeScalars.count + 1
        text += (text.isEmpty ? "" : "\n") + part.text
        paragraphs += part.paragraphs.map { $0.moved(by: start) }
        lines += part.lines.map { line in
            var line = line.moved(by: start)
            (line.top, line.bottom) = (line.top + top, line.bottom + top)
            line.edges = line.edges.map { $0 + left }
            return line
        }
        certainty = min(certainty ?? 1, sure)
    }

    /// Puts the paragraphs of another reading of the page below those that stand above them.
    /// - Returns: where scalars were put in, and how many, in order.
    fileprivate mutating func insert(_ other: ExtractedPage) -> [(offset: Int, length: Int)] {
        var scalars = Array(text.unicodeScalars)
        var places = self.places
        let others = other.places
        var inserted: [(offset: Int, length: Int)] = []
        let new = Array(other.text.unicodeScalars)
        for (paragraph, own) in zip(other.paragraphs, others)
        where !paragraph.range.isEmpty && paragraph.range.upperBound <= new.count {
            func isOver(_ place: Place?) -> Bool {
                guard let place, let own else { return false }
                return place.left < own.right && own.left < place.right
            }
            let above = places.lastIndex { isOver($0) && ($0?.bottom ?? 0) <= (own?.top ?? 0) + 4 }
            let below = places.firstIndex { isOver($0) && ($0?.top ?? 0) >= (own?.bottom ?? 0) - 4 }
            // A paragraph that goes on overleaf stays the last.
            let last = join == .paragraph ? places.count : max(0, places.count - 1)
            let index = min(above.map { $0 + 1 } ?? below ?? last, last)
            let isEnd = index == paragraphs.count
            let offset = isEnd ? scalars.count : paragraphs[index].range.lowerBound
            let words = Array(new[paragraph.range])
            let length = words.count + 1
            scalars.insert(contentsOf: words, at: offset)
            scalars.insert("\n", at: isEnd ? offset : offset + words.count)
            for later in paragraphs.indices[index...] { paragraphs[later] = paragraphs[later].moved(by: length) }
            for line in lines.indices where lines[line].range.lowerBound >= offset {
                lines[line] = lines[line].moved(by: length)
            }
            let start = isEnd ? offset + 1 : offset
            paragraphs.insert(
                Paragraph(range: start..<start + words.count, kind: paragraph.kind), at: index)
            places.insert(own, at: index)
            lines += other.lines.filter { paragraph.range.contains($0.range.lowerBound) }.map {
                $0.moved(by: start - paragraph.range.lowerBound)
            }
            inserted.append((offset, length))
        }
        lines.sort { $0.range.lowerBound < $1.range.lowerBound }
        text = String(String.UnicodeScalarView(scalars))
        return inserted
    }

    private typealias Place = (left: Float, top: Float, right: Float, bottom: Float)

    /// Where the paragraphs stand.
    private var places: [Place?] {
        var result = [Place?](repeating: nil, count: paragraphs.count)
        for line in lines {
            let index = paragraphs.partitioningIndex { $0.range.upperBound > line.range.lowerBound }
            guard index < paragraphs.count, let left = line.edges.first, let right = line.edges.last else { continue }
            let place = result[index] ?? (left, line.top, right, line.bottom)
            result[index] = (
                min(place.left, left), min(place.top, line.top), max(place.right, right), max(place.bottom, line.bottom)
            )
        }
        return result
    }
}

extension Paragraph {
    fileprivate func moved(by distance: Int) -> Paragraph {
        Paragraph(range: range.lowerBound + distance..<range.upperBound + distance, kind: kind)
    }
}

extension TextLine {
    fileprivate func moved(by distance: Int) -> TextLine {
        TextLine(
            range: range.lowerBound + distance..<range.upperBound + distance, top: top, bottom: bottom, edges: edges)
    }
}
