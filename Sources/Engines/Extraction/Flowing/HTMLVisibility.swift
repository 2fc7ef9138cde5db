extension HTMLWalk {
    /// Whether the page hides an element from everybody who only looks.
    func isHidden(_ element: HTMLElement) -> Bool {
        let node = element.node
        // The form of a formula that is for machines is the one that can be read.
        if element.classes.contains("katex-mathml") || element.name == "mjx-assistive-mml" { return false }
        let isClosed =
            node.attribute("hidden") != nil || element.look.isHidden == true
            || element.name == "dialog" && node.attribute("open") == nil
        if isClosed { return !canBeOpened(element) }
        if node.attribute("aria-hidden")?.lowercased() == "true", element.name != "img", element.name != "math" {
            return true
        }
        if element.look.isOffPage { return true }
        if element.name == "input", node.attribute("type")?.lowercased() == "hidden" { return true }
        if let style = node.attribute("style")?.lowercased(), style.contains("mso-element:comment") { return true }
        if element.look.isWhite == true, backgrounds == 0, element.look.hasBackground != true, !facts.hasOtherSheets {
            return node.attribute("bgcolor") == nil
        }
        if element.name == "font", let colour = node.attribute("color")?.lowercased(), backgrounds == 0,
            !facts.hasOtherSheets
        {
            return ["#ffffff", "#fff", "white"].contains(colour)
        }
        return isForScreenReaders(element)
    }

    private func isForScreenReaders(_ element: HTMLElement) -> Bool {
        let names = [
            "sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screenreader", "element-invisible",
        ]
        return element.classes.contains { name in names.contains(name.lowercased()) }
    }

    /// Tabs, folds and pop-up notes: closed at first, there for every reader.
    private func canBeOpened(_ element: HTMLElement) -> Bool {
        if let id = element.id, facts.targets.contains(id) { return true }
        return element.plays("tabpanel", "footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote")
    }

    /// Menus, banners and footers: what stands on each page of a site, whatever the page is about.
    func isFurniture(_ element: HTMLElement) -> Bool {
        let node = element.node
        // No menu lies so deep; looking into each of ten thousand nested boxes would take too long.
        guard path.count < 60 else { return false }
        switch element.name {
        case "nav": return true
        case "footer": return !isInArticle
        case "header": return !isInArticle && isMostlyLinks(node)
        case "a":
            guard node.attribute("href")?.hasPrefix("#") ?? false else { return false }
            let text = CharacterCleaning.clean(node.content).lowercased()
            return text.count < 60
                && ["skip to", "skip navigation", "jump to content", "saltar a", "ir al contenido"].contains {
                    text.hasPrefix($0)
                }
        default: break
        }
        if element.plays("navigation", "search", "doc-toc", "menubar", "menu") { return true }
        if element.plays("contentinfo") { return !isInArticle }
        if element.plays("banner") { return isMostlyLinks(node) }
        if element.hasClass("cookie", "cookies", "consent", "gdpr", "cookiebanner", "cookieconsent")
            || element.plays("dialog", "alertdialog")
        {
            let text = node.content
            return text.utf8.count < 3000 && text.lowercased().contains("cookie")
        }
        if element.hasClass("breadcrumb", "breadcrumbs", "crumbs", "skiplink", "skip") {
            return node.content.utf8.count < 400
        }
        if element.hasClass(
            "nav", "navbar", "navigation", "menu", "topnav", "sidenav", "mainnav", "submenu", "social", "share",
            "pagination", "topbar")
        {
            return isMostlyLinks(node)
        }
        if element.hasClass("footer", "sitefooter", "colophon"), element.name == "div" || element.name == "section" {
            return !isInArticle && (isMostlyLinks(node) || Self.isNotice(node.content))
        }
        return element.name == "p" || element.name == "div" || element.name == "small" || element.name == "td"
            ? Self.isNotice(node) : false
    }

    private var isInArticle: Bool {
        path.contains { $0.name == "article" || $0.name == "blockquote" || $0.name == "main" }
    }

    /// "© 2025 Larkspur Schools. All rights reserved."
    private static func isNotice(_ node: MarkupNode) -> Bool {
        // Most elements are told by their first letters, before all of their text is gathered.
        var first = node.children.first
        for _ in 0..<6 {
            guard let handle = first else { return false }
            let current = MarkupNode(handle: handle)
            if let text = current.text {
                guard let letter = text.first(where: { !$0.isWhitespace }) else {
                    first = current.next
                    continue
                }
                return "©cC".contains(letter) && isNotice(node.content)
            }
            first = current.children.first
        }
        return false
    }

    private static func isNotice(_ content: String) -> Bool {
        guard content.utf8.count < 600 else { return false }
        let text = CharacterCleaning.clean(content)
        return text.count < 250 && text.prefixMatch(of: /(?i)(©|\(c\)|copyright)\s*(©|\(c\))?\s*(19|20)\d\d/) != nil
    }

    private func isMostlyLinks(_ node: MarkupNode) -> Bool {
        var (all, linked) = (0, 0)
        var stack: [(MarkupNode, Bool)] = [(node, false)]
        var seen = 0
        while let (next, isLink) = stack.popLast(), seen < 3000 {
            seen += 1
            if let text = next.text {
                let count = text.utf8.count { $0 > 0x20 }
                all += count
                if isLink { linked += count }
            }
            let name = next.name?.lowercased()
            if name == "script" || name == "style" { continue }
            let inside = isLink || name == "a" || name == "button" || name == "label" || name == "form"
            for child in next.children { stack.append((child, inside)) }
        }
        return linked * 10 >= all * 6
    }
}
