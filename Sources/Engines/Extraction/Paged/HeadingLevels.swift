/// Decides which paragraphs of a paged document are headings, and how deep, from the file's own outline where it has
/// one and from type size otherwise.
struct HeadingLevels {
    private struct Place: Hashable {
        let page: Int
        let paragraph: Int
    }

    private var levels: [Place: Int] = [:]
    private(set) var outline: [OutlineEntry] = []

    func level(page: Int, paragraph: Int) -> Int? { levels[Place(page: page, paragraph: paragraph)] }

    init(_ pages: [PageComposer.Result], composer: PageComposer, outline entries: [PDFOutlineEntry]) {
        for entry in entries where pages.indices.contains(entry.page) {
            let found = Self.paragraph(for: entry, in: pages[entry.page])
            if let found { levels[Place(page: entry.page, paragraph: found)] = entry.level }
            outline.append(
                OutlineEntry(
                    title: entry.title, level: entry.level, page: entry.page + 1,
                    offset: found.map { pages[entry.page].paragraphs[$0].range.lowerBound } ?? 0))
        }
        let deepest = (outline.map(\.level).max() ?? -1) + 1
        var drafts: [(place: Place, draft: PageComposer.Draft)] = []
        for (page, result) in pages.enumerated() {
            for (index, draft) in result.paragraphs.enumerated() where composer.isHeading(draft) {
                let text = result.text[draft.range]
                guard text.contains(where: \.properties.isAlphabetic) else { continue }
                drafts.append((Place(page: page, paragraph: index), draft))
            }
        }
        let sizes = Set(drafts.map { Self.rank($0.draft) }).sorted(by: >)
        for (place, draft) in drafts where levels[place] == nil {
            // Below a real outline, looks only add deeper levels.
            levels[place] = min(deepest + (sizes.firstIndex(of: Self.rank(draft)) ?? 0), 8)
            if entries.isEmpty {
                let text = pages[place.page].text[draft.range]
                outline.append(
                    OutlineEntry(
                        title: String(String.UnicodeScalarView(text)), level: levels[place] ?? 0, page: place.page + 1,
                        offset: draft.range.lowerBound))
            }
        }
    }

    private static func rank(_ draft: PageComposer.Draft) -> Int {
        Int(draft.size.rounded()) * 2 + (draft.bold ? 1 : 0)
    }

    /// The paragraph that holds an outline entry's title.
    private static func paragraph(for entry: PDFOutlineEntry, in page: PageComposer.Result) -> Int? {
        let title = letters(entry.title.unicodeScalars)
        guard !title.isEmpty else { return nil }
        return page.paragraphs.firstIndex { draft in
            guard draft.range.count < 250 else { return false }
            let text = letters(page.text[draft.range])
            return text == title
                || text.count <= title.count + 12 && (text.hasSuffix(title) || title.hasSuffix(text) && text.count > 5)
        }
    }

    private static func letters(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil })
        return String(view).lowercased()
    }
}
