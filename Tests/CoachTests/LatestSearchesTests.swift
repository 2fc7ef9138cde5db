import Foundation
import Testing
import Web

@testable import Answering
@testable import Coach

@Suite("Searches of one person") struct LatestSearchesTests {
    @Test("the last one goes on, those before it end; other people's go on")
    func latest() throws {
        let searches = LatestSearches()
        let (one, other) = (UUID(), UUID())
        let (first, others) = (searches.begin(one), searches.begin(other))
        try searches.check(first, of: one)
        let second = searches.begin(one)
        #expect(throws: RequestFailure.self) { try searches.check(first, of: one) }
        try searches.check(second, of: one)
        try searches.check(others, of: other)
    }
}
