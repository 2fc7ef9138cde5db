/// Bounds on JSON from strangers, found by one look at its bytes: decoding what is deeply nested, or of very many parts,
/// takes far longer than reading it.
public enum JSONShape {
    /// Deeper or of more parts than any message that is meant.
    public static let mostLevels = 32, mostParts = 20_000

    /// Whether a text, JSON or not, is nested no deeper and has no more parts than is allowed.
    @inlinable
    public static func isModest(_ bytes: some Sequence<UInt8>) -> Bool {
        var (depth, parts, isText, isEscaped) = (0, 0, false, false)
        for byte in bytes {
            if isText {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isText = true
            case UInt8(ascii: "["), UInt8(ascii: "{"): (depth, parts) = (depth + 1, parts + 1)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ","): parts += 1
            default: break
            }
            if depth > mostLevels || parts > mostParts { return false }
        }
        return true
    }
}
