import Foundation
import Testing

@testable import Library

@Suite("Documents that are slow to draw") struct SlowDocumentsTests {
    @Test("after two pages that took too long the document is left alone, and others are not")
    func left() throws {
        let slow = SlowDocuments()
        let (one, other) = (UUID(), UUID())
        try slow.check(one)
        slow.note(one)
        try slow.check(one)
        slow.note(one)
        #expect(throws: LibraryFailure.self) { try slow.check(one) }
        try slow.check(other)
    }
}
