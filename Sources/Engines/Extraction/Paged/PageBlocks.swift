/// What is read as one: a column of lines, or the rows of a table whose cells are drawn.
enum PageBlock {
    case column([SetLine])
    case table([TextRow])
}

/// Takes a page apart into blocks, in reading order: tables with drawn cells, boxes that stand beside other text
/// (sidebars, the slides of a handout), and the columns around them.
enum PageBlocks {
    static func ordered(
        _ lines: [SetLine], ink: PageInk, width: Float, height: Float, bodySize: Float, depth: Int = 3,
        mayHaveMasthead: Bool = true
    ) -> [PageBlock] {
        guard depth > 0, !ink.level.isEmpty || !ink.upright.isEmpty || !ink.boxes.isEmpty else {
            return ReadingOrder.columns(lines).map { .column($0) }
        }
        if mayHaveMasthead, let (head, body) = Masthead.parted(lines, ink: ink), ReadingOrder.columns(body).count > 1 {
            return Masthead.columns(head).map { .column($0) }
                + ordered(
                    body, ink: ink, width: width, height: height, bodySize: bodySize, depth: depth,
                    mayHaveMasthead: false)
        }
        var rest = lines
        var parts: [[PageBlock]] = []
        var markers: [SetLine] = []
        func take(_ box: PageInk.Box, _ blocks: [PageBlock]) {
            markers.append(marker(for: box, number: parts.count, size: bodySize))
            parts.append(blocks)
        }
        var tables: [PageInk.Box] = []
        for grid in TableGrid.innermostFirst(TableGrid.all(ink, width: width, height: height)) {
            let inside = rest.filter(grid.contains)
            // Of a table in a cell only its marker is left.
            let isWrapper = inside.contains { $0.block != nil }
            guard inside.count > 2 || isWrapper, let rows = grid.rows(inside) else { continue }
            rest = rest.filter { !grid.contains($0) }
            let box = PageInk.Box(left: grid.left, top: grid.top, right: grid.right, bottom: grid.bottom)
            tables.append(box)
            rest.append(marker(for: box, number: parts.count, size: bodySize))
            parts.append(blocks(of: rows, columns: grid.columnCount, parts: parts))
        }
        markers = rest.filter { $0.block != nil }
        rest = rest.filter { $0.block == nil }
        let outer = markers.compactMap(\.block)
        for (place, caption) in TwinTables.captions(outer.map { tables[$0] }, rest) {
            parts[outer[place]].insert(.column([caption]), at: 0)
            rest.removeAll { $0 == caption }
        }
        var framed: [(PageInk.Box, [PageBlock])] = []
        for frame in frames(ink, around: rest, width: width, height: height) {
            let taken = Set(rest.indices.filter { frame.contains(rest[$0]) })
            guard !taken.isEmpty, taken.count < lines.count, !tables.contains(where: { $0.contains(frame) }) else {
                continue
            }
            let inside = rest.indices.filter { taken.contains($0) }.map { rest[$0] }
            rest = rest.indices.filter { !taken.contains($0) }.map { rest[$0] }
            let blocks = ordered(
                inside, ink: PageInk(), width: width, height: height, bodySize: bodySize, depth: depth - 1)
            framed.append((frame, blocks))
        }
        // A box beside running text would cut it in two: it is read after all of it.
        var asides: [PageBlock] = []
        for (frame, blocks) in framed {
            let beside = rest.count { $0.bottom > frame.top + 2 && $0.top < frame.bottom - 2 }
            if beside > 2 { asides += blocks } else { take(frame, blocks) }
        }
        guard !parts.isEmpty else { return ReadingOrder.columns(rest).map { .column($0) } + asides }
        return ReadingOrder.columns(rest + markers).flatMap { column -> [PageBlock] in
            var blocks: [PageBlock] = []
            var run: [SetLine] = []
            for line in column {
                if let number = line.block {
                    if !run.isEmpty { blocks.append(.column(run)) }
                    blocks += parts[number]
                    run = []
                } else {
                    run.append(line)
                }
            }
            return run.isEmpty ? blocks : blocks + [.column(run)]
        } + asides
    }

    /// Stands for a block while the lines around it are put in order.
    private static func marker(for box: PageInk.Box, number: Int, size: Float) -> SetLine {
        SetLine(
            characters: [], left: box.left, top: box.top, right: box.right, bottom: box.top + size,
            baseline: box.top + size, size: size, bold: false, block: number)
    }

    /// The outermost boxes around several rows of text that have other text or boxes beside them.
    private static func frames(_ ink: PageInk, around lines: [SetLine], width: Float, height: Float) -> [PageInk.Box] {
        let boxes = ink.boxes.prefix(lines.count < 2000 ? 300 : 0).filter { box in
            !box.isWhite && box.right - box.left > 60 && box.bottom - box.top > 24 && box.area < 0.7 * width * height
        }
        var outer: [PageInk.Box] = []
        for box in boxes.sorted(by: { $0.area > $1.area }) where !outer.contains(where: { $0.contains(box) }) {
            let inside = lines.filter(box.contains)
            guard inside.count > 1 else { continue }
            let isBeside = lines.contains { line in
                !box.contains(line) && line.bottom > box.top + 2 && line.top < box.bottom - 2
                    && (line.right < box.left + 2 || line.left > box.right - 2)
            }
            // A box that cuts through text is no frame.
            let isCut = lines.contains { line in
                !box.contains(line) && line.baseline > box.top + 2 && line.baseline < box.bottom - 2
                    && line.right > box.left + 3 && line.left < box.right - 3
            }
            if isBeside, !isCut { outer.append(box) }
        }
        return outer.sorted { ($0.top, $0.left) < ($1.top, $1.left) }
    }

    // MARK: Tables

    private static let longest = 700, mostRepeated = 60

    private static func blocks(
        of rows: [[(cell: TableGrid.Cell, lines: [SetLine])]], columns: Int, parts: [[PageBlock]]
    ) -> [PageBlock] {
        var blocks: [PageBlock] = []
        var table: [TextRow] = []
        for (number, row) in rows.enumerated() where row.contains(where: { $0.cell.rows.lowerBound == number }) {
            if row.contains(where: { $0.lines.contains { $0.block != nil } }) {
                if !table.isEmpty { blocks.append(.table(table)) }
                table = []
                blocks += wrapper(row.filter { $0.cell.rows.lowerBound == number }.map(\.lines), parts: parts)
                continue
            }
            // What stands in a cell over several rows is said of each of them.
            let cells = row.filter { cell in
                cell.cell.rows.lowerBound == number
                    || cell.lines.reduce(0) { $0 + $1.characters.count } <= mostRepeated
            }.map { (cell: $0.cell, lines: inOrder($0.lines)) }.filter { !$0.lines.isEmpty }
            let own = cells.filter { $0.cell.rows.lowerBound == number }
            let lengths = own.map { $0.lines.reduce(0) { $0 + $1.characters.count } }
            if own.count == cells.count, lengths.contains(where: { $0 > longest }) || own.count == 1 && columns > 1 {
                if !table.isEmpty { blocks.append(.table(table)) }
                table = []
                // A page's layout, not a table's row.
                for cell in own {
                    blocks += ReadingOrder.columns(rows[number].first { $0.cell == cell.cell }?.lines ?? []).map {
                        .column($0)
                    }
                }
                continue
            }
            var blanks: [Int] = []
            var next = 0
            for cell in cells {
                blanks.append(max(0, cell.cell.columns.lowerBound - next))
                next = cell.cell.columns.upperBound + 1
            }
            guard !cells.isEmpty else { continue }
            table.append(TextRow(cells: cells.map(\.lines), blanks: blanks + [max(0, columns - next)]))
        }
        if !table.isEmpty { blocks.append(.table(table)) }
        return blocks
    }

    /// A row with tables in its cells: what stands over or beside them as a row, then they, and what stands below them.
    private static func wrapper(_ cells: [[SetLine]], parts: [[PageBlock]]) -> [PageBlock] {
        var own: [[SetLine]] = []
        var after: [PageBlock] = []
        for lines in cells {
            let inner = lines.filter { $0.block != nil }.sorted { $0.top < $1.top }
            var rest = lines.filter { $0.block == nil }
            for (place, marker) in inner.enumerated() {
                let above = rest.filter { $0.baseline < marker.top + 1 }
                rest.removeAll { $0.baseline < marker.top + 1 }
                if place == 0 {
                    own.append(inOrder(above))
                } else if !above.isEmpty {
                    after.append(.column(ReadingOrder.rows(above)))
                }
                if let number = marker.block { after += parts[number] }
            }
            if inner.isEmpty {
                own.append(inOrder(rest))
            } else if !rest.isEmpty {
                after.append(.column(ReadingOrder.rows(rest)))
            }
        }
        own.removeAll(where: \.isEmpty)
        guard !own.isEmpty else { return after }
        var row = TextRow(cells: own, blanks: Array(repeating: 0, count: own.count + 1))
        row.goesOn = true
        return [.table([row])] + after
    }

    private static func inOrder(_ lines: [SetLine]) -> [SetLine] {
        TextRow.rows(ReadingOrder.rows(lines)).flatMap(\.cells)
    }
}
