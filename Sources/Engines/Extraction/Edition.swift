/// From when a document holds, and which documents are editions of one another.
///
/// Districts publish the same handbook every year and revise a policy in place. What tells them apart stands in the
/// title ("2025-26"), on the page ("Revised March 2026"), in the file's name ("v2"), or in the words "this replaces".
public struct Edition: Sendable, Equatable {
    /// The start of an ISO 8601 date, or a school year (`2025/26`).
    public var date: String?
    /// "v2", "version 3", "rev. 4".
    public var version: Int?
    /// It says that it takes the place of an older one.
    public var replaces: Bool
    /// What is left of the title without all that tells editions apart; the same for all editions. Empty where that says
    /// too little, or where the next one is an issue and not an edition, as of minutes and newsletters.
    public var family: String

    /// - Parameters:
    ///   - title: as the library shows it.
    ///   - date: what the document itself says; nil to look at the names alone.
    public init(title: String?, fileName: String, date: String? = nil, replaces: Bool = false) {
        let (name, file) = (EditionMarks(title ?? ""), EditionMarks(Self.stem(fileName)))
        self.date = date ?? name.date ?? file.date
        self.replaces = replaces
        version = name.version ?? file.version
        family = Self.family(title == nil || name.rest.isEmpty ? file.rest : name.rest)
    }

    public init(date: String?, version: Int?, replaces: Bool, family: String) {
        (self.date, self.version, self.replaces, self.family) = (date, version, replaces, family)
    }

    /// Whether it holds later than another one of its family; nil where nothing tells.
    /// - Parameters: when the files were last changed, which counts where the documents say nothing.
    public func isLater(than other: Edition, modified: String? = nil, otherModified: String? = nil) -> Bool? {
        if let own = date.map(Self.key), let theirs = other.date.map(Self.key), own != theirs,
            !Self.isVague(own, theirs)
        {
            return own > theirs
        }
        if version != other.version { return (version ?? 1) > (other.version ?? 1) }
        if replaces != other.replaces { return replaces }
        guard let own = date.map(Self.key) ?? modified, let theirs = other.date.map(Self.key) ?? otherModified,
            own != theirs, !Self.isVague(own, theirs)
        else { return nil }
        return own > theirs
    }

    /// Whether a year that is asked for, such as `2024` or `2024/25`, is this edition's.
    public func holds(in year: String) -> Bool {
        guard let date else { return false }
        if date == year { return true }
        // The school year 2024/25 is meant by 2024 and by 2025; 2024-10 lies in 2024/25.
        if date.count == 7, date.contains("/") { return year.count == 4 && date.prefix(4) == year }
        if year.contains("/") {
            let (begin, end) = ("\(year.prefix(4))-07", "\(Int(year.prefix(4)).map { $0 + 1 } ?? 0)-07")
            return date.count >= 7 && date >= begin && date < end || date == year.prefix(4)
        }
        return date.hasPrefix(year)
    }

    /// The years that a question names: "2024", "2024-25".
    public static func years(in question: String) -> [String] { EditionMarks(question).years }

    /// A school year begins in August.
    private static func key(_ date: String) -> String { date.contains("/") ? "\(date.prefix(4))-08" : date }

    /// "2026" and "2026-03" cannot be told apart.
    private static func isVague(_ one: String, _ other: String) -> Bool { one.hasPrefix(other) || other.hasPrefix(one) }

    private static let issues: Set<String> = [
        "minutes", "agenda", "newsletter", "bulletin", "meeting", "notes", "letter", "memo", "menu", "news", "update",
        "transcript", "report", "log", "journal", "week", "boletin", "actas", "carta", "slides", "lesson", "invoice",
    ]

    private static func family(_ words: [String]) -> String {
        guard words.count >= 2 || words.first.map({ $0.count >= 8 }) ?? false, issues.isDisjoint(with: words) else {
            return ""
        }
        return words.joined(separator: " ")
    }

    /// A file's name without its ending.
    private static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }
}

extension Edition {
    /// Looked at on the first pages and at the end of the last, where such things stand.
    private static let begin = 4000, end = 800

    /// From when the document says that it holds; nil where it says nothing.
    public static func date(of document: ExtractedDocument, fileName: String) -> String? {
        let (title, file) = (EditionMarks(document.title ?? ""), EditionMarks(stem(fileName)))
        if let year = title.schoolYear { return year }
        let texts = marked(document)
        let said = texts.compactMap { EditionMarks($0).said }.max()
        if let said { return said }
        let heading = document.pages.first?.text.prefix(300).split(separator: "\n").prefix(3).compactMap {
            EditionMarks(String($0)).schoolYear
        }.first
        return heading ?? file.schoolYear ?? title.date ?? file.date
    }

    /// Whether the document says that it takes the place of an older one.
    public static func replaces(_ document: ExtractedDocument) -> Bool {
        marked(document).contains { EditionMarks($0).replaces }
    }

    private static func marked(_ document: ExtractedDocument) -> [String] {
        var texts = document.pages.prefix(3).map { String($0.text.unicodeScalars.prefix(begin)) }
        if let last = document.pages.last { texts.append(String(last.text.unicodeScalars.suffix(end))) }
        return texts
    }
}
