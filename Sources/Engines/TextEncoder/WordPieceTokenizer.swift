import Foundation

/// BERT's uncased WordPiece tokenizer (Devlin et al. 2018; behaviour of Hugging Face's `BertNormalizer`,
/// `BertPreTokenizer` and `WordPiece`), except that a special token spelled out in a text, such as `[SEP]`, stays text.
public struct WordPieceTokenizer: Sendable {
    /// A word of more characters than this becomes one unknown token, as in the reference.
    static let longestWord = 100

    /// Ids of `[CLS]` and `[SEP]`, which frame every sequence the encoder reads.
    public let start: Int32, end: Int32
    let unknown: Int32
    private let words: VocabularyTable

    /// - Parameter vocabulary: UTF-8, one token a line; the line's number is the token's id.
    /// - Throws: `TextEncoder.Failure.damagedWeights` when a special token is missing.
    init(vocabulary: UnsafeRawBufferPointer) throws {
        let words = VocabularyTable(lines: vocabulary)
        func special(_ token: String) throws -> Int32 {
            guard let id = words.id(of: Array(token.utf8)[...]) else { throw TextEncoder.Failure.damagedWeights }
            return id
        }
        self.words = words
        start = try special("[CLS]")
        end = try special("[SEP]")
        unknown = try special("[UNK]")
    }

    /// The token ids of a text, without the framing tokens and without truncation.
    public func tokenize(_ text: String) -> [Int32] {
        var result: [Int32] = []
        var word: [UInt8] = []
        var characters = 0
        func flush() {
            guard !word.isEmpty else { return }
            appendPieces(of: word, characters: characters, to: &result)
            word.removeAll(keepingCapacity: true)
            characters = 0
        }
        for scalar in text.unicodeScalars {
            switch CharacterClass(scalar) {
            case .removed: continue
            case .space: flush()
            case .alone:
                flush()
                appendPieces(of: Array(String(scalar).utf8), characters: 1, to: &result)
            case .word:
                if scalar.value < 0x80 {
                    word.append(
                        scalar.value >= 0x41 && scalar.value <= 0x5A ? UInt8(scalar.value) | 0x20 : UInt8(scalar.value))
                    characters += 1
                } else {
                    for folded in Self.fold(scalar) {
                        // Folding can yield punctuation or spaces, for example from a compatibility form.
                        if CharacterClass(folded) == .alone {
                            flush()
                            appendPieces(of: Array(String(folded).utf8), characters: 1, to: &result)
                        } else {
                            word.append(contentsOf: String(folded).utf8)
                            characters += 1
                        }
                    }
                }
            }
        }
        flush()
        return result
    }

    /// Canonical decomposition without combining marks, lowercased.
    private static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
            .filter { $0.properties.generalCategory != .nonspacingMark }
            .flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
    }

    /// Longest pieces first, from the left; a word with a part that no piece covers is one unknown token.
    private func appendPieces(of word: [UInt8], characters: Int, to result: inout [Int32]) {
        guard characters <= Self.longestWord else { return result.append(unknown) }
        let before = result.count
        var from = 0
        var candidate: [UInt8] = []
        while from < word.count {
            var to = word.count
            var found: Int32?
            while to > from {
                candidate.removeAll(keepingCapacity: true)
                if from > 0 { candidate.append(contentsOf: [0x23, 0x23]) }  // "##": continues a word
                candidate.append(contentsOf: word[from..<to])
                if let id = words.id(of: candidate[...]) {
                    found = id
                    break
                }
                to -= 1
            }
            guard let found else {
                result.removeSubrange(before...)
                return result.append(unknown)
            }
            result.append(found)
            from = to
        }
    }
}

/// What the tokenizer does with a character.
private enum CharacterClass {
    case removed, space, alone, word

    init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        if value < 0x80 {
            switch value {
            case 0x09, 0x0A, 0x0D, 0x20: self = .space
            case 0x00...0x1F, 0x7F: self = .removed
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: self = .word
            default: self = .alone
            }
            return
        }
        if value == 0xFFFD { self = .removed; return }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
        case .control: self = value == 0x85 ? .space : .removed
        case .format, .unassigned, .privateUse, .surrogate: self = .removed
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            self = .alone
        default: self = Self.isIdeograph(value) ? .alone : .word
        }
    }

    /// The CJK blocks that the reference sets apart character by character.
    private static func isIdeograph(_ value: UInt32) -> Bool {
        switch value {
        case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
            0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
            true
        default: false
        }
    }
}
