import Foundation

/// A stretch of address space that grows in place, so that readers' pointers stay good while a writer adds to it.
/// Its beginning may be a file's pages, taken over by `map`.
///
/// Pages of a file are mapped privately: reading shares them with the page cache; writing, allowed only after
/// `makeWritable`, copies the page that is written, and never reaches the file.
final class MemoryRegion: @unchecked Sendable {
    // Sendable: `base` never changes; `committed` and `mapped` are touched by the one writer only, under its lock.

    let base: UnsafeMutableRawPointer
    private let reserved: Int
    private var committed = 0
    private var mapped = 0
    private static let step = 1 << 20
    static let page = 4096

    /// - Parameter bytes: the most that it will ever hold; costs no memory.
    init(reserving bytes: Int) {
        reserved = (bytes + Self.step) / Self.step * Self.step
        let address = mmap(nil, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let address, address != MAP_FAILED else {
            Self.fail(
                "no address space of \(reserved >> 20) MB; raise the limit of virtual memory (ulimit -v, LimitAS)")
        }
        base = address
    }

    /// Ends the process with a word. What holds the index cannot go on without memory, and what was acknowledged is in
    /// the database.
    private static func fail(_ words: String) -> Never {
        let line = Array("homeroom: the system grants \(words) (errno \(errno)).\n".utf8)
        _ = write(STDERR_FILENO, line, line.count)
        _exit(EX_OSERR)
    }

    deinit { munmap(base, reserved) }

    /// Makes the first `bytes` usable; new ones are zero.
    func grow(to bytes: Int) {
        guard bytes > committed else { return }
        let target = min((bytes + Self.step - 1) / Self.step * Self.step, reserved)
        guard mprotect(base + committed, target - committed, PROT_READ | PROT_WRITE) == 0 else {
            Self.fail("no more memory; give the machine or its control group more")
        }
        committed = target
    }

    /// Puts a part of a file in place of the first `bytes`, as atomically as the kernel replaces a mapping.
    /// - Returns: false when the system refuses; what was there is then gone.
    func map(_ file: Int32, offset: Int, bytes: Int) -> Bool {
        let length = (bytes + Self.page - 1) / Self.page * Self.page
        guard length > 0 else { return true }
        let flags = MAP_PRIVATE | MAP_FIXED
        guard mmap(base, length, PROT_READ, flags, file, off_t(offset)) != MAP_FAILED else { return false }
        mapped = length
        committed = max(committed, length)
        return true
    }

    /// Allows writing to pages of a file; a page written is copied first.
    func makeWritable() {
        guard mapped > 0 else { return }
        guard mprotect(base, mapped, PROT_READ | PROT_WRITE) == 0 else {
            Self.fail("no more memory; give the machine or its control group more")
        }
        mapped = 0
    }
}
