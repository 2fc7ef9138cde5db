import ArgumentParser
import Dispatch
import Foundation
import Synchronization
import VectorIndex

/// How fast the vector index is built, opened and searched, and what it finds. Compare with others on the same files.
struct BenchIndex: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "index",
        abstract: "Build, write, open and search an index of the vectors of a file.")

    @Option(help: "Vectors: float32 rows, little-endian.") var base: String
    @Option(help: "Queries, in the same form.") var queries: String
    @Option(help: "Numbers in a vector, a multiple of 64.") var dim: Int
    @Option(help: "Links of a point in an upper layer; twice as many in the ground layer.") var m = 16
    @Option(help: "Candidates weighed for a new point.") var efConstruction = 200
    @Option(help: "Points that a walk keeps in sight: a list, a run for each.") var ef =
        "10,16,24,32,48,64,96,128,192,256,384"
    @Option(help: "Neighbours asked for.") var k = 10
    @Option(help: "Threads.") var threads = 1
    @Option(help: "Share of the vectors that a search may return: as for an asker who may read so much.") var admit:
        Double?
    @Option(help: "Replace half of the vectors before searching, this many at a time.") var churn: Int?
    @Option(help: "Where to write the ids found: int32, k for each query, a run after the other.") var ids: String?
    @Option(help: "Where to write the figures, a JSON object a line; otherwise they are printed.") var out: String?
    @Option(help: "Keep the index file here.") var file: String?

    struct Run: Encodable {
        var ef: Int, qps: Double, p50_us: Double, p99_us: Double
        var recall: Double?
    }
    struct Build: Encodable {
        var build_s: Double, bytes: Int, open_ms: Double, open_private_kb: Int
    }

    func validate() throws {
        guard dim > 0, dim % 64 == 0, dim <= 1 << 14 else { throw ValidationError("--dim must be a multiple of 64.") }
        guard (2...64).contains(m), m % 2 == 0 else { throw ValidationError("--m must be even, 2 to 64.") }
        guard (1...10_000).contains(efConstruction), k > 0, threads > 0, churn ?? 1 > 0 else {
            throw ValidationError("--ef-construction, --k, --threads and --churn must be above 0.")
        }
    }

    func run() throws {
        let vectors = try Rows(base, columns: dim), asked = try Rows(queries, columns: dim)
        let path = file ?? NSTemporaryDirectory() + "homeroom-bench-\(getpid()).hnsw"
        defer { if file == nil { unlink(path) } }
        var lines = [try line(make(vectors, path))]
        let before = Self.privateKilobytes()
        let start = ContinuousClock.now
        let identity = [UInt8](repeating: 7, count: 32)
        let index = try VectorIndex.open(path, identity: identity, threads: 2).index
        let opened = (ContinuousClock.now - start) / .milliseconds(1)
        var build = try JSONDecoder().decode([String: Double].self, from: Data(lines[0].utf8))
        build["open_ms"] = opened
        build["open_private_kb"] = Double(Self.privateKilobytes() - before)
        lines[0] = try line(build)
        if let churn { try replaceHalf(of: index, vectors, churn) }
        let admission = admit.map { share in
            index.admission(
                of: Set((0..<vectors.count).filter { Double($0 * 7919 % 1000) < share * 1000 }.map { Int64($0) }))
        }
        let truth = admit == nil && churn == nil ? nil : exact(index, vectors, asked, admission)
        var found: [Int32] = []
        for breadth in ef.split(separator: ",").compactMap({ Int($0) }) {
            var best: (run: Run, ids: [Int32])?
            for _ in 0..<3 {
                let once = try search(index, asked, breadth, admission, truth)
                if once.run.qps > best?.run.qps ?? 0 { best = once }
            }
            if let best {
                lines.append(try line(best.run))
                found += best.ids
            }
        }
        if let ids { try found.withUnsafeBytes { Data($0) }.write(to: URL(fileURLWithPath: ids)) }
        let text = lines.joined(separator: "\n") + "\n"
        if let out {
            try text.write(toFile: out, atomically: true, encoding: .utf8)
        } else {
            Terminal.say(text, terminator: "")
        }
    }

    private func make(_ vectors: Rows, _ path: String) throws -> [String: Double] {
        let index = VectorIndex(shape: IndexShape(dimensions: dim, links: m, constructionBreadth: efConstruction))
        let start = ContinuousClock.now
        let groups = (0..<vectors.count).map { row in
            (
                Int64(row),
                [VectorIndex.Entry(point: .init(owner: Int64(row), ordinal: 0), code: VectorCode(vectors[row]))]
            )
        }
        let isLarge = vectors.count >= 100_000
        let told = Mutex(-1)
        try index.replace(groups, threads: threads) { share in
            let percent = Int(share * 20) * 5
            guard isLarge,
                told.withLock({ told in
                    defer { told = max(told, percent) }; return percent > told
                })
            else { return }
            Terminal.say("built \(percent) %")
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        unlink(path)
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(file) }
        try index.write(to: file, stamp: .init(identity: [UInt8](repeating: 7, count: 32), change: 0))
        return ["build_s": seconds, "bytes": Double(lseek(file, 0, SEEK_END))]
    }

    /// Takes out half of the vectors, a batch at a time, and puts them back as they were.
    private func replaceHalf(of index: VectorIndex, _ vectors: Rows, _ batch: Int) throws {
        let half = Array(stride(from: 0, to: vectors.count, by: 2))
        for start in stride(from: 0, to: half.count, by: batch) {
            index.remove(half[start..<min(start + batch, half.count)].map { Int64($0) })
        }
        for start in stride(from: 0, to: half.count, by: batch) {
            try index.replace(
                half[start..<min(start + batch, half.count)].map { row in
                    (Int64(row), [.init(point: .init(owner: Int64(row), ordinal: 0), code: VectorCode(vectors[row]))])
                }, threads: threads)
        }
    }

    private func search(
        _ index: VectorIndex, _ asked: Rows, _ breadth: Int, _ admission: Admission?, _ truth: [Set<Int32>]?
    ) throws -> (run: Run, ids: [Int32]) {
        let questions = (0..<asked.count).map { asked[$0] }
        let results = Mutex([(Int, [Int32], Double)]())
        let next = Atomic<Int>(0)
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            var own: [(Int, [Int32], Double)] = []
            own.reserveCapacity(questions.count)
            while true {
                let question = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard question < questions.count else { break }
                let begun = ContinuousClock.now
                let hits = (try? index.search(questions[question], count: k, breadth: breadth, in: admission)) ?? []
                own.append(
                    (question, hits.map { Int32($0.point.owner) }, (ContinuousClock.now - begun) / .microseconds(1)))
            }
            results.withLock { $0 += own }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let all = results.withLock { $0 }.sorted { $0.0 < $1.0 }
        let times = all.map(\.2).sorted()
        let ids = all.flatMap { $0.1 + [Int32](repeating: -1, count: k - $0.1.count) }
        var run = Run(
            ef: breadth, qps: Double(asked.count) / seconds, p50_us: times[times.count / 2],
            p99_us: times[times.count * 99 / 100])
        if let truth {
            let right = zip(all, truth).reduce(0) { $0 + $1.1.intersection($1.0.1).count }
            run.recall = Double(right) / Double(truth.reduce(0) { $0 + $1.count })
        }
        return (run, ids)
    }

    /// The true neighbours among those let through, in full precision.
    private func exact(_ index: VectorIndex, _ vectors: Rows, _ asked: Rows, _ admission: Admission?) -> [Set<Int32>] {
        let rows = (0..<vectors.count).filter { admission?.groups.contains(Int64($0)) ?? true }
        let results = Mutex([Int: Set<Int32>]())
        DispatchQueue.concurrentPerform(iterations: asked.count) { question in
            let query = asked[question]
            let scored = rows.map { row in (row, vectors.dot(query, row)) }.sorted { $0.1 > $1.1 }
            results.withLock { $0[question] = Set(scored.prefix(k).map { Int32($0.0) }) }
        }
        let found = results.withLock { $0 }
        return (0..<asked.count).map { found[$0] ?? [] }
    }

    private func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// Memory of this process that no file backs.
    private static func privateKilobytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
    }
}

/// Rows of float32 in a mapped file.
struct Rows: Sendable {
    let columns: Int
    let count: Int
    private let data: Data

    init(_ path: String, columns: Int) throws {
        guard let read = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            throw ValidationError("\(path) cannot be read.")
        }
        data = read
        guard columns > 0, !data.isEmpty, data.count % (columns * 4) == 0 else {
            throw ValidationError("\(path) does not hold rows of \(columns) float32 numbers.")
        }
        (self.columns, count) = (columns, data.count / (columns * 4))
    }

    subscript(row: Int) -> [Float] {
        data.withUnsafeBytes { bytes in
            Array(
                bytes[(row * columns * 4)..<((row + 1) * columns * 4)].withMemoryRebound(to: Float.self) { Array($0) })
        }
    }

    func dot(_ query: [Float], _ row: Int) -> Float {
        data.withUnsafeBytes { bytes in
            let numbers = bytes.baseAddress?.advanced(by: row * columns * 4).assumingMemoryBound(to: Float.self)
            guard let numbers else { return 0 }
            var sum = SIMD16<Float>.zero
            for place in stride(from: 0, to: columns, by: 16) {
                sum +=
                    UnsafeRawPointer(numbers + place).loadUnaligned(as: SIMD16<Float>.self)
                    * query.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place * 4, as: SIMD16<Float>.self) }
            }
            return sum.sum()
        }
    }
}
