/// Where one table follows directly on another. Their rows are kept apart by a blank line: without it the head of the
/// first would be taken for the head of the second's rows.
struct TableBoundary {
    private var columns = 0
    private var isRow = false
    /// The table that is read begins with a row of names.
    private var hasHead = false

    /// Takes the next paragraph; says whether it is the first row of a table that follows on the last row of another.
    mutating func parts(_ text: String, isRow: Bool, begins: Bool) -> Bool {
        guard isRow else {
            self.isRow = false
            return false
        }
        let columns = text.count { $0 == "|" } + 1
        let isHead = columns > 1 && !text.contains(where: \.isNumber)
        // Programs part a long table by pages: what begins with figures, under a head and as wide, goes on.
        let goesOn = hasHead && !isHead && columns == self.columns
        let isNew = begins && self.isRow && !goesOn
        if !self.isRow || isNew { hasHead = isHead }
        (self.isRow, self.columns) = (true, columns)
        return isNew
    }
}
