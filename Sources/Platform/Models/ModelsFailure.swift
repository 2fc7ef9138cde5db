public import Kernel

/// What can be wrong with what an administrator says of model servers, budgets and prompts.
public enum ModelsFailure: String, UserFacingError, Equatable {
    case unnamed, nameTaken, providerNotFound, oddPrice, oddBudget, oddContext, promptNotFound, promptUnusable
    case recordingTooLarge

    public var status: Int {
        switch self {
        case .nameTaken: 409
        case .recordingTooLarge: 413
        case .providerNotFound, .promptNotFound: 404
        case .unnamed, .oddPrice, .oddBudget, .oddContext, .promptUnusable: 400
        }
    }
    public var code: String { "models.\(rawValue)" }
    public var message: String {
        switch self {
        case .unnamed: "Give the provider a name of 1 to 60 characters, and the model's name."
        case .nameTaken: "A provider has this name already."
        case .providerNotFound: "There is no such provider."
        case .oddPrice: "A price is 0 to 10000 US dollars for a million tokens."
        case .oddBudget: "Each budget is 0 to 1000000 US dollars."
        case .oddContext: "A model takes 1024 to 10000000 tokens at once."
        case .promptNotFound: "There are no such rules for models."
        case .promptUnusable: "Rules for models have 20 to 8000 characters."
        case .recordingTooLarge: "A recording has 25 MB at most. Cut it, or save it with less quality."
        }
    }
}
