public import Kernel

/// Something of the appliance that models may call, of other programs over MCP or of its own.
public struct Tool: Sendable {
    /// What is called: its own answer in the form that MCP gives tools' results.
    public typealias Call = @Sendable (_ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue

    public let name: String
    /// What a model is told of it, in one sentence.
    public let summary: String
    /// What whoever it is called for must be allowed.
    public let permission: Permission
    /// JSON Schema of an object.
    public let input: JSONValue
    private let perform: Call

    /// - Parameters:
    ///   - properties: JSON Schema of each argument, by name.
    ///   - required: the names of those that must be given.
    public init(
        _ name: String, _ summary: String, needs permission: Permission, _ properties: [String: JSONValue],
        required: [String], perform: @escaping Call
    ) {
        (self.name, self.summary, self.permission, self.perform) = (name, summary, permission, perform)
        input = [
            "type": "object", "properties": .object(properties), "required": .array(required.map { .string($0) }),
        ]
    }

    /// Calls it for somebody.
    /// - Throws: `RequestFailure.notAllowed`; what the tool throws.
    public func call(_ arguments: JSONValue, _ context: SignedInContext) async throws -> JSONValue {
        guard context.user.may(permission) else { throw RequestFailure.notAllowed(permission) }
        return try await perform(arguments, context)
    }
}
