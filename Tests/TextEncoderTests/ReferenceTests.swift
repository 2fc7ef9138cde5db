import CAssets
import Foundation
import TestSupport
import Testing
import TextEncoder

private var weights: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: asset_encoder.bytes, count: asset_encoder.count)
}

@Suite("The encoder against the reference") struct ReferenceTests {
    @Test("token ids are the reference's on every text", .enabled(if: SharedData.isHere, "\(SharedData.missing)"))
    func tokens() throws {
        let encoder = try TextEncoder()
        let reference = try Reference()
        for (text, expected) in zip(reference.texts, reference.ids) {
            let ids = [encoder.tokenizer.start] + encoder.tokenizer.tokenize(text).prefix(254) + [encoder.tokenizer.end]
            #expect(ids == expected, "\(text)")
        }
    }

    @Test(
        "vectors point where the reference's do", .enabled(if: SharedData.isHere, "\(SharedData.missing)"),
        arguments: TextEncoder.InstructionSet.allCases)
    func vectors(level: TextEncoder.InstructionSet) throws {
        let encoder: TextEncoder
        do { encoder = try TextEncoder(level: level) } catch TextEncoder.Failure.unsupportedProcessor {
            return
        }
        let reference = try Reference()
        let count = level == .portable ? 12 : reference.texts.count
        let vectors = encoder.embed(Array(reference.texts.prefix(count)))
        var worst: Float = 1
        for (vector, expected) in zip(vectors, reference.vectors) {
            worst = min(worst, zip(vector, expected).reduce(0) { $0 + $1.0 * $1.1 })
        }
        #expect(worst >= (level == .vnni ? 0.985 : 0.999), "worst cosine \(worst)")
    }

    @Test("a batch gives what single texts give")
    func batching() throws {
        let encoder = try TextEncoder()
        let texts = (0..<40).map { index in String(repeating: "team norms and data ", count: index + 1) }
        let together = encoder.embed(texts)
        for (text, vector) in zip(texts, together) {
            let alone = encoder.embed(text)
            let cosine = zip(alone, vector).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            #expect(cosine > 0.99999)
        }
    }

    @Test("weights that are cut short are refused")
    func damaged() {
        for count in [0, 7, 31, 4096, asset_encoder.count / 2] {
            #expect(throws: TextEncoder.Failure.damagedWeights) {
                _ = try TextEncoder(weights: UnsafeRawBufferPointer(rebasing: weights[..<count]))
            }
        }
    }
}

private struct Reference {
    let texts: [String]
    let ids: [[Int32]]
    let vectors: [[Float]]

    init() throws {
        let decoder = JSONDecoder()
        texts = try decoder.decode([String].self, from: Data(contentsOf: SharedData.file("encoder/texts.json")))
        ids = try decoder.decode([[Int32]].self, from: Data(contentsOf: SharedData.file("encoder/token_ids.json")))
        let floats = try Data(contentsOf: SharedData.file("encoder/vectors.f32")).withUnsafeBytes {
            Array($0.bindMemory(to: Float.self))
        }
        vectors = stride(from: 0, to: floats.count, by: 384).map { Array(floats[$0..<$0 + 384]) }
    }
}
