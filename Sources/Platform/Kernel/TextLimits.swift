extension String {
    /// Whether it has so many characters, for a text that a client sends.
    ///
    /// Its bytes are looked at first, which costs nothing: one character may be a megabyte of combining marks, and to
    /// count characters takes time that grows with the bytes. Four bytes a character is more than any script needs on
    /// average.
    public func hasCharacters(_ range: ClosedRange<Int>) -> Bool {
        utf8.count <= 4 * range.upperBound && range.contains(count)
    }

    /// As much of its beginning as has so many characters, and no more than four bytes for each.
    public func beginning(_ most: Int) -> String {
        let bytes = utf8.prefix(4 * most)
        // A cut through a character takes what is left of that character away.
        let whole = bytes.count == utf8.count ? self : String(String(decoding: bytes, as: UTF8.self).dropLast())
        return String(whole.prefix(most))
    }
}
