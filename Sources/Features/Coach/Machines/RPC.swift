import Foundation
import Kernel

/// Messages of JSON-RPC 2.0. https://www.jsonrpc.org/specification
enum RPC {
    /// A request, a notification or an answer; or what is none, and why.
    struct Message: Decodable {
        let id: Identifier?, method: String?, params: JSONValue?
        let fault: String?

        private enum CodingKeys: CodingKey { case jsonrpc, id, method, params, result, error }

        init(from decoder: any Decoder) throws {
            guard let values = try? decoder.container(keyedBy: CodingKeys.self) else {
                (id, method, params, fault) = (nil, nil, nil, "A message is an object.")
                return
            }
            id = try? values.decodeIfPresent(Identifier.self, forKey: .id)
            method = try? values.decodeIfPresent(String.self, forKey: .method)
            params = try? values.decodeIfPresent(JSONValue.self, forKey: .params)
            if (try? values.decode(String.self, forKey: .jsonrpc)) != "2.0" {
                fault = "“jsonrpc” must be “2.0”."
            } else if values.contains(.id), id == nil, !values.contains(.error) {
                fault = "“id” must be a text or a number. Leave it out where no answer is wanted."
            } else if values.contains(.method) ? method == nil : !values.contains(.result) && !values.contains(.error) {
                fault = "“method” must be a text."
            } else {
                fault = nil
            }
        }
    }

    /// A request's identifier comes back as it came: as a text, or as a number of whatever size.
    enum Identifier: Codable {
        case text(String), whole(Int64), large(UInt64), decimal(Decimal)

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let whole = try? value.decode(Int64.self) {
                self = .whole(whole)
            } else if let large = try? value.decode(UInt64.self) {
                self = .large(large)
            } else if let decimal = try? value.decode(Decimal.self) {
                self = .decimal(decimal)
            } else {
                self = .text(try value.decode(String.self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .text(let text): try value.encode(text)
            case .whole(let whole): try value.encode(whole)
            case .large(let large): try value.encode(large)
            case .decimal(let decimal): try value.encode(decimal)
            }
        }
    }

    /// What is answered to one request.
    struct Reply: Encodable {
        let jsonrpc = "2.0"
        let id: Identifier?, result: JSONValue?, error: JSONValue?

        init(id: Identifier, result: JSONValue) { (self.id, self.result, error) = (id, result, nil) }

        init(_ id: Identifier?, _ refusal: Refusal) {
            (self.id, result) = (id, nil)
            error = ["code": .number(Double(refusal.code)), "message": .string(refusal.message)]
        }

        private enum CodingKeys: CodingKey { case jsonrpc, id, result, error }

        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            try values.encode(jsonrpc, forKey: .jsonrpc)
            // Null where it could not be read.
            try values.encode(id, forKey: .id)
            try values.encodeIfPresent(result, forKey: .result)
            try values.encodeIfPresent(error, forKey: .error)
        }
    }

    /// A refusal as JSON-RPC 2.0 has it.
    struct Refusal: Error {
        let code: Int, message: String
        static func unknown(_ what: String) -> Self { .init(code: -32602, message: "There is no \(what).") }
    }
}
