public import Foundation

/// Requests that leave this machine. Redirects are not followed: what answers is what an administrator named.
public struct OutboundHTTP: Sendable {
    /// What came back.
    public struct Answer: Sendable {
        public var status: Int
        public var body: Data
        /// Seconds that the server asks to wait before the next try.
        public var retryAfter: Double?
        /// Where it sends whoever follows; nobody here does.
        public var location: String?
        /// What Amazon's services call their failure.
        public var errorType: String?
    }

    /// Most bytes of an answer where nothing else is said; of one that comes packed, whatever is said, when unpacked.
    public static let largest = 64 << 20

    /// No answer came.
    public enum Failure: Error, Equatable {
        /// Not an http or https address with a host.
        case badAddress
        /// No connection, a broken one, or none in time.
        case unreachable
        /// It had begun, and then sent nothing for as long as it was given.
        case silent
        /// More bytes than were allowed for.
        case tooLarge
        /// It is packed in a way that is not unpacked here, although it was asked not to be.
        case packed(_ encoding: String)
        /// It is outside the building, and nothing may leave.
        case mustNotLeave
        /// It is inside the building, and nobody allowed that.
        case isInside
        /// The proxy or the authorities are unusable.
        case badPolicy(String)
        /// It does not prove who it is.
        case certificate(CertificateFault)

        /// What to say of it where it is known why; nil where the host just does not answer.
        public func decision(_ host: String) -> String? {
            switch self {
            case .mustNotLeave: "Nothing may leave the building, and \(host) is outside. An administrator decides it."
            case .isInside: "\(host) is inside your network. Allow that for it, if it is meant."
            case .badPolicy(let reason): reason
            case .certificate(let fault): fault.sentence(host)
            case .packed: "\(host) compresses its answers, although it is asked not to. Switch that off there."
            default: nil
            }
        }
    }

    private let gate: OutboundGate
    private let purpose: String
    private let classes: [String]
    private let patience: Duration
    private let insideHosts: Set<String>
    private let areInside: Bool
    private let staysInside: Bool

    /// - Parameters:
    ///   - purpose: what the requests are for, and `classes`, what data they carry: for those who keep account.
    ///   - insideHosts: hosts that an administrator allowed to be inside the building.
    ///   - areInside: they are known to be there; else they may be outside as well.
    ///   - staysInside: nothing of this leaves the building, whatever else may: `Failure.mustNotLeave` else.
    ///   - patience: how long to wait for the first bytes of an answer, and for each next.
    public init(
        _ gate: OutboundGate, purpose: String, carrying classes: [String] = [], insideHosts: Set<String> = [],
        areInside: Bool = false, staysInside: Bool = false, patience: Duration = .seconds(60)
    ) {
        (self.gate, self.purpose, self.classes, self.staysInside) = (gate, purpose, classes, staysInside)
        (self.insideHosts, self.areInside, self.patience) = (insideHosts, areInside, patience)
    }

    /// - Parameter timeout: to the end of the answer.
    /// - Throws: `Failure`, or `CancellationError`.
    public func post(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int = largest
    ) async throws -> Answer {
        try await send(url, headers: headers, body: body, timeout: timeout, maxBytes: maxBytes)
    }

    /// - Parameter timeout: to the end of the answer.
    /// - Throws: `Failure`, or `CancellationError`.
    public func get(
        _ url: URL, headers: [String: String] = [:], timeout: Duration, maxBytes: Int = 1 << 20
    ) async throws -> Answer {
        try await send(url, headers: headers, body: nil, timeout: timeout, maxBytes: maxBytes)
    }

    /// Posts, and takes the answer as it comes. Only an answer with status 200 is handed on; another's beginning is in
    /// what is returned.
    /// - Parameters:
    ///   - timeout: to the end of the answer.
    ///   - onBytes: takes each part before the next is waited for.
    ///   - deadline: by when the next part must be there, asked after each; nil for as long as the first may take.
    /// - Throws: `Failure`, `CancellationError`, or what `onBytes` throws.
    public func stream(
        _ url: URL, headers: [String: String], body: Data, timeout: Duration, maxBytes: Int,
        onBytes: (Data) async throws -> Void, deadline: () -> ContinuousClock.Instant? = { nil }
    ) async throws -> Answer {
        try await noted(url, headers, body, timeout) { transfer in
            let head = try await transfer.head()
            let limit = try Self.checkPacking(head) ? min(maxBytes, Self.largest) : maxBytes
            var answer = Self.answer(head)
            guard answer.status == 200 else {
                answer.body = try await Self.collect(transfer, upTo: 1 << 16)
                return answer
            }
            // What nobody has taken yet stays with the server, but for a little.
            var (count, next) = (0, ContinuousClock.Instant?.none)
            while let part = try await transfer.next(by: next) {
                count += part.count
                guard count <= limit else { throw Failure.tooLarge }
                try await onBytes(part)
                next = deadline()
            }
            return answer
        }
    }

    private func send(
        _ url: URL, headers: [String: String], body: Data?, timeout: Duration, maxBytes: Int
    ) async throws -> Answer {
        try await noted(url, headers, body, timeout) { transfer in
            let head = try await transfer.head()
            let limit = try Self.checkPacking(head) ? min(maxBytes, Self.largest) : maxBytes
            var answer = Self.answer(head)
            answer.body = try await Self.collect(transfer, upTo: limit)
            return answer
        }
    }

    private static func answer(_ head: TransferHead) -> Answer {
        Answer(
            status: head.status, body: Data(), retryAfter: retryAfter(head.first("retry-after")),
            location: head.first("location"), errorType: head.first("x-amzn-errortype"))
    }

    /// - Throws: `Failure.tooLarge`.
    private static func collect(_ transfer: Transfer, upTo limit: Int) async throws -> Data {
        var body = Data()
        while let part = try await transfer.next() {
            guard body.count + part.count <= limit else { throw Failure.tooLarge }
            body += part
        }
        return body
    }

    /// - Returns: whether the answer comes packed.
    /// - Throws: `Failure.packed` for anything but what is unpacked here.
    private static func checkPacking(_ head: TransferHead) throws -> Bool {
        let encodings = (head.headers["content-encoding"] ?? [])
            .flatMap { $0.lowercased().split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0 != "identity" && !$0.isEmpty }
        guard let first = encodings.first else { return false }
        if encodings.count == 1, ["gzip", "deflate"].contains(first) { return true }
        let plain = first.prefix(20).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        throw Failure.packed(plain ? String(first.prefix(20)) : "unknown")
    }

    /// Seconds to wait (RFC 9110, 10.2.3), a day at most; nil for a date and for what is no number, "nan" and "inf" among it.
    static func retryAfter(_ header: String?) -> Double? {
        guard let seconds = header.flatMap(Double.init), seconds.isFinite else { return nil }
        return min(max(seconds, 0), 86_400)
    }

    /// Does what the gate lets pass, and has it noted however it ends.
    private func noted(
        _ url: URL, _ headers: [String: String], _ body: Data?, _ timeout: Duration,
        _ work: (Transfer) async throws -> Answer
    ) async throws -> Answer {
        guard let scheme = url.scheme?.lowercased(), ["http", "https"].contains(scheme), let host = url.host(),
            !host.isEmpty
        else { throw Failure.badAddress }
        let mayBeInside = insideHosts.contains(host)
        let called = OutboundCalled(purpose: purpose, host: host, classes: classes, body: body ?? Data())
        let route = try await gate.route(
            to: host, mayBeInside: mayBeInside, isInside: mayBeInside && areInside, staysInside: staysInside)
        return try await gate.noting(called, leavesBuilding: route.leavesBuilding) {
            // A line end in a header would begin another.
            guard headers.allSatisfy({ !($0.key + $0.value).contains(where: \.isNewline) }) else {
                throw Failure.unreachable
            }
            let port = url.port ?? (scheme == "http" ? 80 : 443)
            return try await route.transfer(
                Self.address(url, scheme, host), host, port, .http(headers: headers, body: body), timeout: timeout,
                patience: patience
            ).run(work)
        } telling: {
            "\($0.status)"
        }
    }

    /// The address in parts that libcurl reads as they were judged: without a user, password or fragment.
    private static func address(_ url: URL, _ scheme: String, _ host: String) -> String {
        let path = url.path(percentEncoded: true)
        return "\(scheme)://" + (host.contains(":") ? "[\(host)]" : host) + (url.port.map { ":\($0)" } ?? "")
            + (path.isEmpty ? "/" : path) + (url.query(percentEncoded: true).map { "?\($0)" } ?? "")
    }
}
