public import Kernel
import Models
public import Search

/// Decides, before anything is searched or sent, whether and how a question is answered. Each feature that has questions
/// answered brings its own.
public protocol AnswerPolicy: Sendable {
    /// - Throws: database errors.
    func decide(on inquiry: AnswerInquiry) async throws -> AnswerDecision
}

/// A question that somebody wants answered.
public struct AnswerInquiry: Sendable {
    /// As it was typed.
    public let text: String
    public let asker: Principal
    /// Whether a student asks, and how old who asks is.
    public let standing: AskerStanding
    /// The domains that the encoder places it in; asks no model.
    public let domains: @Sendable () async throws -> [String]
}

/// What an answer may depend on of who asks.
public struct AskerStanding: Sendable, Equatable {
    /// As laws on children's data divide them. Who is unknown may be of any age.
    public enum AgeClass: String, Sendable {
        case unknown, under13, teenager, adult
    }

    public let isStudent: Bool
    public let age: AgeClass

    public init(isStudent: Bool, age: AgeClass) { (self.isStudent, self.age) = (isStudent, age) }

    /// Staff are adults; how old a student is, rosters do not say here.
    public init(_ user: Principal) {
        self.init(isStudent: user.isStudent, age: user.isStudent ? .unknown : .adult)
    }
}

public enum AnswerDecision: Sendable {
    case answer(AnswerTerms)
    /// A code, and words for who asks; nothing is searched, and nothing is sent anywhere.
    case refuse(AnswerRefusal)
}

/// How a question is answered.
public struct AnswerTerms: Sendable, Hashable {
    /// Of what the asker may read and asked for, only this.
    public var limits: SearchScope
    /// Stands before the rules that a model is given; nil for nothing.
    public var rules: String?
    /// Only where to read on, and what a model writes by these rules instead of a solution: no quotations.
    public var hints: Hints?

    /// How a model gives hints: these rules come before all others.
    public struct Hints: Sendable, Hashable {
        public let rules: String
        public init(rules: String) { self.rules = rules }
    }

    public init(limits: SearchScope, rules: String?, hints: Hints?) {
        (self.limits, self.rules, self.hints) = (limits, rules, hints)
    }

    /// All that the asker may read, by the district's rules alone.
    public static let unrestricted = AnswerTerms(limits: .everything, rules: nil, hints: nil)

}

extension Prompt {
    /// The district's rules behind those of a policy: how to give hints comes first of all.
    func beginning(with terms: AnswerTerms) -> Prompt {
        preceded(by: [terms.hints?.rules, terms.rules].compactMap(\.self))
    }
}

/// Why a question is not answered.
public struct AnswerRefusal: UserFacingError, Equatable {
    public let code: String, message: String
    public var status: Int { 403 }

    /// - Parameters:
    ///   - code: the feature's, such as `practice.underTest`; its words are in `assets/web/named.ts`.
    ///   - message: says why, and what helps.
    public init(code: String, message: String) { (self.code, self.message) = (code, message) }

    static let hintsOnly = AnswerRefusal(
        code: "answer.hintsOnly", message: "Here are only hints. Ask in the page, where they are given.")
}
