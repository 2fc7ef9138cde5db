public import Kernel

/// Why `keys.db` cannot be used, or gives no key.
public enum KeysFailure: UserFacingError, Equatable {
    /// The folder had keys, and their file is gone or empty.
    case missing(path: String)
    /// An older `keys.db` lies there than homeroom.db has seen.
    case older(path: String, changes: Int64, known: Int64)
    /// It was made for another district's database.
    case otherDistrict(path: String)
    /// It is damaged, in SQLite's words.
    case damaged(path: String, reason: String)
    /// It is no plain file, or this user may not read it.
    case notReadable(path: String)
    /// A later Homeroom has changed it since.
    case newer(path: String)
    /// What was to be sealed belongs to somebody, or something, that was erased.
    case destroyed

    public var status: Int {
        switch self {
        case .destroyed: 409
        default: 503
        }
    }
    public var code: String {
        switch self {
        case .missing: "keys.missing"
        case .older: "keys.older"
        case .otherDistrict: "keys.otherDistrict"
        case .damaged: "keys.damaged"
        case .notReadable: "keys.notReadable"
        case .newer: "keys.newer"
        case .destroyed: "keys.destroyed"
        }
    }
    public var message: String {
        switch self {
        case .missing(let path):
            "\(path) is missing. It holds the keys of people's names and conversations, and without it nobody can read these. "
                + "Nothing was changed. Move keys.db-journal aside, where there is one, put the newest copy of keys.db back, and start "
                + "again. " + Self.lastResort
        case .older(let path, let changes, let known):
            "\(path) is an older copy: it holds \(changes) changes, and homeroom.db has seen \(known). Keys made since are "
                + "lacking in it. Nothing was changed. Put the newest keys.db back, without the keys.db-journal that may lie beside "
                + "it now (move both aside), and start again. " + Self.lastResort
        case .otherDistrict(let path):
            "\(path) was not made for this homeroom.db, or not with this master.key. Nothing was changed. Put back the one "
                + "that belongs here, or move the whole folder it came from. " + Self.noCopy
        case .damaged(let path, let reason):
            "\(path) is damaged: \(reason). Nothing was changed. Put the newest copy of keys.db back, without the "
                + "keys.db-journal that lies beside it now (move both aside), and start again. " + Self.noCopy
        case .notReadable(let path):
            "\(path) cannot be read: it is no plain file, or belongs to another user. Nothing was changed. Give it to the user "
                + "that Homeroom runs as: chown that-user \(path), then chmod 600 \(path)"
        case .newer(let path):
            "\(path) was written by a later Homeroom than this one. Nothing was changed. Start that one."
        case .destroyed:
            "What this belongs to was erased. Nothing can be added to it any more."
        }
    }

    private static let lastResort =
        "Where this is the newest there is, say so: homeroom key accept --reason \"…\". At the next start the "
        + "conversations whose keys are lacking are erased; people whose keys are lacking have no names until the roster is "
        + "imported again or somebody enters them"
    private static let noCopy =
        "Where there is no copy at all, move it aside, and see what the next start says."
}
