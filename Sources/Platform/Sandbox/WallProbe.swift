import CSandbox
import Foundation

/// Attempts that the worker's walls must stop. `doctor` and the tests have a worker make each, so that a host whose
/// kernel lacks a wall is found out before a hostile file finds it.
public enum WallProbe: String, CaseIterable, Codable, Sendable {
    case openFile, writeFile, openSocket, fork, execute, executableMemory, eatMemory, spin, otherDescriptor, signalOther

    /// Tries it. Returns whether it succeeded; some attempts end the process instead.
    public func attempt() -> Bool {
        switch self {
        case .openFile: return open("/etc/passwd", O_RDONLY) >= 0
        case .writeFile: return open("/tmp/homeroom-wall-probe", O_WRONLY | O_CREAT, 0o600) >= 0
        case .openSocket: return socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) >= 0
        case .fork: return spawnItself() == 0
        case .execute:
            let name = strdup("/bin/true")
            defer { free(name) }
            return execv("/bin/true", [name, nil]) == 0
        case .executableMemory:
            return mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
        case .eatMemory:
            var kept: [UnsafeMutableRawPointer] = []
            for _ in 0..<64 {
                guard let block = malloc(256 << 20) else { return false }
                memset(block, 1, 256 << 20)
                kept.append(block)
            }
            return !kept.isEmpty
        case .spin:
            // Reads the clock each time, which no compiler may leave out.
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(3600) {}
            return true
        case .signalOther:
            // Whoever started this worker has a number a little below its own. Signal 0 harms nobody.
            let own = getpid()
            return (max(2, own - 4096)..<own).contains { sandbox_may_signal($0) != 0 }
        case .otherDescriptor: return (3..<256).contains { fcntl($0, F_GETFD) >= 0 }
        }
    }

    private func spawnItself() -> Int32 {
        var child = pid_t()
        let name = strdup("/bin/true")
        defer { free(name) }
        return posix_spawn(&child, "/bin/true", nil, nil, [name, nil], nil)
    }
}
