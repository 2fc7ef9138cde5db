import Foundation
import Synchronization

/// Ends the process when an orderly end does not come: whatever waits for whatever, SIGTERM is obeyed.
struct LastResort {
    /// More than services get for an orderly end; less than service managers give by default (90 s).
    private static let limit: DispatchTimeInterval = .seconds(30)
    private let sources: [any DispatchSourceSignal]
    private final class Asked: Sendable {
        let value = Atomic(false)
        /// Told once; kept until somebody is there to be told.
        let listener = Mutex<(@Sendable () -> Void)?>(nil)
    }
    private let asked: Asked

    /// Whether the process was asked to end.
    var isEnding: Bool { asked.value.load(ordering: .acquiring) }

    /// From now on, and as long as this lives, a signal to end is an end after a while.
    init() {
        // A queue of its own, whose thread waits for nothing that requests use.
        let queue = DispatchQueue(label: "homeroom.last-resort", qos: .userInteractive)
        let asked = Asked()
        self.asked = asked
        sources = [SIGTERM, SIGINT].map { signal in
            let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
            source.setEventHandler {
                asked.value.store(true, ordering: .releasing)
                asked.listener.withLock { $0 }?()
                queue.asyncAfter(deadline: .now() + Self.limit) {
                    let words = Array("homeroom: the orderly end took too long; what was acknowledged is kept\n".utf8)
                    _ = write(STDERR_FILENO, words, words.count)
                    _exit(EX_SOFTWARE)
                }
            }
            source.resume()
            return source
        }
    }

    /// Has a signal do something. One that came before, while nothing listened yet, does it at once.
    func whenAsked(_ listener: @escaping @Sendable () -> Void) {
        asked.listener.withLock { $0 = listener }
        if isEnding { listener() }
    }

    /// Nothing is forced any more.
    func disarm() { for source in sources { source.cancel() } }
}
