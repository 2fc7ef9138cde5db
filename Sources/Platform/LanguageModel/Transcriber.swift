public import Foundation
import Kernel
public import Outbound

/// A server that writes down what is said in a recording, spoken to as OpenAI's `/audio/transcriptions` is.
public struct Transcriber: Sendable {
    public let endpoint: ChatModel.Endpoint
    private let http: OutboundHTTP
    private let pause: @Sendable (Double) async throws -> Void
    /// Most bytes of a recording, as OpenAI takes them.
    public static let largest = 25 << 20

    /// - Parameters:
    ///   - gate: the way out.
    ///   - pause: waits some seconds; tests count them instead.
    public init(
        _ endpoint: ChatModel.Endpoint, through gate: OutboundGate,
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) }
    ) {
        (self.endpoint, self.pause) = (endpoint, pause)
        http = OutboundHTTP(
            gate, purpose: "transcription", carrying: ["recording"],
            insideHosts: endpoint.mayBeInside ? Set([endpoint.baseURL.host() ?? ""]) : [], areInside: true)
    }

    private struct Reply: Decodable { let text: String }

    /// The words of a recording. A server that is busy or away is asked three times.
    /// - Parameter fileName: its ending says what kind of recording it is.
    /// - Throws: `ChatModel.Failure`, or `CancellationError`.
    public func transcribe(_ recording: Data, fileName: String) async throws -> String {
        let host = endpoint.baseURL.host() ?? ""
        let boundary = "homeroom-\(UUID().uuidString)"
        // RFC 7578. The name is of the server's own making, so that nothing in it can end the header.
        let ending = fileName.split(separator: ".").last.map { $0.filter { $0.isLetter || $0.isNumber } } ?? ""
        var body = Data()
        for (name, value) in [("model", endpoint.model), ("response_format", "json")] {
            body += Data("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        let head =
            "form-data; name=\"file\"; filename=\"recording.\(ending)\"\r\nContent-Type: application/octet-stream"
        body += Data("--\(boundary)\r\nContent-Disposition: \(head)\r\n\r\n".utf8)
        body += recording + Data("\r\n--\(boundary)--\r\n".utf8)
        var headers = ["Content-Type": "multipart/form-data; boundary=\(boundary)"]
        if let key = endpoint.key {
            headers["api-key"] = key
            // Azure refuses what it does not know in it.
            if endpoint.kind != .azure { headers["Authorization"] = "Bearer \(key)" }
        }
        let (url, sent, fields) = (endpoint.baseURL.appending(path: "audio/transcriptions"), body, headers)
        return try await ModelServer(host: host, pause: pause).trying(ModelServer.tries) {
            do {
                let answer = try await http.post(
                    url, headers: fields, body: sent, timeout: .seconds(600), maxBytes: 8 << 20)
                if let misfit = Misfit(answer, at: url) { throw ChatModel.Failure.misfit(host: host, misfit) }
                guard answer.status == 200 else {
                    return try ModelServer.refused(
                        answer, ChatModel.Failure.refused(host: host, status: answer.status))
                }
                guard let reply = try? JSONDecoder().decode(Reply.self, from: answer.body) else {
                    throw Misfit.isPage(answer.body)
                        ? ChatModel.Failure.misfit(host: host, .page) : ChatModel.Failure.garbled(host: host)
                }
                return .done(reply.text)
            } catch OutboundHTTP.Failure.badAddress {
                throw ChatModel.Failure.badAddress
            } catch OutboundHTTP.Failure.packed {
                throw ChatModel.Failure.misfit(host: host, .packed)
            } catch let failure as OutboundHTTP.Failure {
                if let reason = failure.decision(host) { throw ChatModel.Failure.notAllowed(reason) }
                return .failed(ChatModel.Failure.unreachable(host: host))
            }
        }
    }
}
