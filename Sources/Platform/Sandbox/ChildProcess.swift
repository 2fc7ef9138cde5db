import CSandbox
import Foundation
import Synchronization

/// One run of a program: bytes in, bytes out, and an end by a deadline. Blocks the calling thread.
public struct ChildProcess: Sendable {
    /// How a run went wrong.
    public enum Failure: Error, Equatable, Sendable {
        /// The program could not be started; carries errno.
        case notStarted(Int32)
        /// It was killed at its deadline.
        case deadline(seconds: Int)
        /// It died of a signal: a wall it ran into, or a fault.
        case signal(Int32)
        /// It ended by itself with this status.
        case status(Int32)
        /// It wrote more than allowed and was killed.
        case outputTooLarge
        /// It was killed at its deadline, and had hardly been given any processor time: the machine stood still.
        case starved
        /// It was killed because nobody wants its output any more.
        case stopped
    }

    /// Ends a run from another thread.
    public final class Stop: Sendable {
        private let flag = Atomic(false)
        public init() {}
        public func callAsFunction() { flag.store(true, ordering: .relaxed) }
        var isWanted: Bool { flag.load(ordering: .relaxed) }
    }

    /// What a run gave.
    public struct Output: Sendable {
        public var bytes: [UInt8]
        /// Most memory it held at a time, bytes.
        public var peakMemory: Int
        public var seconds: Double
    }

    /// One that was given less than a fourth of the time by the clock did not take long: it was kept waiting. A reader may
    /// use a fourth of its time; the system ends one that uses it up.
    private static let leastShare = 4.0

    private let path: String
    private let arguments: [String]

    /// - Parameter arguments: what follows the program's name.
    public init(path: String, arguments: [String]) { (self.path, self.arguments) = (path, arguments) }

    /// Runs the program once.
    /// - Parameters:
    ///   - input: written to its standard input, which is then closed.
    ///   - deadline: seconds after which it is killed.
    ///   - outputLimit: bytes after which it is killed.
    ///   - stop: kills it within a quarter of a second.
    /// - Throws: `Failure`.
    public func run(_ input: [UInt8], deadline: Int, outputLimit: Int = 1 << 30, stop: Stop? = nil) throws(Failure)
        -> Output
    {
        let start = ContinuousClock.now
        var (toChild, fromChild): (Int32, Int32) = (-1, -1)
        let strings = ([path] + arguments).map { strdup($0) }
        defer { strings.forEach { free($0) } }
        let child = sandbox_spawn(path, strings + [nil], 0, &toChild, &fromChild)
        guard child > 0 else { throw .notStarted(-child) }
        let end = start + .seconds(deadline)
        let exchanged = Result { () throws(Failure) in
            try exchange(input, toChild, fromChild, until: end, deadline: deadline, limit: outputLimit, stop)
        }
        if case .failure = exchanged { kill(child, SIGKILL) }
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        if case .failure(.deadline) = exchanged {
            let used =
                Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
                + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
            guard used * Self.leastShare >= Double(deadline) else { throw .starved }
        }
        let bytes = try exchanged.get()
        let signal = status & 0x7F
        if signal != 0 { throw .signal(signal) }
        let code = (status >> 8) & 0xFF
        if code != 0 { throw .status(code) }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Output(bytes: bytes, peakMemory: Int(usage.ru_maxrss) * 1024, seconds: seconds)
    }

    private func exchange(
        _ input: [UInt8], _ toChild: Int32, _ fromChild: Int32, until end: ContinuousClock.Instant, deadline: Int,
        limit: Int, _ stop: Stop?
    ) throws(Failure) -> [UInt8] {
        var (writing, sent): (Int32, Int) = (toChild, 0)
        var output: [UInt8] = []
        defer {
            if writing >= 0 { close(writing) }
            close(fromChild)
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            if writing >= 0, sent == input.count {
                close(writing)
                writing = -1
            }
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { throw .deadline(seconds: deadline) }
            if stop?.isWanted == true { throw .stopped }
            var polls = [
                pollfd(fd: fromChild, events: Int16(POLLIN), revents: 0),
                pollfd(fd: writing, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&polls, 2, Int32(min(left + 1, stop == nil ? 1000 : 250))) >= 0 || errno == EINTR else {
                continue
            }
            if polls[1].revents != 0 {
                let count = input[sent...].withUnsafeBytes { write(writing, $0.baseAddress, min($0.count, 1 << 18)) }
                // The child may end without reading all; its output says why.
                if count < 0, errno != EAGAIN, errno != EINTR { sent = input.count } else { sent += max(count, 0) }
            }
            if polls[0].revents != 0 {
                let count = chunk.withUnsafeMutableBytes { read(fromChild, $0.baseAddress, $0.count) }
                if count == 0 { return output }
                if count > 0 { output += chunk[..<count] }
                if output.count > limit { throw .outputTooLarge }
            }
        }
    }
}
