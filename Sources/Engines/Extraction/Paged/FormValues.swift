import CMuPDF

/// What was filled into a form's fields and typed onto a page, as lines of the page: values beside their labels, a
/// ticked or an empty box before what it stands for.
struct FormValues {
    private(set) var lines: [SetLine]
    private(set) var filled = 0
    private(set) var empty = 0
    private(set) var typed = 0
    private(set) var comments = 0
    private(set) var attached = 0
    /// What annotations strike.
    private(set) var struck: [PageInk.Box] = []
    /// The page's own lines: `lines` begins with them, changed in place.
    private var labels: [SetLine] = []

    static let ticked: Unicode.Scalar = "☒", unticked: Unicode.Scalar = "☐"

    init(_ page: MuPage, lines: [SetLine]) {
        self.lines = lines
        let marks = UnsafeBufferPointer(start: page.marks, count: page.mark_count)
        guard !marks.isEmpty else { return }
        labels = lines
        // From top to bottom, and from left to right within a row.
        let order = marks.sorted { ($0.y0 / 4).rounded() == ($1.y0 / 4).rounded() ? $0.x0 < $1.x0 : $0.y0 < $1.y0 }
        for mark in order where abs(mark.x0) + abs(mark.y0) + abs(mark.x1) + abs(mark.y1) < 1e8 {
            let value = mark.value.map { String(cString: $0) } ?? ""
            switch MuMarkKind(rawValue: UInt32(bitPattern: mark.kind)) {
            case MU_FIELD_TEXT, MU_FIELD_CHOICE:
                if Self.rows(value).isEmpty { empty += 1 } else { filled += 1 }
                place(value, of: mark)
            case MU_FIELD_BOX:
                if mark.is_on { filled += 1 }
                tick(mark)
            case MU_TYPED_TEXT:
                if !Self.rows(value).isEmpty { typed += 1 }
                place(value, of: mark, isTyped: true)
            case MU_STRUCK: struck.append(PageInk.Box(left: mark.x0, top: mark.y0, right: mark.x1, bottom: mark.y1))
            case MU_COMMENT: comments += 1
            case MU_ATTACHED: attached += 1
            default: break
            }
        }
    }

    // MARK: Values

    private static func rows(_ value: String) -> [String] {
        value.split(whereSeparator: \.isNewline).map { CharacterCleaning.clean(String($0)) }.filter { !$0.isEmpty }
    }

    private mutating func place(_ value: String, of mark: MuMark, isTyped: Bool = false) {
        let rows = Self.rows(value)
        guard !rows.isEmpty else { return }
        let height = mark.y1 - mark.y0
        let host = isTyped ? nil : label(of: mark)
        let fitting = max(6, min(12, 0.7 * height))
        let size = mark.size > 2 && mark.size < 60 ? mark.size : host.map { labels[$0].size } ?? fitting
        let isOneLine = rows.count == 1 && (!mark.is_on || height < 2.4 * size)
        var words = isOneLine ? rows : rows.flatMap { Self.wrapped($0, width: mark.x1 - mark.x0, size: size) }
        if isOneLine, insert(words[0], of: mark) { return }
        // A field that no visible text names is named as its author named it.
        if host == nil, !isTyped, let name = mark.label.map({ CharacterCleaning.clean(String(cString: $0)) }),
            !name.isEmpty, !hasHead(over: mark)
        {
            words[0] = name + (name.hasSuffix(":") ? " " : ": ") + words[0]
        }
        var baseline = isOneLine ? (mark.y0 + mark.y1) / 2 + 0.35 * size : mark.y0 + 1.1 * size
        if let host {
            let label = labels[host]
            if isOneLine {
                let left = max(mark.x0, lines[host].right + 0.3 * size)
                let value = Self.line(words[0], left: left, baseline: label.baseline, size: label.size, right: mark.x1)
                lines[host].append(value)
                setApart(host)
                return
            }
            if abs(label.baseline - baseline) < size { baseline = label.baseline }
        }
        for (index, row) in words.enumerated() {
            lines.append(Self.line(row, left: mark.x0 + 2, baseline: baseline, size: size, right: mark.x1))
            lines[lines.count - 1].startsParagraph = index == 0
            lines[lines.count - 1].endsParagraph = index == words.count - 1
            baseline += 1.2 * size
        }
    }

    /// What is filled in is no part of the sentences around it.
    private mutating func setApart(_ index: Int) {
        (lines[index].startsParagraph, lines[index].endsParagraph) = (true, true)
    }

    /// Puts a value into the line that runs through its field, as where blanks or strokes are typed for it.
    private mutating func insert(_ value: String, of mark: MuMark) -> Bool {
        let middle = (mark.y0 + mark.y1) / 2
        guard
            let host = labels.firstIndex(where: { line in
                line.upright && line.top - 2 < middle && middle < line.bottom + 2
                    && line.left < mark.x0 + 2 && line.right > mark.x1 - 2
            })
        else { return false }
        let filling: (SetCharacter) -> Bool = { character in
            let place = (character.left + character.right) / 2
            return place > mark.x0 - 1 && place < mark.x1 + 1 && " _.…☐□❏❑".unicodeScalars.contains(character.scalar)
        }
        var characters = lines[host].characters
        let at = characters.firstIndex { $0.left >= mark.x0 - 1 } ?? characters.count
        let isStroke: (SetCharacter) -> Bool = { $0.scalar == "_" }
        var kept = characters[..<at].filter { !filling($0) }
        while let last = kept.last, isStroke(last) { kept.removeLast() }
        let rest = characters[at...].drop { filling($0) || isStroke($0) }
        let text = Self.line(value, left: mark.x0, baseline: 0, size: lines[host].size, right: mark.x1).characters
        let blank = SetCharacter(scalar: " ", left: mark.x0, right: mark.x0)
        characters = kept + (kept.isEmpty || kept.last?.scalar == " " ? [] : [blank]) + text
        if !rest.isEmpty { characters += (rest.first?.scalar == " " ? [] : [blank]) + rest }
        lines[host].characters = characters
        setApart(host)
        return true
    }

    /// The text to the left of a field, in its row, with nothing between.
    private func label(of mark: MuMark) -> Int? {
        let nearest = labels.indices.filter { index in
            let line = labels[index]
            return line.upright && line.baseline > mark.y0 && line.baseline - 0.5 * line.size < mark.y1
                && line.baseline < max(mark.y1, mark.y0 + 2 * line.size) + 1 && line.left < mark.x0
                && line.right < mark.x0 + 0.5 * (mark.x1 - mark.x0)
        }.max { labels[$0].right < labels[$1].right }
        return nearest.flatMap { mark.x0 - labels[$0].right < 12 * labels[$0].size ? $0 : nil }
    }

    /// Whether a text stands right over a field, as a table's or a form's heads do.
    private func hasHead(over mark: MuMark) -> Bool {
        labels.contains { line in
            line.upright && line.left < mark.x1 && line.right > mark.x0 && line.baseline <= mark.y0 + 2
                && mark.y0 - line.baseline < 2.5 * line.size
        }
    }

    private static func line(_ text: String, left: Float, baseline: Float, size: Float, right: Float) -> SetLine {
        let count = max(text.unicodeScalars.count, 1)
        // Spread over what the type takes, inside the field.
        let step = min(0.5 * size, max((right - left) / Float(count), 0.05 * size))
        let characters = text.unicodeScalars.enumerated().map { index, scalar in
            SetCharacter(scalar: scalar, left: left + Float(index) * step, right: left + Float(index + 1) * step)
        }
        return SetLine(
            characters: characters, left: left, top: baseline - 0.8 * size, right: left + Float(count) * step,
            bottom: baseline + 0.2 * size, baseline: baseline, size: size, bold: false)
    }

    private static func wrapped(_ text: String, width: Float, size: Float) -> [String] {
        let most = max(8, Int(width / (0.5 * size)))
        var rows: [String] = []
        for word in text.split(separator: " ") {
            if let last = rows.last, last.count + 1 + word.count <= most {
                rows[rows.count - 1] = last + " " + word
            } else {
                rows.append(String(word))
            }
        }
        return rows
    }

    // MARK: Boxes

    private mutating func tick(_ mark: MuMark) {
        let middle = (mark.y0 + mark.y1) / 2
        let sign = mark.is_on ? Self.ticked : Self.unticked
        if insert(String(sign), of: mark) { return }
        // What the box stands for: the text right of it, else the text left of it.
        let row = labels.indices.filter {
            labels[$0].upright && labels[$0].top - 2 < middle && middle < labels[$0].bottom + 2
        }
        let right = row.filter { labels[$0].left > mark.x0 - 1 }.min { labels[$0].left < labels[$1].left }
        let size = (right ?? row.first).map { labels[$0].size } ?? 10
        let baseline = (right ?? row.first).map { labels[$0].baseline } ?? middle + 0.35 * size
        let character = SetCharacter(scalar: sign, left: mark.x0, right: mark.x1)
        var box = SetLine(
            characters: [character], left: mark.x0, top: baseline - 0.8 * size, right: mark.x1,
            bottom: baseline + 0.2 * size, baseline: baseline, size: size, bold: false)
        if let right, labels[right].left - mark.x1 < 3 * size {
            box.append(lines[right])
            lines[right] = box
            setApart(right)
        } else {
            lines.append(box)
        }
    }
}
