import Synchronization

/// Finds what tells who somebody is, before a text leaves this machine.
public struct PersonalData: Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case person = "PERSON"
        case email = "EMAIL"
        case phone = "PHONE"
        case socialSecurity = "SSN"
        case card = "CARD"
        case birthDate = "BIRTHDATE"
        case address = "ADDRESS"
        case studentID = "STUDENTID"
        case bankAccount = "ACCOUNT"
    }

    public struct Finding: Sendable, Equatable {
        public var kind: Kind
        /// Scalars of the text, end excluded.
        public var range: Range<Int>
    }

    private let names: RosterNames
    private let studentID: String?
    private let known = Known()

    /// What was found in texts that are looked at again and again: the passages of a library.
    private final class Known: Sendable {
        private static let capacity = 2048
        /// By bytes: two strings that Swift calls equal may differ in where their scalars stand.
        private let texts = Mutex<[[UInt8]: [Finding]]>([:])

        func findings(in text: String, _ find: () -> [Finding]) -> [Finding] {
            let key = Array(text.utf8)
            if let found = texts.withLock({ $0[key] }) { return found }
            let found = find()
            texts.withLock { texts in
                if texts.count >= Self.capacity { texts = [:] }
                texts[key] = found
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
        // Short ones are questions, of which each is another; long ones are no passages.
        (500..<65_536).contains(text.utf8.count)
            ? known.findings(in: text) { look(in: text) } : look(in: text)
    }

    private func look(in text: String) -> [Finding] {
        let plain = PlainText(text)
        let words = TextWord.split(plain.scalars)
        var found = Numbers(text: plain.scalars, words: words).findings
        found += SpokenNumbers(text: plain.scalars, words: words).findings
        if let disguised = DisguisedDigits(plain.scalars) { found += disguised.findings(words: words) }
        found += CuedNumbers(text: plain.scalars, words: words).findings
        found += Mail(text: plain.scalars, words: words).findings
        found += BirthDates(text: plain.scalars, words: words).findings
        found += Addresses(text: plain.scalars, words: words).findings
        found += PlatesAndPositions(text: plain.scalars, words: words).findings
        found += studentNumbers(in: plain.scalars)
        found += NameFinder(words: words, names: names).ranges.map { Finding(kind: .person, range: $0) }
        found += Handles(text: plain.scalars, words: words, names: names).ranges.map {
            Finding(kind: .person, range: $0)
        }
        found += DisguisedNames(text: plain.scalars, names: names).ranges.map {
            Finding(kind: .person, range: $0)
        }
        found += names.unspaced.ranges(in: plain.scalars).map { Finding(kind: .person, range: $0) }
        if plain.hasUnspaced {
            found += names.unspacedLatin(plain.scalars).map { Finding(kind: .person, range: $0) }
        }
        found += Rows(text: plain.scalars).findings(beside: found)
        return Self.apart(found).map { Finding(kind: $0.kind, range: plain.source($0.range)) }
    }

    private func studentNumbers(in scalars: [Unicode.Scalar]) -> [Finding] {
        // Compiled for each text: a Regex may not be shared between tasks.
        guard let studentID, let pattern = try? Regex(studentID).matchingSemantics(.unicodeScalar)
        else { return [] }
        let text = String(String.UnicodeScalarView(scalars))
        var (place, begin) = (0, text.startIndex)
        return text.matches(of: pattern).filter { !$0.range.isEmpty }.map { match in
            place += text.unicodeScalars.distance(from: begin, to: match.range.lowerBound)
            begin = match.range.lowerBound
            let count = text.unicodeScalars.distance(from: begin, to: match.range.upperBound)
            return Finding(kind: .studentID, range: place..<place + count)
        }
    }

    /// What begins first counts, of what begins together the longer; of what overlaps, the rest is hidden as well.
    private static func apart(_ found: [Finding]) -> [Finding] {
        var result: [Finding] = []
        for var finding in found.sorted(by: {
            ($0.range.lowerBound, -$0.range.count) < ($1.range.lowerBound, -$1.range.count)
        }) {
            let end = result.last?.range.upperBound ?? 0
            guard finding.range.upperBound > end else { continue }
            finding.range = max(finding.range.lowerBound, end)..<finding.range.upperBound
            result.append(finding)
        }
        return result
    }
}
