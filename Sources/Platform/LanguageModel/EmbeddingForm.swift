import Foundation
import Kernel
import Synchronization

/// How a server of vectors wants to be asked, as far as it was found out; for all that speak to the same one.
public final class EmbeddingForm: Sendable {
    struct Values: Equatable {
        /// Most texts at once.
        var texts = 64
        /// Most characters at once.
        var characters = 100_000
        /// Most characters of one text; what is longer is sent in parts.
        var longestText = Int.max
        var takesEncoding = true
        /// Whether one text alone is a list.
        var takesList = true
    }

    private let values = Mutex(Values())
    private let limit = Mutex<(until: ContinuousClock.Instant, failure: RemoteEmbedder.Failure)?>(nil)

    public init() {}

    var current: Values { values.withLock { $0 } }

    /// Leaves the server alone for as long as it asks, ten minutes at most.
    func leave(for seconds: Double, _ failure: RemoteEmbedder.Failure) {
        limit.withLock { $0 = (.now + .seconds(max(0, min(seconds, 600))), failure) }
    }

    /// What the server said when it asked to be left alone, as long as it is.
    var limited: RemoteEmbedder.Failure? {
        limit.withLock { limit in
            if let found = limit, found.until <= .now { limit = nil }
            return limit?.failure
        }
    }

    func learn(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }
}

/// A text that is to be sent, or a part of one that was too long.
struct EmbeddingPart {
    let text: String
    /// Of the text that it belongs to.
    let place: Int
    /// How often it was halved.
    private let halvings: Int

    /// So few characters are not halved any more, nor is what was halved so often.
    static let shortest = 100
    private static let most = 6

    init(_ text: String, of place: Int, halvings: Int = 0) {
        (self.text, self.place, self.halvings) = (text, place, halvings)
    }

    /// Parts of so many characters at most, as far as they can be halved.
    static func split(_ parts: [EmbeddingPart], _ longest: Int) -> [EmbeddingPart] {
        parts.flatMap { part in
            guard part.text.count > longest, let halves = part.halves else { return [part] }
            return split(halves, longest)
        }
    }

    /// The second first; nil where it is too short to be halved.
    var halves: [EmbeddingPart]? {
        guard halvings < Self.most, text.count > Self.shortest else { return nil }
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        let cut = text[..<middle].lastIndex(where: \.isWhitespace).map { text.index(after: $0) } ?? middle
        let start = cut > text.startIndex ? cut : middle
        return [text[start...], text[..<start]].map { .init(String($0), of: place, halvings: halvings + 1) }
    }
}

/// What came back for some texts: a vector for each, in whichever form servers write them.
enum EmbeddingReply {
    /// Why it is none, for whoever set the server up.
    struct Unreadable: Error { let why: String }

    /// - Throws: `Unreadable`.
    static func vectors(_ body: Data, count: Int) throws(Unreadable) -> [[Float]] {
        if let plain = try? JSONDecoder().decode(Plain.self, from: body) {
            return try ordered(plain.data.map { ($0.index, $0.embedding.values) }, count)
        }
        // A list of vectors, as some servers send it.
        if let bare = try? JSONDecoder().decode([Vector].self, from: body) {
            return try ordered(bare.map { (nil, $0.values) }, count)
        }
        if let own = try? JSONDecoder().decode(Own.self, from: body),
            let list = own.embeddings ?? own.embedding.map({ [$0] })
        {
            return try ordered(list.map { (nil, $0.values) }, count)
        }
        throw Unreadable(why: "what it sends is no list of vectors")
    }

    private struct Plain: Decodable {
        struct Item: Decodable { let index: Int?, embedding: Vector }
        let data: [Item]
    }
    private struct Own: Decodable { let embeddings: [Vector]?, embedding: Vector? }

    /// Numbers, numbers in a list of their own, or bytes as base64.
    private struct Vector: Decodable {
        let values: [Float]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let numbers = try? container.decode([Float].self) {
                values = numbers
            } else if let lists = try? container.decode([[Float]].self), lists.count == 1 {
                values = lists[0]
            } else {
                let text = try container.decode(String.self)
                guard let bytes = Data(base64Encoded: text), bytes.count % 4 == 0 else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "no vector")
                }
                values = stride(from: 0, to: bytes.count, by: 4).map { place in
                    let bits = (0..<4).reduce(UInt32(0)) {
                        $0 | UInt32(bytes[bytes.startIndex + place + $1]) << (8 * UInt32($1))
                    }
                    return Float(bitPattern: bits)
                }
            }
        }
    }

    /// By their numbers where all have one, else as they come.
    private static func ordered(_ items: [(index: Int?, values: [Float])], _ count: Int) throws(Unreadable) -> [[Float]]
    {
        guard items.count == count else {
            throw Unreadable(why: "for \(count) texts it sends \(items.count) vectors")
        }
        let numbers = items.compactMap(\.index)
        guard !numbers.isEmpty, Set(numbers) != [0] || count == 1 else { return items.map(\.values) }
        guard numbers.count == count, Set(numbers) == Set(0..<count) else {
            throw Unreadable(why: "its vectors are not numbered as the texts are")
        }
        return items.sorted { ($0.index ?? 0) < ($1.index ?? 0) }.map(\.values)
    }
}
