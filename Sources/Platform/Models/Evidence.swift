/// Where in a text something stands, word for word.
public struct Evidence: Codable, Sendable, Hashable {
    /// The identity of a `TaskPart`.
    public var part: String
    /// A quotation from it.
    public var quote: String

    public init(part: String, quote: String) { (self.part, self.quote) = (part, quote) }
}

/// Something that a model found in a text, with what bears it out.
public protocol EvidencedItem: Codable, Sendable {
    var evidence: [Evidence] { get set }
    /// All that it says, as plain words: two items that say the same are one. Whatever tells items apart belongs in it,
    /// such as who is to do something and until when.
    var words: String { get }
}

/// A model's result in which every item has its evidence. A type with several lists settles and appends each of them.
public protocol EvidencedOutput: Codable, Sendable {
    /// Whether it holds no item.
    var isEmpty: Bool { get }
    /// Drops the items that nothing bears out, joins those that say the same, and orders them as the text goes.
    /// - Returns: how many nothing bears out.
    mutating func settle(by source: EvidenceSource) -> Int
    /// Adds what was found further on in the text.
    mutating func append(_ later: Self)
}

/// One list of items: what most tasks give.
public struct EvidencedItems<Item: EvidencedItem>: EvidencedOutput {
    public var items: [Item]

    public init(_ items: [Item]) { self.items = items }

    public var isEmpty: Bool { items.isEmpty }
    public mutating func settle(by source: EvidenceSource) -> Int { items.settle(by: source) }
    public mutating func append(_ later: Self) { items += later.items }
}

extension EvidencedItems: Equatable where Item: Equatable {}

extension Array where Element: EvidencedItem {
    /// Drops the items that nothing bears out, joins those that say the same, and orders them as the text goes.
    /// - Returns: how many nothing bears out.
    public mutating func settle(by source: EvidenceSource) -> Int {
        var settled: [(item: Element, said: ItemWords, at: EvidenceSource.Position)] = []
        var dropped = 0
        for var item in self {
            let found = item.evidence.compactMap { source.find($0) }
            guard let first = found.map(\.at).min() else {
                dropped += 1
                continue
            }
            item.evidence = found.map(\.evidence)
            let said = ItemWords(item.words)
            if let same = settled.firstIndex(where: { $0.said.saysTheSame(as: said) }) {
                settled[same].item.evidence += item.evidence
                settled[same].at = Swift.min(settled[same].at, first)
            } else {
                settled.append((item, said, first))
            }
        }
        // Those at one place stay in the model's order.
        let order = settled.indices.sorted { (settled[$0].at, $0) < (settled[$1].at, $1) }
        self = order.map { place in
            var item = settled[place].item
            var seen: Set<Evidence> = []
            item.evidence.removeAll { !seen.insert($0).inserted }
            return item
        }
        return dropped
    }
}

/// The words of an item, to know it by when it is found again in an overlap, or in a later part in other words.
struct ItemWords {
    private let words: [Substring]
    private let forms: Set<String>

    /// So much of all the words of two items must be the same.
    private static let share = 0.85
    /// Words that turn what is said round.
    private static let turning: Set<String> = ["no", "not", "never", "without", "sin", "nunca", "nadie", "nobody"]

    init(_ text: String) {
        words = text.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }
        forms = Set(words.map { $0.lowercased() })
    }

    /// Whether two items are so near that they are one. A number, a name or a negation that only one of them has makes
    /// them two, however much else they share.
    func saysTheSame(as other: ItemWords) -> Bool {
        if forms == other.forms { return true }
        // Most are told apart by their length.
        guard Double(min(forms.count, other.forms.count)) >= Self.share * Double(max(forms.count, other.forms.count))
        else { return false }
        let common = forms.intersection(other.forms)
        guard Double(common.count) >= Self.share * Double(forms.union(other.forms).count) else { return false }
        return (words + other.words).allSatisfy { word in
            let form = word.lowercased()
            return common.contains(form)
                || !Self.turning.contains(form) && !form.hasSuffix("n't") && !form.hasSuffix("n’t")
                    && word.first?.isUppercase != true && !word.contains(where: \.isNumber)
        }
    }
}
