public import HTTPTypes
public import Kernel
import Synchronization

/// What the OpenAPI document says of a route, made from its code.
public struct RouteDescription: Sendable {
    public let method: HTTPRequest.Method
    /// As the document writes it, such as `/api/v1/jobs/{job}`.
    public let path: String
    /// The operation, as the document has it.
    public let operation: JSONValue
    /// The schemas that it refers to, by name.
    public let schemas: [String: JSONValue]
}

/// Collects what routes say of themselves while they are added.
public final class RouteDocument: Sendable {
    private let found = Mutex<[RouteDescription]>([])
    /// Types that have no schema, by their routes: a fault in the program, which a test finds.
    private let undescribed = Mutex<[String]>([])
    private let prefix: String

    /// - Parameter prefix: stands before every path, such as `/api/v1`.
    public init(below prefix: String) { self.prefix = prefix }

    public var routes: [RouteDescription] { found.withLock { $0 } }
    public var faults: [String] { undescribed.withLock { $0 } }

    func add(_ shape: RouteShape) {
        let path = prefix + "/" + shape.path
        do {
            let description = try shape.description(at: path)
            found.withLock { $0.append(description) }
        } catch {
            undescribed.withLock { $0.append("\(shape.method.rawValue) \(path): \(error)") }
        }
    }
}

/// What is known of a route where it is added.
struct RouteShape {
    let method: HTTPRequest.Method, path: String, summary: String, permission: Permission
    let query: [any RouteParameter], inPath: [any RouteParameter]
    let body: (any Decodable.Type)?
    /// nil for a route that answers without a body.
    let answer: (any Decodable.Type)?
    let status: HTTPResponse.Status, isCheckable: Bool

    /// - Throws: `JSONSchema.Undescribable`.
    func description(at whole: String) throws -> RouteDescription {
        var schemas: [String: JSONValue] = [:]
        func content(_ type: any Decodable.Type) throws -> JSONValue {
            let schema = try JSONSchema(of: type, as: .document)
            schemas.merge(schema.definitions) { $1 }
            return ["application/json": ["schema": schema.value]]
        }
        var success: [String: JSONValue] = ["description": "Done"]
        if let answer { success["content"] = try content(answer) }
        var operation: [String: JSONValue] = [
            "summary": .string(summary), "x-permission": .string(permission.rawValue),
            "responses": [
                "\(status.code)": .object(success), "default": ["$ref": "#/components/responses/Refused"],
            ],
        ]
        if let body { operation["requestBody"] = ["required": true, "content": try content(body)] }
        let parameters =
            parametersInPath + query.map { $0.described(in: "query") } + (isCheckable ? [Self.check] : [])
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        return RouteDescription(method: method, path: whole, operation: .object(operation), schemas: schemas)
    }

    /// What stands in the path is an identifier where nothing else is said of it.
    private var parametersInPath: [JSONValue] {
        path.matches(of: /\{(\w+)\}/).map { found in
            let name = String(found.output.1)
            let parameter = inPath.first { $0.name == name } ?? QueryParameter.identifier(name)
            return parameter.described(in: "path")
        }
    }

    /// See `Parameters.isTrial`.
    private static let check: JSONValue = [
        "name": "check", "in": "query", "schema": ["type": "boolean"],
        "description": "true: it is checked alone, and answered with what would hold",
    ]
}

extension RouteParameter {
    fileprivate func described(in place: String) -> JSONValue {
        var members: [String: JSONValue] = ["name": .string(name), "in": .string(place), "schema": schema]
        if place == "path" { members["required"] = true }
        if let about { members["description"] = .string(about) }
        return .object(members)
    }
}
