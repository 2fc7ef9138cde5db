import Foundation

/// How much memory this process may have: the machine's, or less where its control group says so.
enum MachineMemory {
    /// Bytes; a gigabyte where the system does not tell.
    static let limit: Int = {
        let total = memoryTotal((try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8)) ?? "")
        let group = groupLimit { try? String(contentsOfFile: $0, encoding: .utf8) }
        return min(total ?? 1 << 30, group ?? .max)
    }()

    static func memoryTotal(_ text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }

    /// The least of what the group and those above it may use. A process in a container sees its own group as the root.
    static func groupLimit(_ read: (String) -> String?) -> Int? {
        let root = "/sys/fs/cgroup"
        var files = [root + "/memory/memory.limit_in_bytes", root + "/memory.max"]
        // Lines such as `0::/a/b` (version 2) and `9:memory:/a/b` (version 1), from `man 7 cgroups`.
        for line in (read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { continue }
            let isOld = parts[1].split(separator: ",").contains("memory")
            guard isOld || parts[0] == "0" else { continue }
            var path = parts[2]
            while path.count > 1 {
                files.append(isOld ? "\(root)/memory\(path)/memory.limit_in_bytes" : "\(root)\(path)/memory.max")
                path = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
            }
        }
        // Where there is no limit the word is `max`, or a number beyond all memory.
        return files.compactMap { read($0).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } }
            .filter { $0 > 0 }.min()
    }
}
