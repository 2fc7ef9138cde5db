/// The text of a paragraph of Markdown: without marks of style, with all that they mark.
struct MarkdownInline {
    private let reader: Reader
    /// Addresses by the names that links use.
    private var definitions: [String: String] = [:]
    private var notes: Set<String> = []
    private var pictures: [String] = []
    /// How many brackets are open around.
    private var depth = 0
    private var entities: [String: String] = [:]
    /// Struck passages left out, pictures without a word.
    private(set) var (struck, undescribed) = (0, 0)

    init(reader: Reader) { self.reader = reader }

    mutating func takePictures() -> [String] {
        defer { pictures = [] }
        return pictures
    }

    // MARK: Definitions

    mutating func takeDefinitions(_ lines: [Substring]) {
        for line in lines {
            let line = MarkdownBlocks.unquoted(line).line
            guard line.first == "[", definitions.count < 20_000 else { continue }
            if let found = line.prefixMatch(of: /\[\^([^\]\s]+)\]:/) {
                notes.insert(String(found.output.1))
            } else if let found = line.prefixMatch(of: /\[([^\[\]^][^\[\]]*)\]:\s*<?([^\s>]+)>?/) {
                definitions[Self.key(found.output.1)] = String(found.output.2)
            }
        }
    }

    private static func key(_ name: some StringProtocol) -> String {
        name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// Whether a line only says where a link leads.
    func isDefinition(_ line: Substring) -> Bool {
        line.first == "[" && line.prefixMatch(of: /\[[^\[\]^][^\[\]]*\]:\s*<?\S+/) != nil
    }

    /// The text of a footnote, from the line that it begins with.
    static func noteBody(_ line: Substring) -> String? {
        guard line.hasPrefix("[^") else { return nil }
        return line.prefixMatch(of: /\[\^[^\]\s]+\]:\s*/).map { String(line[$0.range.upperBound...]) }
    }

    // MARK: Text

    /// The lines of a paragraph between its hard breaks.
    mutating func plain(_ source: String) -> [String] {
        var scan = MarkdownScan(source)
        var text = InlineText()
        var script = InlineText.Script.plain
        // Where text stood when something was opened that is taken out if it is closed.
        var struckFrom: InlineText?
        var (links, budget) = (0, source.utf8.count * 4 + 1000)
        var addresses: [String] = []
        while let next = scan.next(&budget) {
            switch next {
            case .text(let piece): text.append(piece, script)
            case .break: text.breakLine()
            case .script(let piece, let other): text.append(piece, other)
            case .entity(let name): text.append(entity(name), script)
            case .code(let piece): text.append(piece)
            case .formula(let piece): text.append(MarkdownFormula.text(piece))
            case .address(let piece): text.append(piece)
            case .tag(let name, let isEnd, let source):
                switch name {
                case "br": text.breakLine()
                case "sup": script = isEnd ? .plain : .raised
                case "sub": script = isEnd ? .plain : .lowered
                case "img": picture(Self.attribute("alt", of: source))
                case "del", "s", "strike":
                    if isEnd, let open = struckFrom {
                        text = open
                        struck += 1
                        struckFrom = nil
                    } else if !isEnd, struckFrom == nil {
                        struckFrom = text
                    }
                default: break
                }
            case .struck: struck += 1
            case .image(let alt, let target):
                _ = target
                picture(alt)
            case .note(let name): if notes.contains(name) { text.skipMark() } else { text.append("[^\(name)]") }
            case .link(let label, let target, let name):
                let inner =
                    label.count < 2000 && label.contains(where: { "*_`~![<\\&".contains($0) }) && budget > 0
                    ? nested(label, &budget) : label
                text.append(inner, script)
                let leads = target ?? name.flatMap { definitions[Self.key($0)] } ?? ""
                if let address = LinkAddress.shown(leads, beside: inner) {
                    links += 1
                    addresses.append(address)
                    text.append(HTMLLinks.hidden(address))
                }
            case .bracket(let label):
                // "[registrar]" is a link only where its name is defined.
                if let target = definitions[Self.key(label)] {
                    text.append(label)
                    if let address = LinkAddress.shown(target, beside: label) {
                        links += 1
                        text.append(HTMLLinks.hidden(address))
                    }
                } else {
                    text.append("[" + (budget > 0 ? nested(label, &budget) : label) + "]")
                }
            }
        }
        let shown = HTMLLinks.shown(text.composed, count: links)
        return shown.unicodeScalars.split(separator: InlineText.lineBreak, omittingEmptySubsequences: false).map {
            String($0)
        }
    }

    /// Text within brackets, which may hold marks of its own.
    private mutating func nested(_ label: String, _ budget: inout Int) -> String {
        guard depth < 4 else { return label }
        depth += 1
        defer { depth -= 1 }
        budget -= label.utf8.count * 4
        return budget > 0 ? plain(label).joined(separator: " ") : label
    }

    private mutating func picture(_ alt: String?) {
        if let alt = PictureText.description(alt) { pictures.append(alt) } else { undescribed += 1 }
    }

    private static func attribute(_ name: String, of tag: String) -> String? {
        guard let found = tag.firstMatch(of: /\balt\s*=\s*("([^"]*)"|'([^']*)')/) else { return nil }
        return (found.output.2 ?? found.output.3).map { String($0) }
    }

    /// What a reference such as "&cent;" stands for; the HTML parser knows them all.
    private mutating func entity(_ reference: String) -> String {
        if let known = entities[reference] { return known }
        guard entities.count < 1000,
            let tree = try? HTMLReading.parse("<p>\(reference)</p>", html: true, reader: reader),
            let text = tree.first("p")?.content, !text.isEmpty
        else { return reference }
        entities[reference] = text
        return text
    }
}

/// Formulas between dollar signs, as far as a line of text can show them.
enum MarkdownFormula {
    static func text(_ source: String) -> String {
        var text = source
        for _ in 0..<4 {
            text = text.replacing(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/) {
                "\(group($0.output.1))/\(group($0.output.2))"
            }
        }
        text = text.replacing(/\\sqrt\s*\{([^{}]*)\}/) { "√\(group($0.output.1))" }
        text = text.replacing(/\\(?:text|mathrm|mathbf|operatorname)\s*\{([^{}]*)\}/) { String($0.output.1) }
        text = text.replacing(/([\^_])\{([^{}]*)\}/) { "\($0.output.1)\(group($0.output.2))" }
        for (name, sign) in signs { text = text.replacing("\\" + name, with: sign) }
        return text.replacing(/\\[,;:! ]/, with: " ").filter { $0 != "{" && $0 != "}" }
    }

    private static func group(_ text: Substring) -> String {
        text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." } ? String(text) : "(\(text))"
    }

    private static let signs = [
        ("times", "×"), ("cdot", "·"), ("div", "÷"), ("leq", "≤"), ("geq", "≥"), ("neq", "≠"), ("le", "≤"), ("ge", "≥"),
        ("ne", "≠"), ("pm", "±"), ("approx", "≈"), ("pi", "π"), ("degree", "°"), ("circ", "°"), ("infty", "∞"),
        ("%", "%"),
        ("$", "$"), ("left", ""), ("right", ""), ("quad", " "), ("to", "→"), ("rightarrow", "→"), ("angle", "∠"),
    ]
}
