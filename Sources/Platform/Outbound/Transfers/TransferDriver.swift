import CCurl
import Foundation
import Synchronization

/// Drives transfers: one thread of its own with libcurl's multi interface, which keeps connections for the next request
/// (CURLMOPT_MAXCONNECTS). The thread begins with the first transfer and ends when it is closed and has nothing left to
/// do.
final class TransferDriver: Sendable {
    /// libcurl's multi handle.
    /// It is used by the driver's thread alone, but for `curl_multi_wakeup`, which may be called from any (its manual
    /// page); that happens under the inbox's lock, under which the thread also lets go of the handle.
    private struct Handle: @unchecked Sendable { let multi: UnsafeMutableRawPointer }

    private struct Inbox {
        var starting: [Transfer] = []
        var changed: [Transfer] = []
        /// When the thread next looks who has waited too long.
        var nextLook: ContinuousClock.Instant?
        var isClosed = false
        /// nil before the first transfer, and after the end.
        var handle: Handle?
    }

    private let inbox = Mutex(Inbox())
    private let authorities: String?
    /// As many conversations as people.
    private static let mostToOneHost = 256
    private static let mostKept = 256
    /// libcurl is ready for use.
    static let hasBegun: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Parameter authorities: certificates that are trusted beside the system's, as PEM.
    init(authorities: String?) { self.authorities = authorities }

    func start(_ transfer: Transfer) {
        let isThere = inbox.withLock { inbox in
            guard Self.hasBegun, !inbox.isClosed || inbox.handle != nil else { return false }
            if inbox.handle == nil {
                guard let multi = curl_multi_init() else { return false }
                _ = curl_multi_set_number(multi, CURLMOPT_MAX_HOST_CONNECTIONS, Self.mostToOneHost)
                _ = curl_multi_set_number(multi, CURLMOPT_MAXCONNECTS, Self.mostKept)
                let handle = Handle(multi: multi)
                inbox.handle = handle
                let thread = Thread { [self] in run(handle) }
                thread.name = "homeroom.outbound"
                thread.start()
            }
            inbox.starting.append(transfer)
            Self.wake(inbox)
            return true
        }
        if !isThere { transfer.end(.failure(OutboundHTTP.Failure.unreachable)) }
    }

    /// Looks again whether a transfer is over, or goes on.
    func attend(_ transfer: Transfer) {
        inbox.withLock { inbox in
            guard inbox.handle != nil else { return }
            inbox.changed.append(transfer)
            Self.wake(inbox)
        }
    }

    /// Looks at some time who has waited too long.
    func attend(by time: ContinuousClock.Instant) {
        inbox.withLock { inbox in
            if let next = inbox.nextLook, next <= time { return }
            inbox.nextLook = time
            Self.wake(inbox)
        }
    }

    /// Ends the thread once its transfers have ended.
    func close() {
        inbox.withLock { inbox in
            inbox.isClosed = true
            Self.wake(inbox)
        }
    }

    private static func wake(_ inbox: Inbox) { if let handle = inbox.handle { curl_multi_wakeup(handle.multi) } }

    // MARK: - The thread

    private func run(_ handle: Handle) {
        // A peer that hangs up is an error of the write, not the end of the process.
        var ignored = sigset_t()
        sigemptyset(&ignored)
        sigaddset(&ignored, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &ignored, nil)
        let common = TransferCommon(authorities)
        var running: [UnsafeMutableRawPointer: RunningTransfer] = [:]
        var places: [ObjectIdentifier: UnsafeMutableRawPointer] = [:]
        func remove(_ transfer: RunningTransfer) {
            curl_multi_remove_handle(handle.multi, transfer.easy)
            running[transfer.easy] = nil
            places[ObjectIdentifier(transfer.transfer)] = nil
        }
        while let (starting, changed, looks) = takeInbox(handle, isIdle: running.isEmpty) {
            for transfer in starting where !transfer.standing.isOver {
                guard let new = RunningTransfer(transfer, common),
                    curl_multi_add_handle(handle.multi, new.easy) == CURLM_OK
                else {
                    transfer.end(.failure(OutboundHTTP.Failure.unreachable))
                    continue
                }
                running[new.easy] = new
                places[ObjectIdentifier(transfer)] = new.easy
            }
            for transfer in changed {
                guard let known = places[ObjectIdentifier(transfer)].flatMap({ running[$0] }) else { continue }
                if transfer.standing.isOver { remove(known) } else { known.goOn() }
            }
            var count: Int32 = 0
            curl_multi_perform(handle.multi, &count)
            while let message = curl_multi_info_read(handle.multi, &count) {
                guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                    let done = running[easy]
                else { continue }
                let result = curl_message_result(message)
                remove(done)
                // Its connection was one that another request had opened to another address.
                if done.isToGoAnew(result), let anew = RunningTransfer(done.transfer, common, onNewConnection: true),
                    curl_multi_add_handle(handle.multi, anew.easy) == CURLM_OK
                {
                    running[anew.easy] = anew
                    places[ObjectIdentifier(anew.transfer)] = anew.easy
                } else {
                    done.end(result)
                }
            }
            let now = ContinuousClock.now
            if looks || !starting.isEmpty || common.isToLook {
                common.isToLook = false
                var next: ContinuousClock.Instant?
                for transfer in Array(running.values) {
                    let due = transfer.due
                    if due.time <= now {
                        transfer.transfer.end(.failure(due.failure))
                        remove(transfer)
                    } else {
                        next = min(next ?? due.time, due.time)
                    }
                }
                lookNext(at: next)
            }
            // libcurl turns to the next address of a host only when it is asked to go on.
            let most = running.values.contains(where: \.isConnecting) ? Self.connectingMilliseconds : 60_000
            curl_multi_poll(handle.multi, nil, 0, Int32(clamping: min(waitMilliseconds(now), most)), nil)
        }
    }

    /// - Returns: nil when it is closed and idle; the handle is then gone.
    private func takeInbox(
        _ handle: Handle, isIdle: Bool
    ) -> (starting: [Transfer], changed: [Transfer], looks: Bool)? {
        inbox.withLock { inbox in
            if inbox.isClosed, isIdle, inbox.starting.isEmpty {
                inbox.handle = nil
                curl_multi_cleanup(handle.multi)
                return nil
            }
            let looks = inbox.nextLook.map { $0 <= .now } ?? false
            if looks { inbox.nextLook = nil }
            defer { (inbox.starting, inbox.changed) = ([], []) }
            return (inbox.starting, inbox.changed, looks)
        }
    }

    private func lookNext(at time: ContinuousClock.Instant?) {
        inbox.withLock { inbox in
            guard let time else { return }
            inbox.nextLook = min(inbox.nextLook ?? time, time)
        }
    }

    private static let connectingMilliseconds = 200

    /// How long to wait for the network at most.
    private func waitMilliseconds(_ now: ContinuousClock.Instant) -> Int {
        guard let next = inbox.withLock({ $0.nextLook }) else { return 60_000 }
        return Int(max(.zero, min(next - now, .seconds(60))) / .milliseconds(1)) + 1
    }
}
