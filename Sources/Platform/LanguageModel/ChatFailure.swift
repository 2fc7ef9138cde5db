public import Kernel

extension ChatModel {
    /// Why nothing, or not all, was written.
    public enum Failure: UserFacingError, Equatable {
        case badAddress
        case unreachable(host: String)
        /// - words: the server's own, in one short line.
        case refused(host: String, status: Int, words: String? = nil)
        /// What was sent is more than the model takes at once: so many tokens, where it says so.
        case overflow(host: String, tokens: Int? = nil)
        /// Something else answers, or it answers elsewhere.
        case misfit(host: String, Misfit)
        /// It answers, but not as the protocol says.
        case garbled(host: String)
        /// The answer broke off, or did not end.
        case cut(host: String)
        /// The answer had begun, and then no word came for so many seconds.
        case stalled(host: String, seconds: Int)
        /// The answer ran into its limit.
        case tooLong(host: String)
        /// It writes the same again and again.
        case circling(host: String)
        /// It said that this is the end, and had written nothing; all that it may write went into thoughts.
        case empty(host: String, hasThoughts: Bool = false)
        /// A filter there held the answer back.
        case filtered(host: String)
        /// No word within so many seconds.
        case slow(host: String, seconds: Int)
        /// What it wrote is in no passage that it was given.
        case unsupported(host: String)
        /// It failed five times in a row and is left alone for a while.
        case resting(host: String)
        /// It asked to be left alone, since its limit is reached; for so many seconds from now.
        case limited(host: String, seconds: Int)
        /// As many requests or tokens went to it as may in a minute; there is room again in so many seconds.
        case paced(host: String, seconds: Int)
        /// What is to be sent is about students, and it has not promised what that takes.
        case promisesMissing(host: String, [ProviderPromise])
        /// A decision made here is against it: nothing may leave, or it is inside the building.
        case notAllowed(String)

        /// The same without the server's own words: these are for who set the server up. Anybody else would take them for
        /// ours.
        public var withoutWords: Failure {
            if case .refused(let host, let status, _) = self { .refused(host: host, status: status) } else { self }
        }

        /// Whether anything may have left this machine.
        public var wasSent: Bool {
            switch self {
            case .badAddress, .resting, .limited, .paced, .promisesMissing, .notAllowed: false
            default: true
            }
        }

        /// Whether the server says that it is still loading the model.
        public var isLoading: Bool {
            guard case .refused(_, 503, let words) = self else { return false }
            return ModelServer.isLoading(words)
        }

        /// Whether the server cannot serve now, whatever is asked; else it is this answer that came to nothing.
        var isOfServer: Bool {
            switch self {
            case .overflow, .empty, .filtered, .tooLong, .circling, .unsupported: false
            default: true
            }
        }

        public var status: Int {
            switch self {
            case .badAddress: 400
            case .notAllowed, .promisesMissing: 403
            default: 502
            }
        }
        public var code: String {
            switch self {
            case .badAddress: "model.badAddress"
            case .unreachable: "model.unreachable"
            case .refused: "model.refused"
            case .overflow: "model.overflow"
            case .garbled: "model.garbled"
            case .misfit(_, let what): "model.\(what.code)"
            case .cut: "model.cut"
            case .stalled: "model.stalled"
            case .tooLong: "model.tooLong"
            case .circling: "model.circling"
            case .empty: "model.empty"
            case .filtered: "model.filtered"
            case .slow: "model.slow"
            case .unsupported: "model.unsupported"
            case .resting: "model.resting"
            case .limited: "model.limited"
            case .paced: "model.paced"
            case .promisesMissing: "models.promisesMissing"
            case .notAllowed: "model.notAllowed"
            }
        }
        public var message: String {
            switch self {
            case .badAddress: ModelServer.badAddress(before: "/chat/completions")
            case .unreachable(let host): ModelServer.unreachable(host)
            case .refused(let host, let status, let words): ModelServer.refused(host, status, words)
            case .overflow(let host, let tokens):
                "What is sent is more than the model at \(host) takes at once"
                    + (tokens.map { ", \($0) tokens" } ?? "") + ". Give it a larger context there."
            case .misfit(let host, let what): what.message(host)
            case .garbled(let host):
                "\(host) answers, but not as a chat model does. Check the address: it ends before /chat/completions, most "
                    + "often in /v1."
            case .cut(let host): "\(host) broke off in the middle of its answer."
            case .stalled(let host, let seconds):
                "The model at \(host) stopped in the middle of its answer: no word for \(seconds) seconds. Look at the "
                    + "server's log, and at what else it is asked."
            case .tooLong(let host):
                "\(host) reached its limit before the answer was whole. Give the model more tokens, or a larger context."
            case .circling(let host):
                "The model at \(host) wrote the same again and again. A larger model does not."
            case .empty(let host, hasThoughts: true):
                "The model at \(host) spent all that it may write on its thoughts and wrote no answer. Switch thinking off "
                    + "there, or name another model."
            case .empty(let host, hasThoughts: false):
                "The model at \(host) wrote nothing. Check that it is a chat model, and its template."
            case .filtered(let host): "A filter at \(host) held the answer back."
            case .slow(let host, let seconds):
                "The model at \(host) wrote no word within \(seconds) seconds. A smaller model, or a faster machine, helps."
            case .unsupported(let host):
                "What the model at \(host) wrote is not in the passages that it was given, so it is not shown."
            case .resting(let host): "\(host) failed several times in a row. It is asked again in half a minute."
            case .limited(let host, let seconds):
                "\(host) says that its limit is reached, and asks not to be asked for a while. It is asked again in "
                    + (seconds < 90 ? "\(seconds) seconds." : "\((seconds + 59) / 60) minutes.")
            case .paced(let host, let seconds):
                "As much was sent to \(host) as may be in a minute. It is asked again in "
                    + "\(seconds) second\(seconds == 1 ? "" : "s")."
            case .promisesMissing(let host, let missing):
                "What is about students is not sent to \(host): it has not promised "
                    + missing.map(\.told).joined(separator: ", ")
                    + ". Note what it promises in its settings, or have a model inside the building write."
            case .notAllowed(let reason): reason
            }
        }
    }
}

extension ChatModel.Failure {
    /// Whether a refusal that names nothing may be for the form's sake.
    func mayBeOfForm(_ words: ServerWords) -> Bool {
        guard case .refused(_, let status, _) = self, [200, 400, 422, 501].contains(status) else { return false }
        let other =
            /model[^.]{0,80}(?:not found|not exist|unknown|invalid|not available|no such)|api key|quota|billing|credit|unexpected endpoint|context (?:length|size)/
        return !words.whole.contains(other.ignoresCase())
    }
}
