public import Kernel

/// What can be wrong with what an administrator says of model servers, budgets and prompts.
public enum ModelsFailure: String, UserFacingError, Equatable {
    case unnamed, nameTaken, providerNotFound, oddPrice, oddBudget, oddContext, promptNotFound, promptUnusable
    case recordingTooLarge, noRecordings, oddCredentials, noRegion, oddPromise, oddPace

    public var status: Int {
        switch self {
        case .nameTaken: 409
        case .recordingTooLarge: 413
        case .providerNotFound, .promptNotFound: 404
        case .unnamed, .oddPrice, .oddBudget, .oddContext, .promptUnusable, .noRecordings, .oddCredentials, .noRegion,
            .oddPromise, .oddPace:
            400
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
        case .noRecordings: "Providers of this kind take no recordings. Name one that speaks OpenAI's protocol."
        case .oddCredentials:
            "Bedrock's key is an access key, its secret and, for a session, its token, with colons or lines between; or one "
                + "of Bedrock's own API keys."
        case .noRegion: "Name the region that Bedrock is asked in, such as us-east-1."
        case .oddPromise:
            "An agreement begins on a day such as 2026-08-01, what is sent is kept for 0 to 36500 days, and a region has 60 "
                + "characters at most."
        case .oddPace: "In a minute, 1 to 1000000 requests and 1 to 1000000000 tokens may go to a provider."
        case .recordingTooLarge: "A recording has 25 MB at most. Cut it, or save it with less quality."
        }
    }
}
