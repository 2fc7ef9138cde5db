import Foundation
import Outbound

/// What holds for every model's server, whatever is asked of it: when to ask again, and what to say when it fails.
struct ModelServer: Sendable {
    let host: String
    let pause: @Sendable (Double) async throws -> Void
    static let tries = 3

    /// How one try went.
    enum Attempt<Value> {
        case done(Value)
        /// Another try may do better, after as many seconds as the server asks for.
        case failed(any Error, retryAfter: Double? = nil)
    }

    /// What a server asks for beyond this is not waited for, but remembered.
    static let longestWait = 10.0

    /// Tries up to so many times, with 1 to 10 seconds between, or as long as the server asks for.
    /// - Throws: the last try's failure, or what a try throws, which is not tried again.
    func trying<Value>(
        _ tries: Int, isolation: isolated (any Actor)? = #isolation, _ attempt: () async throws -> Attempt<Value>
    ) async throws -> Value {
        var number = 1
        while true {
            switch try await attempt() {
            case .done(let value): return value
            case .failed(let error, let asked):
                // Who asks waits for so long at most: another server, or the quotations, come sooner than a quota's end.
                guard number < tries, (asked ?? 0) <= Self.longestWait else { throw error }
                // Doubling, with up to a quarter more, so that clients do not come back all at once.
                let wait = min(10, pow(2, Double(number - 1))) * Double.random(in: 1...1.25)
                try await pause(asked.map { max($0, 0) } ?? wait)
                number += 1
            }
        }
    }

    /// A refusal that may pass is tried again; another is thrown.
    static func refused<Value>(_ answer: OutboundHTTP.Answer, _ failure: any Error) throws -> Attempt<Value> {
        guard mayPass(answer.status) else { throw failure }
        return .failed(failure, retryAfter: answer.retryAfter)
    }

    /// Whether what a status says may pass by itself; 424 is Bedrock's, for a model that failed.
    static func mayPass(_ status: Int) -> Bool { status == 429 || status == 424 || status >= 500 }

    // MARK: Sentences

    static func badAddress(before path: String) -> String {
        "The address is not one of a server. Give http:// or https://, a host, and the path before \(path)."
    }

    static func unreachable(_ host: String) -> String {
        "\(host) does not answer. Check its address, and that this machine reaches it."
    }

    /// Whether a server's words say that it is not ready yet for the sake of its model.
    static func isLoading(_ words: String?) -> Bool { words?.contains(/\bloading\b/.ignoresCase()) == true }

    /// - Parameter words: the server's own, in one short line.
    static func refused(_ host: String, _ status: Int, _ words: String? = nil) -> String {
        let told =
            switch status {
            case 200: "\(host) answers with an error."
            case 503 where isLoading(words):
                "\(host) is still loading its model (status 503). Try again in a minute."
            case 403 where words?.hasPrefix("AccessDenied") == true:
                "\(host) does not let this key use the model. Ask for access to it there, or give another key."
            case 403 where words?.hasPrefix("ExpiredToken") == true:
                "The session of \(host)'s key has ended. Give a new key, with its token."
            case 401, 403: "\(host) does not accept the key. Give another."
            case 402: "\(host) wants to be paid: its account has no credit left."
            case 404: "\(host) knows no such model or address (status 404). Check the model's name and the address."
            case 413: "What is sent is too much for \(host) (status 413). Give its context, or a larger one."
            case 429: "\(host) is busy, or its quota is spent (status 429). Look at its limits."
            case 529: "\(host) has too much to do (status 529). Try again in a minute."
            case 503: "\(host) is not ready, or has too much to do (status 503). Try again in a minute."
            case 500...: "\(host) has an error of its own, status \(status). Look at the server's log."
            default: "\(host) refuses, with status \(status). Check the model's name and the server's log."
            }
        return told + (words.map { " It says: “\($0)”" } ?? "")
    }
}
