import Foundation

/// Puts placeholders in place of personal data, and the data back: the same for the same, through a whole conversation.
public struct Mask: Sendable {
    private let finder: PersonalData
    private var placeholders: [String: String] = [:]
    private var originals: [String: String] = [:]
    private var counts: [PersonalData.Kind: Int] = [:]

    public init(_ finder: PersonalData) { self.finder = finder }

    /// How many different things were hidden.
    public var count: Int { originals.count }

    /// A text with placeholders, and without characters that nobody sees: one of them inside a name would keep it from
    /// being found.
    public mutating func hide(_ text: String) -> String {
        let text = Self.seen(text)
        let findings = finder.find(in: text)
        guard !findings.isEmpty else { return text }
        let scalars = Array(text.unicodeScalars)
        // Bytes: a view of scalars copies itself whenever something is put to its end.
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var end = 0
        for var finding in findings where finding.range.upperBound > end {
            // Digits right behind would change the placeholder's number: "mkowalczyk23".
            var last = finding.range.upperBound
            while last < scalars.count, ("0"..."9").contains(scalars[last]) { last += 1 }
            finding.range = max(finding.range.lowerBound, end)..<last
            for scalar in scalars[end..<finding.range.lowerBound] {
                result += UTF8.encode(scalar) ?? .init()
            }
            result += placeholder(finding, String(String.UnicodeScalarView(scalars[finding.range]))).utf8
            end = last
        }
        for scalar in scalars[end...] { result += UTF8.encode(scalar) ?? .init() }
        return String(decoding: result, as: UTF8.self)
    }

    private static func seen(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !isHidden($0) }))
    }

    /// Characters that are not drawn, or that turn what is drawn around: tags, joiners, marks of direction.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x180E, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF,
            0xE0000...0xE007F:
            true
        default: false
        }
    }

    private mutating func placeholder(_ finding: PersonalData.Finding, _ text: String) -> String {
        let key = finding.kind.rawValue + " " + Self.key(finding.kind, text)
        if let known = placeholders[key] { return known }
        counts[finding.kind, default: 0] += 1
        let placeholder = "\(finding.kind.rawValue)_\(counts[finding.kind, default: 1])"
        placeholders[key] = placeholder
        originals[placeholder] = text
        return placeholder
    }

    /// The same for the same: a name in any case and order, anything else by its letters and digits.
    private static func key(_ kind: PersonalData.Kind, _ text: String) -> String {
        let plain = PlainText(text)
        let hasDigits = plain.scalars.contains { ("0"..."9").contains($0) }
        guard kind != .person || hasDigits else {
            let words = TextWord.split(plain.scalars).map { $0.lookalike ?? $0.key }
            return words.sorted().joined(separator: " ")
        }
        return String(String.UnicodeScalarView(plain.scalars)).lowercased()
    }

    public func restore(_ text: String) -> String {
        guard !originals.isEmpty else { return text }
        return text.replacing(
            /(?:PERSON|EMAIL|PHONE|SSN|CARD|BIRTHDATE|ADDRESS|STUDENTID|ACCOUNT)_[0-9]+/
        ) {
            originals[String($0.output)] ?? String($0.output)
        }
    }

    /// Restores a text that comes in pieces: gives what can be shown, and keeps what may be a placeholder's beginning.
    public func restore(next piece: String, rest: inout String) -> String {
        let text = rest + piece
        let held = text.reversed().prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
            .count
        // A placeholder is short; what is longer is none.
        guard held > 0, held < 24 else {
            rest = ""
            return restore(text)
        }
        rest = String(text.suffix(held))
        return restore(String(text.dropLast(held)))
    }
}
