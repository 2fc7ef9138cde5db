/// The text of a table's file. Programs put rows of several sources, each in its own encoding, into one file.
enum TableText {
    /// nil where the bytes are no text.
    static func decode(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let guess = TextEncodingGuess(bytes) else { return nil }
        let lines: TextEncodingGuess
        switch guess {
        case .single: lines = guess
        case .utf8: lines = .windows1252
        default: return guess.decode(bytes)
        }
        if String(validating: bytes, as: UTF8.self) != nil { return TextEncodingGuess.utf8.decode(bytes) }
        // Each line by itself: what is UTF-8 there is UTF-8.
        var text = ""
        text.reserveCapacity(bytes.count + bytes.count / 8)
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if !text.isEmpty || line.startIndex > bytes.startIndex { text += "\n" }
            text +=
                String(validating: line, as: UTF8.self)
                ?? lines.decode(UnsafeRawBufferPointer(rebasing: line))
        }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }
}
