import Jobs
import Kernel

/// Why something about the appliance's own work cannot be done.
enum OperationsFailure: UserFacingError, Equatable {
    case jobNotFound
    case jobNotFailed
    case jobEnded
    case scheduleNotFound
    /// Where the audit trail is to be sent on to cannot be used: why, in a sentence.
    case forwardingUnfit(String)
    /// A file was named elsewhere than at the console.
    case forwardingFile

    init(_ failure: JobBoard.Failure) {
        self =
            switch failure {
            case .notFound: .jobNotFound
            case .notFailed: .jobNotFailed
            case .ended: .jobEnded
            }
    }

    var status: Int {
        switch self {
        case .jobNotFound, .scheduleNotFound: 404
        case .jobNotFailed, .jobEnded: 409
        case .forwardingUnfit: 400
        case .forwardingFile: 403
        }
    }
    var code: String {
        switch self {
        case .jobNotFound: "operations.jobNotFound"
        case .jobNotFailed: "operations.jobNotFailed"
        case .jobEnded: "operations.jobEnded"
        case .scheduleNotFound: "operations.scheduleNotFound"
        case .forwardingUnfit: "operations.forwardingUnfit"
        case .forwardingFile: "operations.forwardingFile"
        }
    }
    var message: String {
        switch self {
        case .jobNotFound: "There is no such piece of work. Those that are done are kept for a week."
        case .jobNotFailed: "Only work that was given up can be retried: this is queued, under way, or has ended."
        case .jobEnded: "This work has ended already."
        case .scheduleNotFound: "Nothing is scheduled under this name."
        case .forwardingUnfit(let reason): reason
        case .forwardingFile:
            "A file is named at the server’s own console: homeroom audit forward --file PATH"
        }
    }
}
