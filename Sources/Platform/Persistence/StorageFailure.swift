import Foundation
import GRDB
public import Kernel

/// What can be wrong with the disk, told to whoever met it; anything else of the database stays a fault of ours.
public enum StorageFailure: UserFacingError, Equatable {
    /// No room is left on the disk that holds the data folder.
    case full
    /// The disk, or the data folder, takes no writes.
    case readOnly
    /// The disk fails, or a file of the database is damaged.
    case damaged

    public var status: Int {
        switch self {
        case .full: 507
        case .readOnly, .damaged: 503
        }
    }
    public var code: String {
        switch self {
        case .full: "storage.full"
        case .readOnly: "storage.readOnly"
        case .damaged: "storage.damaged"
        }
    }
    public var message: String {
        switch self {
        case .full:
            "The server's disk is full: nothing can be changed until an administrator makes room. Reading and searching go on."
        case .readOnly:
            "The server's disk takes no writes: nothing can be changed until an administrator mends it. Reading and searching go on."
        case .damaged:
            "The server's data cannot be read: an administrator should run `homeroom doctor` and restore a backup."
        }
    }
    public var retryAfter: Int? { self == .damaged ? nil : 60 }

    /// What an error of the database or of a file means for the disk; nil where it means nothing.
    public init?(_ error: any Error) {
        switch error {
        case let failure as StorageFailure: self = failure
        case let error as DatabaseError:
            switch error.resultCode {
            case .SQLITE_FULL: self = .full
            case .SQLITE_READONLY, .SQLITE_CANTOPEN: self = .readOnly
            case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged
            case .SQLITE_IOERR:
                // Of a failed write SQLite says no more than that it failed: the disk takes none.
                let ofReading: [ResultCode] = [
                    .SQLITE_IOERR_READ, .SQLITE_IOERR_SHORT_READ, .SQLITE_IOERR_DATA,
                ]
                self = ofReading.contains(error.extendedResultCode) ? .damaged : .readOnly
            default: return nil
            }
        case let error as DurableFile.Failure: self.init(code: error.code)
        case let error as POSIXError: self.init(code: error.code.rawValue)
        case let error as CocoaError where error.code == .fileWriteOutOfSpace: self = .full
        case let error as CocoaError where error.code == .fileWriteVolumeReadOnly: self = .readOnly
        default: return nil
        }
    }

    private init?(code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .full
        case EROFS, EACCES, EPERM: self = .readOnly
        case EIO: self = .damaged
        default: return nil
        }
    }
}
