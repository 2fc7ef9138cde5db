/// A page saved with its pictures in one file (MHTML, RFC 2557), as programs put it into the Word files they make.
enum WebArchive {
    static func isOne(_ head: some StringProtocol) -> Bool { head.trimmed.lowercased().hasPrefix("mime-version") }

    /// Programs write other lines of the head before the version.
    static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let head = String(decoding: bytes.prefix(2000).filter { $0 != 0x0D }, as: UTF8.self).lowercased()
        guard !head.trimmed.hasPrefix("<"), let end = head.firstRange(of: "\n\n") else { return false }
        let own = head[..<end.lowerBound]
        return own.contains("mime-version:") && own.contains("content-type:")
    }

    /// The page in it, and how its head says that it is encoded; nil where there is none.
    static func page(_ bytes: UnsafeRawBufferPointer) -> (bytes: [UInt8], charset: String?)? {
        // A scalar for each byte: what letters they are is known by the page's own encoding.
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        var index = 0
        // The file's own head, then each part's; a part that is no page is passed over.
        for _ in 0..<100 {
            let start = index
            while index < lines.count, !lines[index].isEmpty { index += 1 }
            let head = lines[start..<index].joined(separator: "\n").lowercased()
            index += 1
            guard index < lines.count else { return nil }
            let isPage = head.contains("content-type: text/html") || head.contains("content-type:text/html")
            if isPage, !head.contains("boundary=") || !head.contains("multipart") {
                let end = lines[index...].firstIndex { $0.hasPrefix("--") } ?? lines.endIndex
                let charset = head.firstMatch(of: /charset\s*=\s*"?\s*([a-z0-9_:.-]+)/).map { String($0.1) }
                // Plain ASCII says nothing of the letters that stand in it all the same.
                return decoded(lines[index..<end], head).map { ($0, charset == "us-ascii" ? nil : charset) }
            }
            guard let next = lines[index...].firstIndex(where: { $0.hasPrefix("--") }) else { return nil }
            index = next + 1
        }
        return nil
    }

    private static func decoded(_ lines: ArraySlice<Substring>, _ head: String) -> [UInt8]? {
        if head.contains("base64") { return base64(lines) }
        var result: [UInt8] = []
        for line in lines {
            var rest = Array(line.unicodeScalars)[...]
            var isSoft = false
            while let scalar = rest.popFirst() {
                guard scalar == "=", head.contains("quoted-printable") else {
                    if let byte = UInt8(exactly: scalar.value) { result.append(byte) }
                    continue
                }
                if rest.isEmpty { isSoft = true; break }
                let pair = String(String.UnicodeScalarView(rest.prefix(2)))
                if let value = UInt8(pair, radix: 16) { result.append(value) }
                rest = rest.dropFirst(2)
            }
            if !isSoft { result.append(0x0A) }
        }
        return result
    }

    private static func base64(_ lines: ArraySlice<Substring>) -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var values: [UInt8: UInt32] = [:]
        for (value, letter) in alphabet.enumerated() { values[letter] = UInt32(value) }
        var result: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        for byte in lines.lazy.flatMap(\.utf8) {
            guard let value = values[byte] else { continue }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(bits >> UInt32(count) & 0xFF))
                bits &= (1 << UInt32(count)) - 1
            }
        }
        return result
    }
}
