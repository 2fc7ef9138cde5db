import Foundation
import Synchronization

/// How the system is told which socket is meant. It takes short names only (`sockaddr_un`), and a data folder's path may
/// be long: then the socket is named through a descriptor of its folder.
public enum LocalSocket {
    /// Longest name, in bytes, that is handed over as it is.
    private static let longest = 100
    /// Folders with long paths, opened once: what a socket is called must not change while it is open.
    private static let folders = Mutex<[String: Folder]>([:])

    private struct Folder {
        let descriptor: Int32
        let device: UInt64, inode: UInt64
    }

    /// A name for the socket in a data folder that can be bound and connected to. The folder must be there.
    /// - Throws: `DataFolder.Failure`, also where the path is too long and the system offers no other name.
    public static func name(in path: String) throws(DataFolder.Failure) -> String {
        let plain = DataFolder.socket(in: path)
        guard plain.utf8.count > longest else { return plain }
        var information = stat()
        guard stat(path, &information) == 0 else {
            throw .notUsable(path: path, reason: String(cString: strerror(errno)))
        }
        let (device, inode) = (UInt64(information.st_dev), UInt64(information.st_ino))
        let descriptor = folders.withLock { folders in
            if let known = folders[path], known.device == device, known.inode == inode { return known.descriptor }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if descriptor >= 0 {
                folders[path] = Folder(descriptor: descriptor, device: device, inode: inode)
            }
            return descriptor
        }
        guard descriptor >= 0 else { throw .notUsable(path: path, reason: String(cString: strerror(errno))) }
        let short = "/proc/self/fd/\(descriptor)"
        guard access(short, X_OK) == 0 else {
            throw .notUsable(
                path: path,
                reason:
                    "its path has \(path.utf8.count) bytes, which is too long for a socket where /proc is not to be had "
                    + "(\(longest - 14) at most). Choose a shorter one: --data DIR, or mount /proc")
        }
        return short + "/homeroom.sock"
    }
}
