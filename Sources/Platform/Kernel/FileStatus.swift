import Foundation

/// What lies at a path.
public struct FileStatus: Sendable {
    /// Kinds of things that a path can name.
    public enum Kind: Sendable { case file, folder, pipe, device, socket, link, other }

    public let kind: Kind
    /// The bits of who may do what: `0o7777` of the mode.
    public let permissions: UInt32

    private init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFIFO: .pipe
            case S_IFCHR, S_IFBLK: .device
            case S_IFSOCK: .socket
            case S_IFLNK: .link
            default: .other
            }
        permissions = UInt32(status.st_mode & 0o7777)
    }

    /// - Parameter follows: whether a link is followed to what it names.
    /// - Returns: nil where nothing is there, or may not be looked at; `errno` says why.
    public init?(_ path: String, follows: Bool) {
        var status = stat()
        guard (follows ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        self.init(status)
    }
}
