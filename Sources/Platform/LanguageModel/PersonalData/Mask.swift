import Foundation

/// Puts placeholders in place of personal data, and the data back: the same for the same, through a whole conversation.
public struct Mask: Sendable {
    private let finder: PersonalData
    private var placeholders: [String: String] = [:]
    private var originals: [String: String] = [:]
    private var counts: [PersonalData.Kind: Int] = [:]
    /// Addresses of the web that something was hidden in, as they were sent.
    private var links: Set<Substring> = []

    public init(_ finder: PersonalData) { self.finder = finder }

    /// How many different things were hidden.
    public var count: Int { originals.count }

    /// Whether a student's full name, or a student's number, was among what was hidden.
    public func names(_ students: StudentNames) -> Bool {
        originals.contains { placeholder, text in
            placeholder.hasPrefix(PersonalData.Kind.studentID.rawValue)
                || placeholder.hasPrefix(PersonalData.Kind.person.rawValue) && students.contains(text)
        }
    }

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
        let hidden = String(decoding: result, as: UTF8.self)
        for word in hidden.split(whereSeparator: \.isWhitespace) where word.contains("_") {
            if let link = Self.link(in: word) { links.insert(Self.bare(word[link...])) }
        }
        return hidden
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
    static func key(_ kind: PersonalData.Kind, _ text: String) -> String {
        let plain = PlainText(text)
        let hasDigits = plain.scalars.contains { ("0"..."9").contains($0) }
        guard kind != .person || hasDigits else {
            let words = TextWord.split(plain.scalars).map { $0.lookalike ?? $0.key }
            return words.sorted().joined(separator: " ")
        }
        return String(String.UnicodeScalarView(plain.scalars)).lowercased()
    }

    /// Puts back what was hidden; inside of an address of the web only where it was sent so: a client that follows one that
    /// a model made up, or loads a picture from it, would tell its server who is meant.
    public func restore(_ text: String) -> String {
        guard !originals.isEmpty else { return text }
        var restored = ""
        var start = text.startIndex
        while start < text.endIndex {
            let isBlank = text[start].isWhitespace
            var end = text[start...].firstIndex { $0.isWhitespace != isBlank } ?? text.endIndex
            // Between "<" and ">" an address of Markdown may hold blanks.
            if let open = Self.openDestination(text[start..<end]) {
                end = text[open...].firstIndex(where: Self.closesDestination) ?? text.endIndex
            }
            let word = text[start..<end]
            let found = isBlank ? nil : Self.link(in: word)
            let link = found.flatMap { links.contains(Self.bare(word[$0...])) ? nil : $0 }
            restored += isBlank ? String(word) : named(word[..<(link ?? end)]) + word[(link ?? end)...]
            start = end
        }
        return restored
    }

    private func named(_ text: Substring) -> String {
        String(text).replacing(/(?:PERSON|EMAIL|PHONE|SSN|CARD|BIRTHDATE|ADDRESS|STUDENTID|ACCOUNT)_[0-9]+/) {
            originals[String($0.output)] ?? String($0.output)
        }
    }

    /// Where an address of the web begins in a word.
    private static func link(in word: Substring) -> String.Index? {
        let small = word.lowercased()
        // Lower-casing changes the length of a few letters: then the whole word is taken for the address.
        guard let found = linkMarks.compactMap({ small.firstRange(of: $0)?.lowerBound }).min() else { return nil }
        let distance = small.distance(from: small.startIndex, to: found)
        return small.count == word.count ? word.index(word.startIndex, offsetBy: distance) : word.startIndex
    }

    private static let linkMarks = [
        "://", "](", "www.", "data:", "http:", "https:", "//", "\\\\", "src=", "href=", "]:",
    ]

    /// Where an address of Markdown begins that is set between "<" and ">" and not closed.
    private static func openDestination(_ text: Substring) -> String.Index? {
        guard let open = text.ranges(of: "](<").last?.lowerBound ?? text.ranges(of: "]:<").last?.lowerBound else {
            return nil
        }
        return text[open...].contains(where: closesDestination) ? nil : open
    }

    /// Such an address ends with its line at the latest.
    private static func closesDestination(_ character: Character) -> Bool { character == ">" || character.isNewline }

    /// How many characters at the end of a piece may begin such an address.
    private static func linkBeginning(_ word: Substring) -> Int {
        linkMarks.flatMap { mark in (1..<mark.count).filter { word.hasSuffix(mark.prefix($0)) } }.max() ?? 0
    }

    /// An address without the stop or bracket behind it.
    private static func bare(_ link: Substring) -> Substring {
        var link = link
        while let last = link.last, ".,;:!?)”’\"'".contains(last) { link = link.dropLast() }
        return link
    }

    /// Most characters of an address that are kept back; the rest of a longer one is left out.
    private static let longestLink = 2000

    /// Restores a text that comes in pieces: gives what can be shown, and keeps what may be a placeholder's beginning.
    public func restore(next piece: String, rest: inout String) -> String {
        let text = rest + piece
        // An address is restored as one, or it would not be known for one.
        let word =
            Self.openDestination(text[...]).map { text[$0...] }
            ?? text.lastIndex(where: \.isWhitespace).map { text[text.index(after: $0)...] } ?? text[...]
        if Self.link(in: word) != nil {
            rest = String(word.prefix(Self.longestLink))
            return restore(String(text[..<word.startIndex]))
        }
        let held = text.reversed().prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
            .count
        // A placeholder is short; what is longer is none.
        let kept = max(held < 24 ? held : 0, Self.linkBeginning(word))
        guard kept > 0 else {
            rest = ""
            return restore(text)
        }
        rest = String(text.suffix(kept))
        return restore(String(text.dropLast(kept)))
    }
}
