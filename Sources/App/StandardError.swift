import Foundation
import Synchronization

/// Standard error, whose reader may be gone and whose disk may be full. `FileHandle` ends the process then; here, what
/// cannot be written is dropped.
enum StandardError {
    private static let turn = Mutex(())

    /// Writes one thing after the other, each whole.
    static func write(_ text: some ContiguousBytes) {
        turn.withLock { _ in
            text.withUnsafeBytes { bytes in
                var sent = 0
                while let start = bytes.baseAddress, sent < bytes.count {
                    let count = Foundation.write(STDERR_FILENO, start + sent, bytes.count - sent)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    sent += count
                }
            }
        }
    }
}
