/// The list of entries at a zip archive's end (PKWARE APPNOTE 6.3.10, 4.3.12 and 4.3.16).
enum ZipDirectory {
    /// Whether an entry is encrypted: only a password would open it. False where the bytes are no whole archive.
    static func isLocked(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let end = end(bytes) else { return false }
        var place = number(bytes, end + 16, 4)
        // A directory without end would be read for ever: no more entries than the archive says.
        for _ in 0..<number(bytes, end + 10, 2) {
            guard place + 46 <= bytes.count, number(bytes, place, 4) == 0x0201_4B50 else { return false }
            // Bit 0 of the general purpose flags.
            if number(bytes, place + 8, 2) & 1 == 1 { return true }
            place += 46 + number(bytes, place + 28, 2) + number(bytes, place + 30, 2) + number(bytes, place + 32, 2)
        }
        return false
    }

    /// Where the record of the end begins; a comment of at most 64 kB may stand behind it.
    private static func end(_ bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let last = bytes.count - 22
        return stride(from: last, through: max(0, last - 65_535), by: -1)
            .first { number(bytes, $0, 4) == 0x0605_4B50 }
    }

    /// A number of so many bytes, the lowest first; the place lies within.
    private static func number(_ bytes: UnsafeRawBufferPointer, _ place: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
