import CCurl
import Foundation

/// What all transfers of a driver share; of its thread alone.
final class TransferCommon {
    /// Whether a transfer may now have to end sooner than was known.
    var isToLook = false
    /// The system's authorities together with the district's, in memory.
    ///
    /// A file by its form: libcurl reads a file once a day and keeps what it made of it, which takes OpenSSL a fifth of
    /// a second, but reads what it is handed as bytes anew for each connection.
    private let together: Int32?

    /// - Parameter authorities: certificates that are trusted beside the system's, as PEM.
    init(_ authorities: String?) {
        together = authorities.flatMap { pem in
            let bytes = TrustRoots.together(with: pem)
            let file = curl_memory_file("homeroom authorities")
            guard file >= 0 else { return nil }
            do { try FileHandle(fileDescriptor: file, closeOnDealloc: false).write(contentsOf: bytes) } catch {
                close(file)
                return nil
            }
            return file
        }
    }

    deinit { if let together { close(together) } }

    /// Where the certificates of authorities lie; nil where there are none.
    var authorities: String? { together.map { "/proc/self/fd/\($0)" } ?? TrustRoots.systemFile }
}
