/// How far the lines of a column stand apart, usually: those of each type size by themselves, because the figures of a
/// chart or the cells of a table stand closer than prose.
struct Leading {
    private var bySize: [Int: Float] = [:]
    private var usual: Float

    init(_ rows: [TextRow]) {
        var steps: [Int: [Float]] = [:]
        var all: [Float] = []
        for (row, next) in zip(rows, rows.dropFirst()) {
            let step = next.first.baseline - row.first.baseline
            guard step > 1 else { continue }
            all.append(step)
            if Self.key(row) == Self.key(next), !row.isTable, !next.isTable {
                steps[Self.key(row), default: []].append(step)
            }
        }
        usual = Self.middle(all) ?? (rows.first?.first.size ?? 10) * 1.2
        for (size, steps) in steps where steps.count > 2 { bySize[size] = Self.middle(steps) }
    }

    func of(_ row: TextRow) -> Float { bySize[Self.key(row)] ?? usual }

    private static func key(_ row: TextRow) -> Int { Int((row.first.size * 2).rounded()) }

    /// Of two, the smaller: a heading's distance says nothing of its text.
    private static func middle(_ steps: [Float]) -> Float? {
        steps.isEmpty ? nil : steps.sorted()[steps.count == 2 ? 0 : steps.count / 2]
    }
}
