import HTTPTypes
public import Hummingbird

/// Answers requests by a router's routes. Before these are looked up, the address gets its one form; where there are
/// routes at it for other methods alone, the request learns which, since the router tells the two cases not apart.
public struct AddressResponder: HTTPResponder {
    public typealias Context = AppContext
    private let responder: RouterResponder<AppContext>
    private let table: RouteTable

    /// - Parameter router: with all its routes.
    public init(_ router: Router<AppContext>) {
        table = RouteTable(router.routes.map { ($0.path, $0.method) })
        responder = router.buildResponder()
    }

    public func respond(to request: Request, context: AppContext) async throws -> Response {
        var (request, context) = (request, context)
        if let path = request.head.path.map(Self.normalized), path != request.head.path {
            var head = request.head
            head.path = path
            request = Request(head: head, body: request.body)
        }
        context.otherMethods = table.otherMethods(than: request.method, at: request.uri.path)
        return try await responder.respond(to: request, context: context)
    }

    /// Clients may write letters, digits and `-._~` as `%41`; both mean the same (RFC 3986, 6.2.2.2), and routes compare
    /// what is written. All else stays as it came: `%2F` is no slash between parts. Queries are decoded where they are
    /// read.
    static func normalized(_ address: String) -> String {
        let end = address.utf8.firstIndex(of: UInt8(ascii: "?")) ?? address.endIndex
        guard address[..<end].utf8.contains(UInt8(ascii: "%")) else { return address }
        let bytes = Array(address[..<end].utf8)
        var path: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = hexadecimal(bytes[index + 1]), let low = hexadecimal(bytes[index + 2]),
                isUnreserved(high << 4 | low)
            {
                path.append(high << 4 | low)
                index += 3
            } else {
                path.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: path, as: UTF8.self) + address[end...]
    }

    static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

/// Which methods there are at which addresses.
struct RouteTable: Sendable {
    private struct Entry {
        let path: RouterPath
        var methods: [HTTPRequest.Method]
    }
    /// By the number of their parts: each request looks through one of these.
    private let entries: [Int: [Entry]]

    init(_ routes: [(path: RouterPath, method: HTTPRequest.Method)]) {
        var entries: [String: Entry] = [:]
        for route in routes {
            entries[route.path.description, default: Entry(path: route.path, methods: [])].methods.append(route.method)
        }
        let all = entries.values.map { entry in
            var methods = Set(entry.methods)
            // The router answers HEAD wherever it answers GET.
            if methods.contains(.get) { methods.insert(.head) }
            return Entry(path: entry.path, methods: methods.sorted { $0.rawValue < $1.rawValue })
        }
        self.entries = Dictionary(grouping: all) { $0.path.count }
    }

    /// The methods at an address that has none such; empty where it has it, and where there is no such address.
    func otherMethods(than method: HTTPRequest.Method, at address: String) -> [HTTPRequest.Method] {
        let parts = address.split(separator: "/")
        let found = entries[parts.count, default: []].filter { Self.matches($0.path, parts) }
        // As the router does: a name that is written out goes before one that stands for any.
        guard let best = found.max(by: { Self.isLooser($0.path, than: $1.path) }), !best.methods.contains(method)
        else { return [] }
        return best.methods
    }

    private static func matches(_ path: RouterPath, _ parts: [Substring]) -> Bool {
        zip(path, parts).allSatisfy { element, part in element ~= part }
    }

    private static func isLooser(_ path: RouterPath, than other: RouterPath) -> Bool {
        for (own, its) in zip(path, other) where own != its {
            return !isWritten(own) && isWritten(its)
        }
        return false
    }

    private static func isWritten(_ element: RouterPath.Element) -> Bool {
        !element.description.contains { $0 == "{" || $0 == "*" }
    }
}
