import Foundation
public import Hummingbird
import Kernel
import Logging

/// Turns every thrown error into a problem document (RFC 9457); the only place that does.
public struct ErrorMiddleware: RouterMiddleware {
    public typealias Context = AppContext

    public init() {}

    private struct Problem: Encodable {
        let type: String, title: String, status: Int, detail: String, code: String, requestId: String
    }

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any UserFacingError {
            context.logger.info("refused", metadata: ["code": "\(error.code)"])
            var response = answer(Self.status(error.status), error.code, error.message, context)
            if let wait = error.retryAfter { response.headers[.retryAfter] = "\(wait)" }
            return response
        } catch let error as any HTTPResponseError {
            let message = (error as? HTTPError)?.body ?? error.status.reasonPhrase
            return answer(error.status, "request.refused", message, context)
        } catch {
            context.logger.error("unexpected failure", metadata: ["error": "\(error)"])
            return answer(
                .internalServerError, "internal", "Something went wrong. The log says what, under this request's id.",
                context)
        }
    }

    /// A status with its standard phrase, which becomes the problem's title.
    private static func status(_ code: Int) -> HTTPResponse.Status {
        let named: [HTTPResponse.Status] = [
            .badRequest, .unauthorized, .forbidden, .notFound, .conflict, .contentTooLarge, .misdirectedRequest,
            .requestTimeout, .badGateway, .unprocessableContent, .tooManyRequests, .serviceUnavailable,
        ]
        return named.first { $0.code == code } ?? HTTPResponse.Status(code: code)
    }

    private func answer(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, _ context: AppContext
    ) -> Response {
        let problem = Problem(
            type: "urn:homeroom:problem:\(code)", title: status.reasonPhrase, status: status.code, detail: detail,
            code: code, requestId: context.id)
        let body = (try? JSONEncoder.wire.encode(problem)) ?? Data()
        return Response(
            status: status, headers: [.contentType: "application/problem+json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
