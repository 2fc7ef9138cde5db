/// Something that a person should know of how a file was read: what was not read and why, or what was read although it
/// does not stand in the running text.
public struct ReadingNotice: Sendable, Equatable {
    public var kind: Kind
    /// How many there are: fields, comments, pictures; 1 where it is said of the file.
    public var count: Int
    /// The pages that it is said of, ascending; empty where it is said of the file.
    public var pages: [Int]

    public init(_ kind: Kind, count: Int = 1, pages: [Int] = []) {
        (self.kind, self.count, self.pages) = (kind, count, pages)
    }

    /// What is told. Raw values are stored and stand in the API: never change one.
    public enum Kind: String, CaseIterable, Sendable {
        /// Pages that show something and were not read.
        case pagesWithoutText
        /// Pages that are pictures and were read by machine.
        case recognised
        /// Pages that were read by machine too unsurely to be quoted.
        case recognisedUnsurely
        /// Pages whose fonts say which shape is drawn but not which letter it is.
        case unreadableText
        /// Pages that are damaged, left out.
        case damagedPages
        /// A form that only a certain program fills in: the file holds a notice to wait or to open it elsewhere.
        case placeholderPage
        /// Files inside the file, not read.
        case attachedFiles
        /// Form fields, boxes and choices whose values were read.
        case fieldsRead
        /// Form fields, boxes and choices that are empty.
        case fieldsEmpty
        /// Text typed onto pages as annotations, read.
        case annotationsRead
        /// Comments in the margin, left out.
        case commentsLeftOut
        /// Text that was struck or deleted, left out.
        case struckLeftOut
        /// Text that is hidden, white on white or off the page, left out.
        case hiddenLeftOut
        /// Macros and scripts, left alone.
        case macrosLeftAlone
        /// Pictures without a description.
        case picturesUndescribed
        /// Pages of text with pictures that seem to hold text of their own, not read.
        case picturesUnread
        /// Pages of text with pictures whose text was read by machine.
        case picturesRead
        /// Pages with more pictures than are looked at, or behind so many pages with pictures.
        case picturesNotLookedAt
        /// The file ends too early; with the last page that says something.
        case cutShort
        /// Signs whose encoding had to be guessed, or that it does not hold.
        case encodingGuessed
    }
}

extension [ReadingNotice] {
    /// Adds to the notice of the same kind, or begins one; nothing where there are none to tell of.
    mutating func add(_ kind: ReadingNotice.Kind, count: Int = 1, page: Int? = nil) {
        guard count > 0 else { return }
        let place = firstIndex { $0.kind == kind } ?? endIndex
        if place == endIndex { append(ReadingNotice(kind, count: 0)) }
        self[place].count += count
        if let page, self[place].pages.last != page { self[place].pages.append(page) }
    }
}

extension ExtractedDocument {
    /// What was noticed while reading, after the pages that stayed without text and those that a machine read.
    public var allNotices: [ReadingNotice] {
        func notice(_ kind: ReadingNotice.Kind, _ pages: [Int]) -> [ReadingNotice] {
            pages.isEmpty ? [] : [ReadingNotice(kind, count: pages.count, pages: pages)]
        }
        return notice(.pagesWithoutText, pagesWithoutText)
            + notice(.recognised, pages.filter { $0.certainty != nil }.map(\.number))
            + notice(.recognisedUnsurely, pages.filter { !$0.isQuotable }.map(\.number))
            + notices
    }
}

extension ReadingNotice {
    /// The notice in English, for the console.
    public var sentence: String {
        let place = pages.isEmpty ? "" : " (\(pages.count == 1 ? "page" : "pages") \(pages.ranges))"
        return switch kind {
        case .pagesWithoutText: "\(counted("page")) without text that could be read\(place)."
        case .recognised: "\(counted("page")) read by machine\(place)."
        case .recognisedUnsurely: "\(counted("page")) read too unsurely to be quoted\(place)."
        case .unreadableText: "The fonts do not say which letters they draw\(place)."
        case .damagedPages: "\(counted("page")) damaged and left out\(place)."
        case .placeholderPage:
            "The file shows a notice in place of its form\(place): open it in the program it names and print it to a PDF."
        case .attachedFiles: "\(counted("file")) inside the file not read: add each by itself."
        case .fieldsRead: "\(counted("form field")) read\(place)."
        case .fieldsEmpty: "\(counted("form field")) empty\(place)."
        case .annotationsRead: "\(counted("note")) typed onto the pages read\(place)."
        case .commentsLeftOut: "\(counted("comment")) left out\(place)."
        case .struckLeftOut: "\(counted("passage")) struck, moved or deleted, left out\(place)."
        case .hiddenLeftOut: "\(counted("passage")) hidden in the file, left out\(place)."
        case .macrosLeftAlone: "The file holds macros or scripts; they were left alone."
        case .picturesUndescribed: "\(counted("picture")) without a description\(place)."
        case .picturesUnread: "\(counted("page")) with pictures that may hold text, which was not read\(place)."
        case .picturesNotLookedAt: "\(counted("page")) with pictures that were not looked at for text\(place)."
        case .picturesRead: "\(counted("page")) with pictures whose text was read by machine\(place)."
        case .cutShort:
            "The file was cut short, as by a download that ended early: pages after \(pages.ranges) may be missing. "
                + "Download or export it again."
        case .encodingGuessed: "The file does not say how its letters are encoded, or not rightly; it was guessed."
        }
    }

    private func counted(_ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
}

extension [Int] {
    /// Ascending numbers as people write them: 1, 2, 3, 7 as "1-3, 7".
    public var ranges: String {
        var parts: [ClosedRange<Int>] = []
        for number in self {
            if let last = parts.last, last.upperBound &+ 1 == number {
                parts[parts.count - 1] = last.lowerBound...number
            } else {
                parts.append(number...number)
            }
        }
        return parts.map { $0.lowerBound == $0.upperBound ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ", ")
    }
}
