/// Numbers and words of TOML, as text.
enum TOMLNumber {
    /// The value of a bare word.
    /// - Returns: nil where it is none.
    static func value(of word: String) -> TOMLValue.Content? {
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
            guard let digits = plain(word.dropFirst(2), { $0.hexDigitValue.map { $0 < radix } == true }) else {
                return nil
            }
            return Int(digits, radix: radix).map { .integer($0) }
        }
        let (sign, rest) = signed(word[...])
        if let digits = integer(rest) { return Int(sign + digits).map { .integer($0) } }
        return float(rest).flatMap { Double(sign + $0) }.map { .float($0) }
    }

    /// Whether a word is what TOML writes dates and times as (RFC 3339), or begins like one.
    static func isDate(_ word: String) -> Bool {
        word.prefixMatch(of: /\d{4}-\d{2}|\d{2}:\d{2}/) != nil
    }

    private static func signed(_ text: Substring) -> (sign: String, rest: Substring) {
        if text.hasPrefix("-") { return ("-", text.dropFirst()) }
        return ("", text.hasPrefix("+") ? text.dropFirst() : text)
    }

    /// Digits without the underscores between them.
    private static func plain(_ text: Substring, _ isDigit: (Character) -> Bool) -> String? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && isDigit($0) } }) else { return nil }
        return parts.joined()
    }

    private static func integer(_ text: Substring) -> String? {
        guard let digits = plain(text, \.isNumber), digits == "0" || !digits.hasPrefix("0") else { return nil }
        return digits
    }

    private static func float(_ text: Substring) -> String? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        let mantissa = parts[0].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 || mantissa.count == 2, let whole = integer(mantissa[0]) else { return nil }
        var result = whole
        if mantissa.count == 2 {
            guard let fraction = plain(mantissa[1], \.isNumber) else { return nil }
            result += "." + fraction
        }
        if parts.count == 2 {
            let (sign, digits) = signed(parts[1])
            guard let exponent = plain(digits, \.isNumber) else { return nil }
            result += "e" + sign + exponent
        }
        return result
    }
}
