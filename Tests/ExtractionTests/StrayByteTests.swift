import Testing

@testable import Extraction

@Suite("Stray bytes") struct StrayByteTests {
    @Test("one byte out of place makes no Korean or Chinese of a text in UTF-8")
    func utf8() throws {
        for sentence in ["El niño comió mañana. ", "Não há informação à mão. ", "L'élève a été noté après le délai. "] {
            let bytes = Array(String(repeating: sentence, count: 12).utf8) + [0xC3]
            let certain = bytes.withUnsafeBytes { EastAsianEncoding.certain($0) }
            #expect(certain == nil, "\(sentence)")
        }
    }
}
