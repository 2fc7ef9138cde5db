/// A PDF whose end is missing: a download or a copy that stopped early. What is left of it can be read, but says nothing
/// of what is gone.
enum CutShort {
    /// - Parameter isRepaired: its table of contents, which stands at the end, was not found or not right.
    static func isOne(_ bytes: UnsafeRawBufferPointer, isRepaired: Bool) -> Bool {
        guard isRepaired else { return false }
        // A file made for the web says how long it is.
        if let length = statedLength(bytes), length > bytes.count { return true }
        guard let end = lastPlace(of: "%%EOF", in: bytes) else { return true }
        // Objects behind the last end belong to a part that has none.
        return bytes.count - end > 64
            && lastPlace(of: " obj", in: UnsafeRawBufferPointer(rebasing: bytes[end...])) != nil
    }

    /// What `/Linearized` says of the file's length.
    private static func statedLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
        let head = String(decoding: bytes.prefix(1024).map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self)
        guard let place = head.firstRange(of: "/Linearized") else { return nil }
        let part = head[place.lowerBound...].prefix { $0 != ">" }
        return part.firstMatch(of: /\/L\s+([0-9]{1,12})/).flatMap { Int($0.1) }
    }

    /// Where a mark stands last.
    private static func lastPlace(of mark: StaticString, in bytes: UnsafeRawBufferPointer) -> Int? {
        let mark = UnsafeRawBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount)
        guard let first = mark.first, bytes.count >= mark.count else { return nil }
        for place in stride(from: bytes.count - mark.count, through: 0, by: -1) where bytes[place] == first {
            if bytes[place..<place + mark.count].elementsEqual(mark) { return place }
        }
        return nil
    }
}
