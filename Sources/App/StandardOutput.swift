import Foundation
import Kernel
import Synchronization

/// Standard output, the only place that writes to it. What cannot be written is an error at the end of the command: a
/// list that was cut short must not look whole to a script. A reader that has gone, such as `head`, has what it wanted.
enum StandardOutput {
    /// The system's number of the first failure; nothing is written after it.
    private static let failure = Mutex<Int32?>(nil)
    private static let isTold = Mutex(false)

    /// Whether nothing is read or kept any more.
    static var isClosed: Bool { failure.withLock { $0 } != nil }

    /// Writes at once, each thing whole and one after the other.
    static func write(_ text: some ContiguousBytes) {
        failure.withLock { failure in
            guard failure == nil else { return }
            failure = send(text, to: STDOUT_FILENO)
        }
    }

    /// Whether all that the command printed was taken; that it was not is told once.
    /// - Throws: `NotWritten`; not where its reader has gone.
    static func check() throws {
        if let reason = failure.withLock({ $0 }), reason != EPIPE {
            let wasTold = isTold.withLock { told in
                defer { told = true }
                return told
            }
            guard !wasTold else { return }
            throw NotWritten(place: "Standard output", reason: reason)
        }
    }

    /// Writes all of something to a descriptor.
    /// - Returns: the system's number of what went wrong.
    static func send(_ text: some ContiguousBytes, to descriptor: Int32) -> Int32? {
        text.withUnsafeBytes { bytes in
            var sent = 0
            while let start = bytes.baseAddress, sent < bytes.count {
                let count = Foundation.write(descriptor, start + sent, bytes.count - sent)
                if count >= 0 {
                    sent += count
                } else if errno == EAGAIN {
                    // Somebody made the terminal or pipe one that does not wait.
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, 1000)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }

    /// Puts what takes everything and gives nothing in the place of descriptors that were closed: the next file that is
    /// opened, such as the database, would else get the number to which commands print.
    static func fillClosed() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest free number is given: this one.
            _ = open("/dev/null", O_RDWR)
        }
    }
}

/// A file that a command writes where somebody names one.
enum OutputFile {
    /// Writes a whole file or, for `-`, to standard output. A file that was there is replaced once the new one is whole;
    /// what is no file, such as a pipe that has a name, is written to.
    /// - Throws: `NotWritten`.
    static func write(_ text: Data, to path: String) throws {
        if path == "-" { return StandardOutput.write(text) }
        guard let there = FileStatus(path, follows: true), there.kind != .file else {
            return try replace(path, with: text)
        }
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw NotWritten(place: path, reason: errno) }
        defer { close(descriptor) }
        if let reason = StandardOutput.send(text, to: descriptor) { throw NotWritten(place: path, reason: reason) }
    }

    private static func replace(_ path: String, with text: Data) throws {
        // Where a link leads, and not the link, is what is written.
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        let new = path + ".\(getpid()).new"
        let mode = mode_t(FileStatus(path, follows: true)?.permissions ?? 0o600)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw NotWritten(place: path, reason: errno) }
        // The mask of who opens a data folder takes from everybody else what the file there grants.
        fchmod(descriptor, mode)
        var reason = StandardOutput.send(text, to: descriptor)
        if reason == nil, fsync(descriptor) != 0 { reason = errno }
        if close(descriptor) != 0, reason == nil { reason = errno }
        if reason == nil, rename(new, path) != 0 { reason = errno }
        if let reason {
            unlink(new)
            throw NotWritten(place: path, reason: reason)
        }
    }
}

/// What a command gives has not all been written.
struct NotWritten: UserFacingError, Equatable {
    /// What it was written to.
    let place: String
    /// The system's number for why.
    let reason: Int32

    var status: Int { 507 }
    var code: String { "command.notWritten" }
    var message: String {
        let (cause, cure) =
            switch reason {
            case ENOSPC, EDQUOT:
                ("the disk that holds it is full", "Make room on that disk, or write to another, and try again.")
            case EACCES, EPERM: ("this user may not write there", "Name a file in a folder of this user's own.")
            case EROFS: ("the disk that holds it takes no writes", "Name a file on another.")
            case ENOENT, ENOTDIR: ("its folder is not there", "Make the folder, or name a file in one that is.")
            case EISDIR: ("it is a folder", "Name a file.")
            case EFBIG: ("the system allows no file of that size there", "Raise the limit (ulimit -f), and try again.")
            case EPIPE: ("its reader has gone", "Start the reader again.")
            default: (String(cString: strerror(reason)), "Mend that, or write to another place, and try again.")
            }
        return "\(place) cannot be written: \(cause). \(cure)"
    }
}
