import CSandbox
public import Foundation

/// The child process in which untrusted bytes are parsed: no files, no network, no further processes, bounded memory
/// and time, one request and then the end.
///
/// A request is a JSON header and a payload, an answer is whatever the operation gives:
/// `[u32 length][header][payload]` to standard input, `[u8 0 done, 1 refused][bytes]` from standard output.
public struct Worker: Sendable {
    /// What a worker may use.
    public struct Limits: Sendable, Equatable {
        /// Bytes of address space.
        public var memory = 1_610_612_736
        /// Seconds of processor time. A busy machine takes longer by the clock, up to four times.
        public var seconds = 15
        public init() {}
    }

    /// Why a request came to nothing.
    public enum Failure: Error, Equatable, Sendable {
        /// The operation refused, with these bytes to say why.
        case refused([UInt8])
        /// The process ran into its walls or fell over them.
        case process(ChildProcess.Failure)
        /// The answer was not in the protocol's form.
        case malformed
    }

    /// What a worker gave back.
    public struct Answer: Sendable {
        public var bytes: [UInt8]
        /// Most memory it held at a time, bytes.
        public var peakMemory: Int
        public var seconds: Double
    }

    /// The exit status that says the walls could not be put up.
    static let noWalls: Int32 = 70

    private let program: ChildProcess
    private let limits: Limits

    /// - Parameter executable: this program; it must call `serve` when started with `arguments`.
    public init(executable: String, limits: Limits = Limits()) {
        program = ChildProcess(
            path: executable, arguments: ["worker", "\(limits.memory)", "\(limits.seconds)"])
        self.limits = limits
    }

    private static let patience = 4

    /// Has a fresh worker do one thing. Blocks the calling thread until it ends or its deadline passes.
    /// - Parameter stop: ends it before.
    /// - Throws: `Failure`.
    public func run(_ header: some Encodable, payload: [UInt8] = [], stop: ChildProcess.Stop? = nil) throws(Failure)
        -> Answer
    {
        guard let encoded = try? JSONEncoder().encode(header) else { throw .malformed }
        let length = UInt32(encoded.count)
        let input = (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + encoded + payload
        let output: ChildProcess.Output
        do { output = try program.run(input, deadline: limits.seconds * Self.patience, stop: stop) } catch {
            throw .process(error)
        }
        switch output.bytes.first {
        case 0:
            return Answer(
                bytes: Array(output.bytes.dropFirst()), peakMemory: output.peakMemory, seconds: output.seconds)
        case 1: throw .refused(Array(output.bytes.dropFirst()))
        default: throw .malformed
        }
    }

    /// The worker's side: puts up the walls, reads the request, answers and ends the process. Call it in a process with
    /// one thread, before anything else.
    /// - Parameters:
    ///   - arguments: what `init` put after the program's name and `worker`.
    ///   - operation: from header and payload to the answer; what it throws in `Refusal` is told, all else is a fault.
    public static func serve(
        arguments: [String], operation: (_ header: Data, _ payload: UnsafeRawBufferPointer) throws -> [UInt8]
    ) -> Never {
        let memory = arguments.first.flatMap { UInt64($0) } ?? 0
        let seconds = arguments.dropFirst().first.flatMap { UInt64($0) } ?? 0
        let walls = Int(sandbox_enter(memory, seconds))
        guard walls & Int(SANDBOX_SECCOMP) != 0, walls & Int(SANDBOX_LIMITS) != 0 else { exit(noWalls) }
        var input: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            input += chunk[..<count]
        }
        guard input.count >= 4 else { exit(2) }
        let length = (0..<4).reduce(0) { $0 | Int(input[$1]) << (8 * $1) }
        guard input.count >= 4 + length else { exit(2) }
        do {
            let answer = try input.withUnsafeBytes { bytes in
                try operation(Data(bytes[4..<4 + length]), UnsafeRawBufferPointer(rebasing: bytes[(4 + length)...]))
            }
            send([0] + answer)
        } catch let refusal as Refusal {
            send([1] + refusal.bytes)
        } catch {
            exit(3)
        }
        exit(0)
    }

    /// What an operation throws to say why it refuses.
    public struct Refusal: Error {
        public var bytes: [UInt8]
        public init(bytes: [UInt8]) { self.bytes = bytes }
    }

    private static func send(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            if count < 0, errno != EINTR { exit(4) }
            sent += max(count, 0)
        }
    }
}
