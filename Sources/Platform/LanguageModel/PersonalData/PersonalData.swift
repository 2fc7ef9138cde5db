import Foundation
import Synchronization

/// Finds what tells who somebody is, before a text leaves this machine.
public struct PersonalData: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case person = "PERSON", email = "EMAIL", phone = "PHONE", socialSecurity = "SSN", card = "CARD"
        case birthDate = "BIRTHDATE", address = "ADDRESS", studentID = "STUDENTID"
    }

    public struct Finding: Sendable, Equatable {
        public var kind: Kind
        /// Scalars of the text, end excluded.
        public var range: Range<Int>
        /// Whose name it is, on the roster.
        var person: Int?
    }

    private let names: RosterNames
    private let studentID: String?
    private let known = Known()

    /// What was found in texts that are looked at again and again: the passages of a library.
    private final class Known: Sendable {
        private static let capacity = 2048
        private let texts = Mutex<[String: [Finding]]>([:])

        func findings(in text: String, _ find: () -> [Finding]) -> [Finding] {
            if let found = texts.withLock({ $0[text] }) { return found }
            let found = find()
            texts.withLock { texts in
                if texts.count >= Self.capacity { texts = [:] }
                texts[text] = found
            }
            return found
        }
    }

    /// - Parameter studentID: a regular expression of the district's student numbers.
    public init(names: RosterNames = .init(), studentID: String? = nil) {
        (self.names, self.studentID) = (names, studentID)
    }

    /// What is found, in the order of the text; nothing overlaps.
    public func find(in text: String) -> [Finding] {
        // Short ones are questions, of which each is another.
        text.utf8.count < 500 ? look(in: text) : known.findings(in: text) { look(in: text) }
    }

    private func look(in text: String) -> [Finding] {
        let scalars = Array(text.unicodeScalars)
        let words = RosterNames.split(scalars)
        var found = Patterns(scalars: scalars, words: words).findings
        if let studentID, let pattern = try? Regex(studentID) {
            found += text.ranges(of: pattern).map { range in
                let start = text.unicodeScalars.distance(from: text.startIndex, to: range.lowerBound)
                let count = text.unicodeScalars.distance(from: range.lowerBound, to: range.upperBound)
                return Finding(kind: .studentID, range: start..<start + count)
            }
        }
        var index = 0
        while index < words.count {
            guard let match = names.match(words, at: index) else {
                index += 1
                continue
            }
            let last = words[index + match.count - 1]
            // An initial goes with its dot.
            let end = last.range.upperBound + (last.hasDot && last.folded.count == 1 ? 1 : 0)
            found.append(
                Finding(
                    kind: .person, range: words[index].range.lowerBound..<end, person: match.person))
            index += match.count
        }
        // What begins first counts; of what begins together, the longer.
        found.sort { ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count) }
        var result: [Finding] = []
        for finding in found where finding.range.lowerBound >= result.last?.range.upperBound ?? 0 {
            result.append(finding)
        }
        return result
    }
}

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
        var result = String.UnicodeScalarView()
        var end = 0
        for finding in findings {
            result.append(contentsOf: scalars[end..<finding.range.lowerBound])
            result.append(
                contentsOf: placeholder(finding, String(String.UnicodeScalarView(scalars[finding.range])))
                    .unicodeScalars)
            end = finding.range.upperBound
        }
        result.append(contentsOf: scalars[end...])
        return String(result)
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
        let key = finding.kind.rawValue + " " + (finding.person.map { "\($0)" } ?? RosterNames.fold(text))
        if let known = placeholders[key] { return known }
        counts[finding.kind, default: 0] += 1
        let placeholder = "\(finding.kind.rawValue)_\(counts[finding.kind, default: 1])"
        placeholders[key] = placeholder
        originals[placeholder] = text
        return placeholder
    }

    public func restore(_ text: String) -> String {
        guard !originals.isEmpty else { return text }
        return text.replacing(/[A-Z]+_[0-9]+/) { originals[String($0.output)] ?? String($0.output) }
    }

    /// Restores a text that comes in pieces: gives what can be shown, and keeps what may be a placeholder's beginning.
    public func restore(next piece: String, rest: inout String) -> String {
        let text = rest + piece
        let held = text.reversed().prefix { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }.count
        // A placeholder is short; what is longer is none.
        guard held > 0, held < 24 else {
            rest = ""
            return restore(text)
        }
        rest = String(text.suffix(held))
        return restore(String(text.dropLast(held)))
    }
}
