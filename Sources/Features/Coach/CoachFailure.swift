import Kernel

/// What can go wrong with the coach and its settings.
enum CoachFailure: String, UserFacingError, Equatable {
    case conversationNotFound, conversationUnreadable, messageNotFound, titleUnusable, needsPerson, oddRules
    case nobodyThere, shareNotFound, threadNotFound, textUnusable, noCoach, formatUnknown
    case tooManyUnderway, answerStopped, answerFailed, threadTaken

    var status: Int {
        switch self {
        case .threadTaken, .answerStopped: 409
        case .tooManyUnderway: 429
        case .answerFailed, .conversationUnreadable: 500
        case .needsPerson: 403
        case .conversationNotFound, .messageNotFound, .shareNotFound,
            .threadNotFound, .nobodyThere, .noCoach:
            404
        default: 400
        }
    }
    var code: String { "coach.\(rawValue)" }
    var message: String {
        switch self {
        case .conversationNotFound: "There is no such conversation. It may have been erased."
        case .conversationUnreadable:
            "This conversation cannot be opened: it was sealed with a key that is not here, or was changed on the disk. You can "
                + "delete it. An administrator finds out more with: homeroom doctor"
        case .messageNotFound: "There is no such message in this conversation."
        case .titleUnusable: "Give the conversation a title of 1 to 120 characters."
        case .needsPerson: "Conversations belong to people. Sign in as one."
        case .oddRules: "Days are whole numbers from 1 on, at most 36500 (3650 for shares and links)."
        case .nobodyThere: "Nothing can be shared with this address, or you do not belong to this team."
        case .shareNotFound: "This is not shared with you, or not any more."
        case .threadNotFound: "There is no such question for you to answer."
        case .textUnusable: "Write 1 to 5000 characters."
        case .noCoach: "No coach at your school can be asked here yet. An administrator gives that role."
        case .tooManyUnderway: "So many of your questions are being answered. Wait until one of them is."
        case .answerStopped: "The answer was stopped. Ask again when you want it."
        case .answerFailed: "Something went wrong while this was being answered. Try again."
        case .threadTaken: "Another coach has taken this question. You can take it over."
        case .formatUnknown: "Conversations are exported as md, html, docx, pdf or json."
        }
    }
}
