/// What happens to an answer while it is made.
public enum AnswerEvent: Sendable {
    /// The quotations that stand beside it, before a model is asked.
    case quoted([QuotedAnswer.Quote])
    /// The model lets us wait for its first word.
    case thinking
    /// What was written since, or all of it from the beginning.
    case writing(text: String, isAnew: Bool)
    /// A sentence that is written, checked against what it cites. None is taken back: where another server begins anew,
    /// these go on with its first.
    case sentence(WrittenAnswer.Sentence)
}
