import HTTPTypes
public import Kernel

/// A refusal as it is sent: made of an error in one place, whatever form the protocol of the request wants. See
/// `UserFacingError` for what an error says.
public struct Problem: Sendable {
    let status: HTTPResponse.Status, code: String, detail: String
    /// What of a request is at fault, as the protocol of the request calls it.
    let parameter: String?
    /// The request's number, which the log names too; nil in the middle of a stream.
    let request: String?

    init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, request: String?, parameter: String? = nil) {
        (self.status, self.code, self.detail) = (status, code, detail)
        (self.request, self.parameter) = (request, parameter)
    }

    init(_ error: any UserFacingError, request: String?) {
        self.init(
            .named(error.status), error.code, error.message, request: request,
            parameter: (error as? RequestFailure)?.parameter)
    }

    /// A refusal in the middle of a stream, whose status is sent already.
    public init(inStream error: any UserFacingError) { self.init(error, request: nil) }

    /// The problem document (RFC 9457), below `/api/v1` and wherever else no other protocol is spoken.
    struct Document: Encodable {
        let type: String, title: String, status: Int, detail: String, code: String, requestId: String?
    }
    var document: Document {
        Document(
            type: "urn:homeroom:problem:\(code)", title: status.reasonPhrase, status: status.code, detail: detail,
            code: code, requestId: request)
    }

    /// The last event of a stream that failed.
    struct Event: Encodable { let code: String, detail: String }
    var event: Event { Event(code: code, detail: detail) }

    /// An error as OpenAI's protocol has it, below `/v1` and in its streams.
    /// https://platform.openai.com/docs/guides/error-codes
    public struct OpenAI: Encodable, Sendable {
        struct Inner: Encodable { let message: String, type: String, code: String, param: String?, requestId: String? }
        let error: Inner
    }
    public var asOpenAI: OpenAI {
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
        return OpenAI(error: .init(message: detail, type: type, code: code, param: parameter, requestId: request))
    }
}
