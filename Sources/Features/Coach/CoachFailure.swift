import Kernel

/// What can go wrong with the coach's settings.
enum CoachFailure: UserFacingError, Equatable {
    case unnamed, nameTaken, providerNotFound, oddPrice, oddBudget

    var status: Int {
        switch self {
        case .unnamed, .oddPrice, .oddBudget: 400
        case .nameTaken: 409
        case .providerNotFound: 404
        }
    }
    var code: String {
        switch self {
        case .unnamed: "coach.unnamed"
        case .nameTaken: "coach.nameTaken"
        case .providerNotFound: "coach.providerNotFound"
        case .oddPrice: "coach.oddPrice"
        case .oddBudget: "coach.oddBudget"
        }
    }
    var message: String {
        switch self {
        case .unnamed: "Give the provider a name of 1 to 60 characters, and the model's name."
        case .nameTaken: "A provider has this name already."
        case .providerNotFound: "There is no such provider."
        case .oddPrice: "A price is 0 to 10000 US dollars for a million tokens."
        case .oddBudget: "Each budget is 0 to 1000000 US dollars."
        }
    }
}
