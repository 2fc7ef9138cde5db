import Foundation

/// A way to a host that may be spoken to.
struct OutboundRoute: Sendable {
    let driver: TransferDriver
    let leavesBuilding: Bool
    /// The addresses that were judged; none where the host is an address, or a proxy looks it up.
    let addresses: [String]
    let proxy: TransferRequest.Proxy?
    /// Judges an address at the moment of the connection.
    let refusal: @Sendable (_ address: String) -> OutboundHTTP.Failure?

    /// - Parameters:
    ///   - url: where to, with `host` and `port` in it.
    ///   - timeout: to the end of the answer.
    ///   - patience: how long to wait for each next part of it.
    func transfer(
        _ url: String, _ host: String, _ port: Int, _ exchange: TransferRequest.Exchange, timeout: Duration,
        patience: Duration
    ) -> Transfer {
        // IPv6 in brackets: the colon parts the fields (CURLOPT_RESOLVE).
        let listed = addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
        return Transfer(
            .init(
                url: url, exchange: exchange, resolution: listed.isEmpty ? nil : "\(host):\(port):\(listed)",
                proxy: proxy, refusal: refusal, timeout: timeout, patience: patience), on: driver)
    }
}

/// What is known of a call before it is made, for those who keep account.
struct OutboundCalled: Sendable {
    let purpose: String, host: String, classes: [String]
    /// The body as it is sent.
    let body: Data
}

extension OutboundGate {
    /// Does some work and has it noted however it ends.
    /// - Parameter telling: what to note of an answer.
    func noting<Answer>(
        _ called: OutboundCalled, leavesBuilding: Bool, _ work: () async throws -> Answer,
        telling: (Answer) -> String
    ) async throws -> Answer {
        let (at, start) = (Date(), ContinuousClock.now)
        let outcome: Result<Answer, any Error>
        do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
        let told =
            switch outcome {
            case .success(let answer): telling(answer)
            case .failure(OutboundHTTP.Failure.certificate(let fault)): "certificate: \(fault)"
            case .failure(let failure as OutboundHTTP.Failure): "\(failure)"
            case .failure: "abandoned"
            }
        let call = OutboundCall(
            at: at, purpose: called.purpose, host: called.host, leftBuilding: leavesBuilding, classes: called.classes,
            body: called.body, outcome: told, milliseconds: Int((ContinuousClock.now - start) / .milliseconds(1)))
        // Noted also when whoever asked is gone: by a task that is not cancelled with them.
        await Task { await note(call) }.value
        return try outcome.get()
    }
}
