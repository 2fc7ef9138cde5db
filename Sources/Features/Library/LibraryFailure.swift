public import Extraction
import Foundation
public import Kernel

/// What can go wrong with documents.
public enum LibraryFailure: UserFacingError, Equatable {
    case documentNotFound
    case pageNotFound
    case pageNotDrawn
    case tooLarge(limit: Int)
    case alreadyHere(title: String)
    case nameMissing
    /// A reader of a collection at a place that is not there, or with a role that is none.
    case readerUnusable
    case readersBeyond
    /// The worker was ended from outside: not the file's fault.
    case readerEnded
    case collectionNotFound
    case collectionNameUnusable
    case collectionNameTaken
    case collectionInUse
    case notYours
    case detailsUnusable
    case unreadable(ExtractionFailure)
    case tookTooLong(seconds: Int)
    case fellOver
    /// An administrator dropped the job that read it.
    case readingEnded
    /// The kept file is gone from the folder, or is not what was put there.
    case originalMissing
    case originalDamaged
    case tooManyUploads
    /// Too many pages are asked to be drawn or set.
    case tooManyPictures

    /// Whether the file itself is at fault, so that reading it again would end alike.
    var isOfTheFile: Bool {
        switch self {
        case .unreadable, .tookTooLong, .fellOver: true
        default: false
        }
    }

    public var retryAfter: Int? { self == .tooManyUploads || self == .tooManyPictures ? 2 : nil }

    public var status: Int {
        switch self {
        case .documentNotFound, .pageNotFound, .pageNotDrawn, .collectionNotFound: 404
        case .collectionNameTaken, .collectionInUse: 409
        case .notYours, .readersBeyond: 403
        case .tooLarge: 413
        case .alreadyHere: 409
        case .nameMissing, .readerUnusable, .collectionNameUnusable, .detailsUnusable: 400
        case .unreadable, .tookTooLong, .fellOver, .readingEnded: 422
        case .originalMissing, .originalDamaged: 500
        case .tooManyUploads, .tooManyPictures, .readerEnded: 503
        }
    }
    public var code: String {
        switch self {
        case .documentNotFound: "library.documentNotFound"
        case .pageNotFound: "library.pageNotFound"
        case .pageNotDrawn: "library.pageNotDrawn"
        case .tooLarge: "library.fileTooLarge"
        case .alreadyHere: "library.alreadyHere"
        case .nameMissing: "library.nameMissing"
        case .readerUnusable: "library.readerUnusable"
        case .readersBeyond: "library.readersBeyond"
        case .readerEnded: "library.readerEnded"
        case .collectionNotFound: "library.collectionNotFound"
        case .collectionNameUnusable: "library.collectionNameUnusable"
        case .collectionNameTaken: "library.collectionNameTaken"
        case .collectionInUse: "library.collectionInUse"
        case .notYours: "library.notYours"
        case .detailsUnusable: "library.detailsUnusable"
        case .unreadable(let failure): failure.code
        case .tookTooLong: "library.fileTakesTooLong"
        case .fellOver: "library.fileBreaksReader"
        case .readingEnded: "library.readingEnded"
        case .originalMissing: "library.originalMissing"
        case .originalDamaged: "library.originalDamaged"
        case .tooManyUploads: "library.tooManyUploads"
        case .tooManyPictures: "library.tooManyPictures"
        }
    }
    public var message: String {
        switch self {
        case .documentNotFound: "There is no such document. It may have been removed."
        case .pageNotFound: "The document has no such page."
        case .pageNotDrawn: "This document has no page images; its text is shown instead."
        case .tooLarge(let limit):
            "The file is larger than \(limit / 1_048_576) MB. Split it, or raise the limit max-megabytes."
        case .alreadyHere(let title): "This file is already in the collection, as “\(title)”."
        case .collectionNotFound: "There is no such collection, or you may not read it."
        case .collectionNameUnusable: "Give the collection a name of 1 to 120 characters."
        case .collectionNameTaken: "A collection has this name already."
        case .collectionInUse: "There are documents in it. Remove them first."
        case .notYours: "You may not write to this collection. Whoever manages it can let you."
        case .detailsUnusable:
            "Titles and authors have 200 characters at most, numbers 40; an ISBN must be a right one."
        case .nameMissing: "Give the file's name, with its ending, as `name`: 1 to 200 characters."
        case .readerEnded:
            "Reading was ended from outside, perhaps for lack of memory. The file is kept. It is tried again some times, "
                + "and then waits until somebody asks for it again."
        case .readersBeyond:
            "You may open a collection to people, to places you belong to below the district, and where you manage "
                + "collections. Ask who manages the others."
        case .readerUnusable: "Name readers by places that there are, roles or people."
        case .unreadable(let failure): failure.message
        case .tookTooLong(let seconds):
            "Reading the file took \(seconds > 0 ? "longer than \(seconds) seconds" : "too long"). Split it, or save it "
                + "again from its own program."
        case .fellOver: "The file breaks the reader. Open it in its own program and save it again."
        case .readingEnded: "An administrator ended the reading of this file. Add it again to have it read."
        case .originalMissing:
            "The kept file is gone from the server's folder. An administrator can restore it from a backup, or remove the document and add it again."
        case .originalDamaged:
            "The kept file on the server is damaged. An administrator can restore it from a backup, or remove the document and add it again."
        case .tooManyPictures: "Too many pages are asked for at once. Try again in a few seconds."
        case .tooManyUploads: "Several files are being taken in just now. Try again in a few seconds."
        }
    }
}
