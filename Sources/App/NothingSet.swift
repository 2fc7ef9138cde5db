import Kernel

/// A setting that is to begin anew, and was never set.
struct NothingSet: UserFacingError {
    let name: String
    var status: Int { 400 }
    var code: String { "settings.notSet" }
    var message: String {
        "No setting of the name “\(name)” is stored. The error that named it says how it is written."
    }
}
