import Foundation
import HTTPTypes
public import Hummingbird
import Kernel
import Logging
import NIOHTTP1
import Persistence

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
            var response = answer(
                .named(error.status), error.code, error.message, request, context,
                parameter: (error as? RequestFailure)?.parameter)
            if let allowed = (error as? RequestFailure)?.allowed {
                response.headers[.allow] = allowed.joined(separator: ", ")
            }
            if let wait = error.retryAfter { response.headers[.retryAfter] = "\(wait)" }
            // As on what succeeds meanwhile, so that the page's banner stays.
            if let failure = error as? StorageFailure, let name = HTTPField.Name("homeroom-storage") {
                response.headers[name] = failure.code
            }
            return response
        } catch let error as any HTTPResponseError {
            let status = HTTPResponse.Status.named(error.status.code)
            let words = (error as? HTTPError)?.body
            return answer(status, "request.refused", words ?? Self.sentence(status), request, context)
        } catch is HTTPParserError {
            return answer(
                .badRequest, "request.invalid", "The request's body breaks the rules of HTTP.", request, context)
        } catch {
            context.logger.error("unexpected failure", metadata: ["error": "\(error)"])
            return answer(
                .internalServerError, "internal", "Something went wrong. The log says what, under this request's id.",
                request, context)
        }
    }

    /// What the framework refuses without a word.
    private static func sentence(_ status: HTTPResponse.Status) -> String {
        switch status {
        case .notFound: "There is nothing at this address."
        case .methodNotAllowed: "Nothing is done here by this method."
        default: status.reasonPhrase + "."
        }
    }

    private func answer(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, _ request: Request, _ context: AppContext,
        parameter: String? = nil
    ) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        // RFC 6750: programs with a key learn from it what is lacking.
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"Homeroom\"" }
        let body: Data?
        if request.uri.path == "/v1" || request.uri.path.hasPrefix("/v1/") {
            // Whoever speaks OpenAI's protocol reads its errors.
            headers[.contentType] = "application/json"
            body = try? JSONEncoder.wire.encode(MachineProblem(status, code, detail, parameter, context.id))
        } else {
            body = try? JSONEncoder.wire.encode(
                Problem(
                    type: "urn:homeroom:problem:\(code)", title: status.reasonPhrase, status: status.code,
                    detail: detail,
                    code: code, requestId: context.id))
        }
        return Response(
            status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body ?? Data())))
    }
}

/// An error as OpenAI's protocol has it.
private struct MachineProblem: Encodable {
    struct Inner: Encodable { let message: String, type: String, code: String, param: String?, requestId: String }
    let error: Inner

    init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, _ parameter: String?, _ request: String) {
        let type =
            switch status.code {
            // As OpenAI has it, whatever the status.
            case _ where parameter != nil: "invalid_request_error"
            case 401: "authentication_error"
            case 403: "permission_error"
            case 404: "not_found_error"
            case 429: "rate_limit_error"
            case 500...: "server_error"
            default: "invalid_request_error"
            }
        // The name that clients look for.
        let code = code == RequestFailure.unknownKey.code ? "invalid_api_key" : code
        error = Inner(message: detail, type: type, code: code, param: parameter, requestId: request)
    }
}
