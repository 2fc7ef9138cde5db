import Foundation
import Synchronization

/// Finds requests that wait for the database on the threads that serve requests. There are as few of these as processors,
/// and a pool's readers are given back on them: where they wait, a crowd stops the server for good.
///
/// Debug builds look at every statement; tests hold that nothing was found.
public enum BlockingAccess {
    /// The route that the task at hand serves; set by what serves requests.
    @TaskLocal public static var route: String?

    private static let places = Mutex<[String: String]>([:])

    /// What was found: a route and where its code asked, one each.
    public static var found: [String] { places.withLock { $0.map { "\($0.key)\n\($0.value)" }.sorted() } }

    /// Looks at who runs a statement. GRDB's own asynchronous way runs it for the same task, but on an executor of its
    /// own, which the stack shows; anything else holds up a thread that serves requests.
    static func check() {
        guard let route else { return }
        let stack = Thread.callStackSymbols
        guard !stack.contains(where: { $0.contains("DispatchQueueExecutor") || $0.contains("DispatchQueueActor") })
        else { return }
        // The frames of our own code, the nearest first.
        let frames = stack.filter { $0.contains("homeroom") || $0.contains("Tests") }
        let own = frames.filter { !$0.contains("GRDB") && !$0.contains("Dispatch") }.prefix(12)
        let isNew = places.withLock { places in
            defer { places[route] = own.joined(separator: "\n") }
            return places[route] == nil
        }
        if isNew {
            FileHandle.standardError.write(
                Data("homeroom: \(route) waits for the database on a thread that serves requests\n".utf8))
        }
    }
}
