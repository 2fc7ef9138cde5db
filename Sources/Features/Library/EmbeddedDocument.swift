import Extraction
import Foundation
import Search
import VectorIndex

/// A document with its vectors, not stored yet. Benchmarks make a large library of a small one by varying it.
public struct EmbeddedDocument: Sendable {
    var document: ExtractedDocument
    var passages: [PassageEmbedding.Entry]

    /// How many passages it has.
    public var passageCount: Int { passages.count }
    /// How many vectors it brings.
    public var vectorCount: Int { passages.reduce(0) { $0 + $1.windows.count + $1.sentences.count } }

    /// The same document with other words and vectors near the old ones.
    /// - Parameters:
    ///   - share: the part of the words that others take the place of.
    ///   - noise: the length of what is added to each unit vector.
    ///   - words: where other words come from.
    public func varied(
        share: Double, noise: Float, words: [String], using random: inout some RandomNumberGenerator
    ) -> EmbeddedDocument {
        var copy = self
        for index in copy.passages.indices {
            let kept = copy.passages[index].text.split(separator: " ", omittingEmptySubsequences: false).map { word in
                Double.random(in: 0..<1, using: &random) < share
                    ? words.randomElement(using: &random) ?? "" : String(word)
            }
            copy.passages[index].text = kept.joined(separator: " ")
            copy.passages[index].windows = copy.passages[index].windows.map { Self.near($0, noise, &random) }
            for place in copy.passages[index].sentences.indices {
                let code = copy.passages[index].sentences[place].code
                let vector = code.codes.map { Float($0) * code.scale }
                copy.passages[index].sentences[place].code = VectorCode(Self.near(vector, noise, &random))
            }
        }
        return copy
    }

    private static func near(_ vector: [Float], _ noise: Float, _ random: inout some RandomNumberGenerator) -> [Float] {
        let step = noise * (3 / Float(vector.count)).squareRoot()
        let moved = vector.map { $0 + step * Float.random(in: -1...1, using: &random) }
        let length = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return moved.map { $0 / length }
    }
}
