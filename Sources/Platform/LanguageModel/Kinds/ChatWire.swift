import Foundation
import Kernel

/// A protocol in which a model is asked and answers: how a question is sent, and what each object of an answer says.
protocol ChatWire: Sendable {
    /// Whether a stream comes in Amazon's binary frames in place of server-sent events.
    var isFramed: Bool { get }

    /// A question as it is sent.
    /// - Parameter time: when it is sent, for kinds that sign it.
    /// - Throws: `ChatModel.Failure` where the address or the key cannot be used.
    func request(
        _ question: ChatQuestion, _ form: ChatForm, to endpoint: ChatModel.Endpoint, at time: Date
    ) throws -> ChatRequest

    /// What one object of an answer says, in its order.
    func parts(of chunk: JSONValue) -> [ChatPart]

    /// What a server says of a refusal.
    func words(_ body: Data, errorType: String?) -> ServerWords

    /// The form to try next after a refusal that names what it does not take; nil where it names nothing that can be left
    /// out.
    func form(after form: ChatForm, _ words: ServerWords, asked: Int) -> ChatForm?

    /// The form to try next where a server refuses and does not say why; nil at the end.
    func plainer(_ form: ChatForm) -> ChatForm?
}

/// A question as it goes over the wire.
struct ChatRequest: Sendable {
    var url: URL
    var headers: [String: String]
    var body: Data
}

/// A part of an answer, whatever protocol it came in.
enum ChatPart: Sendable {
    case text(String)
    /// The model thinks; what, nobody is shown.
    case thought
    /// A piece of the arguments that a tool is called with, as JSON.
    case arguments(String)
    /// It says why it will not answer.
    case refusal(String)
    case usage(ChatUsage)
    /// Why it ended, as the server names it.
    case ending(String?)
    /// The message is whole, where nothing else is said.
    case whole
    /// Nothing more comes.
    case done
    /// It failed; `status` is what it would have been answered with, had it failed at once.
    case failed(ServerWords, status: Int?)
}

/// Tokens as a server counts them; nil where it does not.
struct ChatUsage: Sendable, Equatable {
    var input: Int?
    var output: Int?
    /// Of those read, the ones that it knew already.
    var cached: Int?

    /// What comes later holds, as far as it says anything.
    mutating func take(_ later: ChatUsage) {
        (input, output, cached) = (later.input ?? input, later.output ?? output, later.cached ?? cached)
    }

    /// A count as a server sends it; what no answer can have is no count, and sums of them must not overflow.
    static func count(_ value: JSONValue?) -> Int? {
        value?.number.flatMap { (0...1e9).contains($0) ? Int(exactly: $0) : nil }
    }

    /// Those of some counts that are there, together; nil where there is none.
    static func sum(_ counts: JSONValue?...) -> Int? {
        let there = counts.compactMap(count)
        return there.isEmpty ? nil : there.reduce(0, +)
    }
}

extension ChatWire {
    var isFramed: Bool { false }

    func words(_ body: Data, errorType: String?) -> ServerWords { ServerWords(body) }

    /// What the protocols that have one name for each field differ in from model to model.
    func form(after form: ChatForm, _ words: ServerWords, asked: Int) -> ChatForm? {
        form.reduced(to: words, asked: asked)
    }

    func plainer(_ form: ChatForm) -> ChatForm? {
        guard form.takesTemperature else { return nil }
        var form = form
        form.takesTemperature = false
        return form
    }
}

extension JSONValue {
    /// A member that is there and not null.
    func there(_ name: String) -> JSONValue? { self[name].flatMap { $0 == .null ? nil : $0 } }

    /// An object as JSON; nil for anything else.
    var objectText: String? {
        guard case .object = self else { return nil }
        return (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}
