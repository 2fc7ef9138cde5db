import Foundation
import TestSupport
import Testing

@testable import VectorIndex

@Suite("The index file") struct IndexFileTests {
    static let identity = [UInt8](repeating: 9, count: 32)

    /// Writes an index into a folder of its own.
    static func write(_ index: VectorIndex, to path: String) throws {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        try index.write(to: file, stamp: .init(identity: identity, change: 77))
    }

    @Test("what is opened finds what was written, and grows, shrinks and is written again", arguments: [300, 2400])
    func roundTrip(count: Int) throws {
        let folder = try TemporaryFolder()
        let (first, second) = (folder.path + "/first", folder.path + "/second")
        let sample = SampleVectors(count, queries: 10)
        let index = try sample.index()
        try Self.write(index, to: first)
        let (opened, change) = try VectorIndex.open(first, identity: Self.identity)
        #expect(change == 77 && opened.count == count && opened.groups == index.groups)
        for query in sample.queries {
            let (mine, its) = (try index.search(query, count: 10), try opened.search(query, count: 10))
            #expect(mine.map(\.point) == its.map(\.point) && mine.map(\.score) == its.map(\.score))
        }
        let before = try Data(contentsOf: URL(fileURLWithPath: first))
        opened.remove([0, 1, 2])
        try opened.replace(sample.groups(0..<20), threads: 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: first)) == before, "a mapped file never changes")
        try Self.write(opened, to: second)
        try opened.adopt(second)
        let again = try VectorIndex.open(second, identity: Self.identity).index
        for index in [opened, again] {
            #expect(index.count == count - 10 && !index.groups.contains(2))
            #expect(try sample.recall(index) { !(20..<30).contains($0) } > 0.95)
        }
        // The slots that were freed are taken first.
        try again.replace(sample.groups(20..<30), threads: 1)
        #expect(try sample.recall(again) > 0.95)
        #expect(try IndexFile.Header(bytes: head(second)).used == UInt32(count))
    }

    private func head(_ path: String) throws -> UnsafeRawBufferPointer {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: data.count, alignment: 8)
        copy.copyBytes(from: data)
        return UnsafeRawBufferPointer(copy)
    }

    @Test("files that are absent, foreign, another's, cut short or grown are refused by name")
    func refusals() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        func failure(_ identity: [UInt8] = Self.identity) -> IndexFile.Failure? {
            do { _ = try VectorIndex.open(path, identity: identity) } catch { return error }
            return nil
        }
        #expect(failure() == .absent)
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(failure() == .damaged("shorter than its header"))
        try Data(repeating: 1, count: 9000).write(to: URL(fileURLWithPath: path))
        #expect(failure() == .foreign)
        try Self.write(SampleVectors(100).index(), to: path)
        #expect(failure([UInt8](repeating: 8, count: 32)) == .belongsElsewhere)
        let whole = try Data(contentsOf: URL(fileURLWithPath: path))
        for length in [4096, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            #expect(failure() == .damaged("cut short, or grown"))
        }
        try (whole + [0]).write(to: URL(fileURLWithPath: path))
        #expect(failure() == .damaged("cut short, or grown"))
    }

    @Test("a byte changed anywhere is noticed, ten thousand times")
    func flips() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        try Self.write(SampleVectors(2100, queries: 1).index(constructionBreadth: 16), to: path)
        let file = Foundation.open(path, O_RDWR)
        defer { close(file) }
        let size = Int(lseek(file, 0, SEEK_END))
        var random = SplitMix64(state: 5)
        var missed: [Int] = []
        for round in 0..<10_000 {
            // A tenth of them in the header, which is small beside the rest.
            let place = Int.random(in: 0..<(round % 10 == 0 ? 4096 : size), using: &random)
            var byte: UInt8 = 0
            pread(file, &byte, 1, off_t(place))
            var changed = byte ^ (1 << UInt8.random(in: 0..<8, using: &random))
            pwrite(file, &changed, 1, off_t(place))
            if (try? VectorIndex.open(path, identity: Self.identity, threads: 1)) != nil { missed.append(place) }
            pwrite(file, &byte, 1, off_t(place))
        }
        #expect(missed.isEmpty, "not noticed at \(missed.prefix(5))")
        #expect(throws: Never.self) { try VectorIndex.open(path, identity: Self.identity) }
    }

    @Test("links that lead nowhere, under good checksums, are not followed")
    func strayLinks() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/index"
        let sample = SampleVectors(2100, queries: 20)
        let index = try sample.index(constructionBreadth: 16)
        var random = SplitMix64(state: 6)
        for slot in UInt32(0)..<2100 {
            let links = index.store.links(slot, layer: 0)
            for place in 0..<4 { links[place] = UInt32.random(in: 0...(.max), using: &random) }
        }
        try Self.write(index, to: path)
        let opened = try VectorIndex.open(path, identity: Self.identity).index
        for query in sample.queries { #expect(try opened.search(query, count: 10).count <= 10) }
    }
}
