public import Foundation

/// The measured data that stands beside the checkout on the machines of its makers, and nowhere else.
public enum SharedData {
    /// Why a test was left out.
    public static let missing = "shared/data is not on this machine"

    /// The folder; nil where it does not exist.
    public static let folder: URL? = {
        let start = ProcessInfo.processInfo.environment["HOMEROOM_SHARED_DATA"].map { URL(fileURLWithPath: $0) }
        let beside = checkout.deletingLastPathComponent().appendingPathComponent("shared/data")
        return [start, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
    }()

    /// The checkout that the tests were built from.
    public static let checkout = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Whether the folder is here.
    public static var isHere: Bool { folder != nil }

    /// A file or folder in it.
    public static func file(_ path: String) throws -> URL {
        struct Missing: Error {}
        guard let folder else { throw Missing() }
        return folder.appendingPathComponent(path)
    }
}
