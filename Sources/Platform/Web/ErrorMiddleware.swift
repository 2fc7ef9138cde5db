import Foundation
import HTTPTypes
public import Hummingbird
import Kernel
import Logging
import NIOHTTP1
import Persistence

/// Answers every thrown error with its `Problem`; the only place that does.
public struct ErrorMiddleware: RouterMiddleware {
    public typealias Context = AppContext

    public init() {}

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any UserFacingError {
            context.logger.info("refused", metadata: ["code": "\(error.code)"])
            var response = answer(Problem(error, request: context.id), request)
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
            return answer(
                Problem(status, "request.refused", words ?? Self.sentence(status), request: context.id), request)
        } catch is HTTPParserError {
            let failure = RequestFailure.invalid("The request's body breaks the rules of HTTP.")
            return answer(Problem(failure, request: context.id), request)
        } catch {
            context.logger.error("unexpected failure", metadata: ["error": "\(error)"])
            return answer(
                Problem(
                    .internalServerError, "internal",
                    "Something went wrong. The log says what, under this request's id.", request: context.id), request)
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

    private func answer(_ problem: Problem, _ request: Request) -> Response {
        var headers: HTTPFields = [.contentType: "application/problem+json"]
        // RFC 6750: programs with a key learn from it what is lacking.
        if problem.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"Homeroom\"" }
        let body: Data?
        if request.uri.path == "/v1" || request.uri.path.hasPrefix("/v1/") {
            // Whoever speaks OpenAI's protocol reads its errors.
            headers[.contentType] = "application/json"
            body = try? JSONEncoder.wire.encode(problem.asOpenAI)
        } else {
            body = try? JSONEncoder.wire.encode(problem.document)
        }
        return Response(
            status: problem.status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body ?? Data())))
    }
}
