extension DOCXWalk {
    // MARK: Fields

    /// Whether the place is outside of field codes, and its text no page's number.
    var mayShow: Bool {
        fields.allSatisfy { field in
            field.showsResult && field.value == nil && !(isMargin && field.countsPages) && !field.isContents
        }
    }

    mutating func noteText(_ text: String) {
        guard !fields.isEmpty, text.contains(where: { !$0.isWhitespace }) else { return }
        for index in fields.indices { fields[index].hasText = true }
    }

    mutating func fieldMark(_ node: MarkupNode, into line: inout DOCXLine) {
        switch node.attribute("w:fldCharType") {
        case "begin":
            guard fields.count < Self.deepest else { return }
            var field = DOCXField()
            if let (text, isEmpty) = node.child("ffData").flatMap(DOCXField.formValue) {
                if mayShow { line.text.append(text) }
                notices.add(isEmpty ? .fieldsEmpty : .fieldsRead)
                field.value = text
            }
            fields.append(field)
        case "separate":
            if let last = fields.indices.last { fields[last].showsResult = true }
        case "end":
            guard let field = fields.popLast() else { return }
            if let fraction = field.fraction, mayShow { line.text.appendFormula(fraction) }
            if field.name == "FORMTEXT" { notices.add(field.hasText ? .fieldsRead : .fieldsEmpty) }
            if let target = field.link, field.hasText, mayShow { Self.addAddress(target, beside: line.text, to: &line) }
        default: break
        }
    }

    mutating func simpleField(
        _ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat, depth: Int
    ) {
        var field = DOCXField()
        field.code = node.attribute("w:instr") ?? ""
        field.showsResult = true
        let open = fields.count
        fields.append(field)
        gather(node, into: &line, base, depth: depth)
        let hasText = fields.indices.contains(open) && fields[open].hasText
        fields.removeLast(max(0, fields.count - open))
        if let target = field.link, hasText, mayShow { Self.addAddress(target, beside: line.text, to: &line) }
        if let fraction = field.fraction, mayShow { line.text.appendFormula(fraction) }
    }

    // MARK: Links

    mutating func link(_ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat, depth: Int) {
        var label = DOCXLine()
        gather(node, into: &label, base, depth: depth)
        line.text.append(label.text)
        line.boxes += label.boxes
        line.pictures += label.pictures
        line.charts += label.charts
        guard let id = node.attribute("r:id"), let target = relations[id], target.isOutside, !label.text.isEmpty else {
            return
        }
        Self.addAddress(target.target, beside: label.text, to: &line)
    }

    private static func addAddress(_ target: String, beside label: InlineText, to line: inout DOCXLine) {
        guard let address = LinkAddress.shown(target, beside: label.composed) else { return }
        line.text.append(" (\(address))")
    }

    // MARK: Controls

    mutating func inlineControl(
        _ node: MarkupNode, into line: inout DOCXLine, _ base: DOCXStyles.RunFormat, depth: Int
    ) {
        let properties = node.child("sdtPr")
        if let box = DOCXControl.box(properties) {
            line.text.append(box)
            notices.add(.fieldsRead)
            return
        }
        if Self.showsPlaceholder(node) {
            notices.add(.fieldsEmpty)
            line.text.append(" ")
            return
        }
        var content = DOCXLine()
        if let inside = node.child("sdtContent") { gather(inside, into: &content, base, depth: depth) }
        if content.text.isEmpty, let choice = DOCXControl.choice(properties) { content.text.append(choice) }
        if DOCXControl.isChoice(properties) { notices.add(content.text.isEmpty ? .fieldsEmpty : .fieldsRead) }
        line.text.append(content.text)
        line.boxes += content.boxes
        line.pictures += content.pictures
        line.charts += content.charts
    }

    // MARK: Imported parts

    /// A file that the document imports as it is opened: its text stands where it is named.
    mutating func importPart(_ node: MarkupNode) {
        imports += 1
        guard depth < 2, imports <= 16, let id = node.attribute("r:id"), let part = relations[id], !part.isOutside,
            let bytes = try? package.archive.read(part.target), !bytes.isEmpty
        else { return }
        let imported: [FlowBlock]? = bytes.withUnsafeBytes { bytes in
            if bytes.starts(with: [0x50, 0x4B]) {
                return try? DOCXReading(reader: package.reader, limits: limits, depth: depth + 1).blocks(bytes)
            }
            guard let encoding = TextEncodingGuess(bytes) else { return nil }
            if RTFReading.isOne(bytes) { return RTFReading.blocks(bytes, limit: limits.characters) }
            let head = String(decoding: bytes.prefix(1000), as: UTF8.self).lowercased()
            if WebArchive.isOne(head) {
                return WebArchive.page(bytes).flatMap { page in
                    page.bytes.withUnsafeBytes { web($0, declared: page.charset) }
                }
            }
            if head.contains("<html") || head.contains("<body") || head.contains("<p") { return web(bytes) }
            return PlainTextReading.blocks(encoding.decode(bytes))
        }
        if let imported { blocks.append(contentsOf: imported) } else { notices.add(.attachedFiles) }
    }

    private func web(_ bytes: UnsafeRawBufferPointer, declared: String? = nil) -> [FlowBlock]? {
        let source = HTMLReading.decode(bytes, declared: declared, reader: package.reader)
        return (try? HTMLReading.parse(source, html: true, reader: package.reader)).map {
            HTMLReading.blocks(of: $0).blocks
        }
    }
}
