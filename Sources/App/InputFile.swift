import Foundation
import Kernel

/// A file that somebody names to be read, whole.
enum InputFile {
    /// - Parameter most: so many bytes are read at most; all where nil.
    /// - Throws: `ApplianceClient.Problem`, which says what is there in place of a file that can be read, and the cure.
    static func read(_ path: String, most: Int? = nil) throws -> Data {
        if let reason = reason(path) { throw ApplianceClient.Problem(detail: reason, code: "ingest.unreadable") }
        // Nobody is waited for where something else is there by now.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        let code = errno
        guard descriptor >= 0 else {
            throw ApplianceClient.Problem(detail: refusal(code), code: "ingest.unreadable")
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard let bytes = try? (most.map { try handle.read(upToCount: $0) } ?? handle.readToEnd()) ?? Data() else {
            throw ApplianceClient.Problem(
                detail: "The file cannot be read to its end. Check the disk that holds it.", code: "ingest.unreadable")
        }
        return bytes
    }

    /// Why there is no file to be read at a path; nil where there is one.
    private static func reason(_ path: String) -> String? {
        guard let status = FileStatus(path, follows: true) else {
            let code = errno
            if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
                return code == ELOOP
                    ? "This is a link that leads round in a circle. Name the file itself."
                    : "This is a link to \(target), which is not there. Name the file itself, or mend the link."
            }
            return refusal(code)
        }
        return switch status.kind {
        case .file: nil
        case .folder: "This is a folder, whatever its name ends in. The files in it are taken by their own names."
        case .pipe: "This is a pipe and no file. Write what comes out of it into a file, and name that."
        case .device: "This is a device and no file. Name a file."
        case .socket: "This is a socket of a program and no file. Name a file."
        case .link, .other: "This is no file. Name a file."
        }
    }

    private static func refusal(_ code: Int32) -> String {
        switch code {
        case ENOENT, ENOTDIR: "There is no such file. Check its name and folder."
        case EACCES, EPERM: "This user may not read it. Check its permissions, and those of its folders."
        default: "It cannot be opened: \(String(cString: strerror(code)))."
        }
    }
}
