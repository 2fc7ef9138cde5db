public import HTTPTypes
public import Hummingbird
import Kernel

/// Routes that need a permission and make their own part of the OpenAPI document, `assets/openapi.json`: what they take
/// and answer is described from the types of their handlers. A test compares that with what is committed.
///
///     api.described(.readHealth)
///         .get("jobs", "The work that goes on", query: [Self.state, Self.limit], use: list)
///     api.described(.writeSettings)
///         .put("mail", "Change how mail is sent", isCheckable: true, use: setSettings)
///         .delete("jobs/{job}", "End a job", use: drop)
///
/// A handler is given the request and its context and, where the route takes a body, that as third. `{name}` in a path is
/// an identifier; `path:` says so of what is none.
public struct DescribedRoutes {
    let group: RouterGroup<SignedInContext>
    let permission: Permission
    let document: RouteDocument?

    public typealias Handler<Answer> = @Sendable (Request, SignedInContext) async throws -> Answer
    public typealias BodyHandler<Body, Answer> =
        @Sendable (Request, SignedInContext, _ body: Body) async throws -> Answer

    @discardableResult
    public func get<Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        use handler: @escaping Handler<Answer>
    ) -> Self {
        add(shape(.get, path, summary, inPath, query, answer: Answer.self), handler)
    }

    @discardableResult
    public func delete<Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        use handler: @escaping Handler<Answer>
    ) -> Self {
        add(shape(.delete, path, summary, inPath, query, answer: Answer.self), handler)
    }

    /// A route that takes no body.
    @discardableResult
    public func post<Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        status: HTTPResponse.Status = .ok, use handler: @escaping Handler<Answer>
    ) -> Self {
        add(shape(.post, path, summary, inPath, query, answer: Answer.self, status: status), handler)
    }

    @discardableResult
    public func post<Body: Decodable & Sendable, Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        status: HTTPResponse.Status = .ok, use handler: @escaping BodyHandler<Body, Answer>
    ) -> Self {
        add(
            shape(.post, path, summary, inPath, query, body: Body.self, answer: Answer.self, status: status),
            decoding(handler))
    }

    /// - Parameter isCheckable: the route looks at `Parameters.isTrial`.
    @discardableResult
    public func put<Body: Decodable & Sendable, Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        isCheckable: Bool = false, use handler: @escaping BodyHandler<Body, Answer>
    ) -> Self {
        add(
            shape(
                .put, path, summary, inPath, query, body: Body.self, answer: Answer.self, isCheckable: isCheckable),
            decoding(handler))
    }

    @discardableResult
    public func patch<Body: Decodable & Sendable, Answer: ResponseCodable>(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        isCheckable: Bool = false, use handler: @escaping BodyHandler<Body, Answer>
    ) -> Self {
        add(
            shape(
                .patch, path, summary, inPath, query, body: Body.self, answer: Answer.self, isCheckable: isCheckable),
            decoding(handler))
    }

    /// A route that answers without a body.
    @discardableResult
    public func delete(
        _ path: String, _ summary: String, path inPath: [any RouteParameter] = [], query: [any RouteParameter] = [],
        use handler: @escaping @Sendable (Request, SignedInContext) async throws -> Void
    ) -> Self {
        let shape = shape(.delete, path, summary, inPath, query, answer: nil, status: .noContent)
        return add(shape) { request, context -> HTTPResponse.Status in
            try await handler(request, context)
            return .noContent
        }
    }

    private func decoding<Body: Decodable & Sendable, Answer>(_ handler: @escaping BodyHandler<Body, Answer>)
        -> Handler<Answer>
    {
        { request, context in
            try await handler(request, context, request.decode(as: Body.self, context: context))
        }
    }

    private func shape(
        _ method: HTTPRequest.Method, _ path: String, _ summary: String, _ inPath: [any RouteParameter],
        _ query: [any RouteParameter], body: (any Decodable.Type)? = nil, answer: (any Decodable.Type)?,
        status: HTTPResponse.Status = .ok, isCheckable: Bool = false
    ) -> RouteShape {
        RouteShape(
            method: method, path: path, summary: summary, permission: permission, query: query, inPath: inPath,
            body: body, answer: answer, status: status, isCheckable: isCheckable)
    }

    private func add<Answer: ResponseGenerator>(_ shape: RouteShape, _ handler: @escaping Handler<Answer>) -> Self {
        document?.add(shape)
        let status = shape.status
        group.on(RouterPath(shape.path), method: shape.method) { request, context in
            var response = try await handler(request, context).response(from: request, context: context)
            if response.status == .ok { response.status = status }
            return response
        }
        return self
    }
}
