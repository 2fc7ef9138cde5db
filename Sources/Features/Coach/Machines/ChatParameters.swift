import Foundation
import Kernel
import Web

extension ChatCompletionRoutes {
    /// What a client may ask of the answer's form. Whatever would make it another than a text with its sources is refused
    /// by name: left out in silence, it would break the program that relies on it. Null and empty values ask for nothing,
    /// and some clients send them always.
    struct Parameters: Decodable {
        let model: JSONValue?, n: JSONValue?, stop: JSONValue?
        let response_format: JSONValue?, modalities: JSONValue?, audio: JSONValue?
        let logprobs: JSONValue?, top_logprobs: JSONValue?
        let tool_choice: JSONValue?, function_call: JSONValue?

        /// - Throws: `RequestFailure.unknownModel`, `.unsupported`.
        func check() throws {
            if let model, model != "" {
                guard model.string == ChatCompletionRoutes.model else {
                    throw RequestFailure.unknownModel(model.string ?? "", known: ChatCompletionRoutes.model)
                }
            }
            if let n, n != 1 { throw Self.refused("n", "It must be 1: one answer is given.") }
            if let stop, !Self.isEmpty(stop) {
                throw Self.refused("stop", "An answer is given whole, to its last source. Leave it out.")
            }
            if let format = response_format, !Self.isEmpty(format), format["type"] != "text", format["type"] != .null {
                throw Self.refused(
                    "response_format", "Answers are text, {\"type\": \"text\"}, with their sources beside it.")
            }
            if let kinds = modalities?.array, kinds.contains(where: { $0 != "text" }) {
                throw Self.refused("modalities", "Answers are text.")
            }
            if let audio, !Self.isEmpty(audio) { throw Self.refused("audio", "Answers are text.") }
            if logprobs == true { throw Self.refused("logprobs", "There are none for answers from a library.") }
            if let count = top_logprobs?.number, count > 0 {
                throw Self.refused("top_logprobs", "There are none for answers from a library.")
            }
            for (name, choice) in [("tool_choice", tool_choice), ("function_call", function_call)] {
                if let choice, Self.forces(choice) {
                    throw Self.refused(name, "No tool is called: answers are text. “none” and “auto” are taken.")
                }
            }
        }

        /// Whether a tool must be called; one that may be called need not be.
        private static func forces(_ choice: JSONValue) -> Bool {
            if let word = choice.string { return !["", "none", "auto"].contains(word.lowercased()) }
            guard !isEmpty(choice), choice != false else { return false }
            return choice["type"] != "allowed_tools" || choice["allowed_tools"]?["mode"] == "required"
        }

        private static func isEmpty(_ value: JSONValue) -> Bool {
            switch value {
            case .null, .string(""), .bool(false): true
            case .array(let items): items.allSatisfy(isEmpty)
            case .object(let members): members.isEmpty
            default: false
            }
        }

        static func refused(_ name: String, _ reason: String) -> RequestFailure {
            .unsupported(parameter: name, reason: "`\(name)` is not supported here as it is given. \(reason)")
        }
    }
}

extension ChatCompletionRoutes.Wish {
    /// - Throws: `RequestFailure.unsupported` where a user's message holds what is no text: a question about a picture
    ///   that nobody looks at would be answered with confidence.
    func checkParts() throws {
        for (place, message) in messages.enumerated() where message.role == "user" {
            for (part, value) in (message.content?.array ?? []).enumerated() where value.string == nil {
                let kind = value["type"]?.string ?? "text"
                guard !["text", "input_text"].contains(kind) else { continue }
                throw RequestFailure.unsupported(
                    parameter: "messages[\(place)].content[\(part)]",
                    reason: "Parts of the kind “\(kind.prefix(40))” are not read here: questions are text.")
            }
        }
    }
}
