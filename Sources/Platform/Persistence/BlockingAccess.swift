import Foundation
import Synchronization

/// Finds requests that wait for the database on the threads that serve requests. There are as few of these as processors,
/// and a pool's readers are given back on them: where they wait, a crowd stops the server for good.
///
/// Debug builds look at every statement; tests hold that nothing was found.
public enum BlockingAccess {
    /// The route that the task at hand serves; set by what serves requests.
    @TaskLocal private static var route: String?

    private static let places = Mutex<[String: String]>([:])

    /// What was found: a route and where its code asked, one each.
    public static var found: [String] { places.withLock { $0.map { "\($0.key)\n\($0.value)" }.sorted() } }

    private static let mark = "homeroom.serves-requests"

    /// Runs what serves a request. The thread it begins on is one of the few that all requests share.
    public static func serving<Value>(_ route: String, _ body: () async throws -> Value) async rethrows -> Value {
        markThread()
        return try await $route.withValue(route) { try await body() }
    }

    private static func markThread() { Thread.current.threadDictionary[mark] = true }

    /// Looks at who runs a statement. GRDB's own asynchronous way runs it for the same task, but on threads of its own
    /// queues, which never serve requests.
    static func check() {
        guard let route, Thread.current.threadDictionary[mark] != nil else { return }
        let stack = Thread.callStackSymbols
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
