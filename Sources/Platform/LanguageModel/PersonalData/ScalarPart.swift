extension [Unicode.Scalar] {
    /// What stands from `start` up to `end`, as much of it as there is: nothing where the two are in the other order.
    /// People's text is looked at in both directions from many places, and no odd spelling may end the process.
    func part(_ start: Int, _ end: Int) -> ArraySlice<Unicode.Scalar> {
        let first = Swift.max(0, Swift.min(start, count))
        return self[first..<Swift.max(first, Swift.min(end, count))]
    }
}
