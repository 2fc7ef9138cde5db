import CMuPDF

/// What must be known of a whole page before its text is walked.
struct HTMLFacts {
    var sheet = HTMLStyleSheet()
    /// Whether looks may lie in files that are not here.
    private(set) var hasOtherSheets = false
    /// Ids that links and buttons lead to: what is closed there, a reader can open.
    private(set) var targets: Set<String> = []
    /// Elements that hold a margin comment.
    private(set) var comments: Set<OpaquePointer> = []
    /// Ids of links that lead to a place which leads back: marks of notes.
    private(set) var noteMarks: Set<String> = []
    /// What printed pages are called, by the id that begins them.
    let pages: [String: String]
    private static let most = 2_000_000

    init(_ tree: MarkupTree, sheet: HTMLStyleSheet? = nil, pages: [String: String] = [:]) {
        self.pages = pages
        if let sheet { self.sheet = sheet }
        var links: [String: String] = [:]
        var stack = Array(tree.roots.reversed())
        var seen = 0
        while let node = stack.popLast(), seen < Self.most {
            seen += 1
            stack.append(contentsOf: node.children.reversed())
            guard let name = node.name?.lowercased() else { continue }
            switch name {
            case "style":
                if Self.isForReading(node.attribute("media")) { self.sheet.add(node.content) }
            case "link":
                if node.attribute("rel")?.lowercased().contains("stylesheet") ?? false { hasOtherSheets = true }
            case "a", "button", "summary", "label", "li", "div", "h2", "h3", "h4":
                for attribute in ["aria-controls", "data-target", "data-bs-target", "href"] {
                    guard let value = node.attribute(attribute) else { continue }
                    if attribute != "href" || value.hasPrefix("#") { targets.insert(Self.bare(value)) }
                }
                guard name == "a", let target = node.attribute("href"), target.contains("#") else { continue }
                guard let id = node.attribute("id") ?? node.attribute("name") else { continue }
                links[id] = Self.fragment(target)
                if id.hasPrefix("cmnt"), !id.hasPrefix("cmnt_ref"), let box = Self.box(around: node) {
                    comments.insert(box)
                }
            default: break
            }
        }
        for (id, target) in links where links[target] == id { noteMarks.insert(id) }
    }

    private static func isForReading(_ media: String?) -> Bool {
        guard let media = media?.lowercased().trimmed, !media.isEmpty else { return true }
        return media == "all" || media.hasPrefix("screen") && !media.contains("(")
    }

    private static func bare(_ target: String) -> String { target.hasPrefix("#") ? String(target.dropFirst()) : target }

    static func fragment(_ target: String) -> String {
        target.lastIndex(of: "#").map { String(target[target.index(after: $0)...]) } ?? ""
    }

    /// The box that Google's export draws around a comment.
    private static func box(around node: MarkupNode) -> OpaquePointer? {
        var next = node.parent
        for _ in 0..<4 {
            guard let parent = next else { return nil }
            if parent.name == "div" || parent.name == "dd" || parent.name == "li" { return parent.handle }
            next = parent.parent
        }
        return node.parent?.handle
    }
}
