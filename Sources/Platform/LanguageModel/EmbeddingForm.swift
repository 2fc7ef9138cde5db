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
        var takesEncoding = true
        /// Whether one text alone is a list.
        var takesList = true
    }

    private let values = Mutex(Values())

    public init() {}

    var current: Values { values.withLock { $0 } }

    func learn(_ change: (inout Values) -> Void) { values.withLock { change(&$0) } }
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
