import Sandbox
import Testing

@Suite("Child processes") struct ChildProcessTests {
    @Test("bytes go in and come out, more than a pipe holds")
    func echo() throws {
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        #expect(try ChildProcess(path: "/bin/cat", arguments: []).run(bytes, deadline: 20).bytes == bytes)
    }

    @Test("one that takes too long is killed at its deadline")
    func deadline() {
        let start = ContinuousClock.now
        #expect(throws: ChildProcess.Failure.deadline(seconds: 2)) {
            try ChildProcess(path: "/bin/sh", arguments: ["-c", "while :; do :; done"]).run([], deadline: 2)
        }
        // One that was given no time did not take long: the machine stood still.
        #expect(throws: ChildProcess.Failure.starved) {
            try ChildProcess(path: "/bin/sleep", arguments: ["30"]).run([], deadline: 1)
        }
        let stop = ChildProcess.Stop()
        stop()
        #expect(throws: ChildProcess.Failure.stopped) {
            try ChildProcess(path: "/bin/sleep", arguments: ["30"]).run([], deadline: 20, stop: stop)
        }
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test("how it ended is told apart")
    func endings() {
        #expect(throws: ChildProcess.Failure.status(3)) {
            try ChildProcess(path: "/bin/sh", arguments: ["-c", "exit 3"]).run([], deadline: 5)
        }
        #expect(throws: ChildProcess.Failure.signal(9)) {
            try ChildProcess(path: "/bin/sh", arguments: ["-c", "kill -9 $$"]).run([], deadline: 5)
        }
        #expect(throws: ChildProcess.Failure.notStarted(2)) {
            try ChildProcess(path: "/no/such/program", arguments: []).run([], deadline: 5)
        }
    }

    @Test("it gets no environment and no open files of ours")
    func inheritance() throws {
        let output = try ChildProcess(path: "/bin/sh", arguments: ["-c", "/usr/bin/env; ls /proc/$$/fd"]).run(
            [], deadline: 5)
        let text = String(decoding: output.bytes, as: UTF8.self)
        #expect(!text.contains("HOME="))
        #expect(text.split(separator: "\n").filter { Int($0).map { $0 > 2 && $0 != 10 } ?? false }.count <= 1)
    }

    @Test("one that writes without end is stopped")
    func flood() {
        #expect(throws: ChildProcess.Failure.outputTooLarge) {
            try ChildProcess(path: "/usr/bin/yes", arguments: []).run([], deadline: 20, outputLimit: 1_000_000)
        }
    }
}
