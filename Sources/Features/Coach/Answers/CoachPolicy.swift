import Answering

/// The coach answers everyone who may ask it, from all that they may read. What students ask is kept from outside by the
/// pipeline: no search of the web, and only providers that have promised what that takes.
struct CoachPolicy: AnswerPolicy {
    func decide(on inquiry: AnswerInquiry) -> AnswerDecision { .answer(.unrestricted) }
}
