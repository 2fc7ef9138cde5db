import ArgumentParser
import Foundation
import Kernel

/// Where the audit trail's checkpoints are copied to. A file is named here only: whoever may sign in to the page must not
/// make the server write where they like.
struct AuditCopyCommand: ApplianceCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Name a file on another disk, or syslog, that gets the trail's checkpoints.")
    @Argument(help: "A whole path outside the data folder, syslog, or off.") var target: String
    @OptionGroup var data: DataOptions

    func run(_ client: ApplianceClient) async throws {
        guard target == "syslog" || target == "off" || target.hasPrefix("/") else {
            throw ValidationError("“\(target)” is not a whole path, syslog or off.")
        }
        let folder = URL(filePath: target).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard
            !target.hasPrefix("/")
                || FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
        else { throw ValidationError("There is no folder \(folder). Make it, or mount the disk that has it.") }
        // The rest of the rules stays as it is.
        var policy: JSONValue = try await client.get("/api/v1/account-policy")
        guard case .object(var fields) = policy else {
            throw ApplianceClient.Problem(detail: "The rules could not be read.", code: "policy.unreadable")
        }
        fields["auditCopy"] = target == "off" ? nil : .string(target)
        policy = .object(fields)
        let _: JSONValue = try await client.put("/api/v1/account-policy", policy)
        Terminal.say(target == "off" ? "Checkpoints are copied nowhere." : "Checkpoints are copied to \(target).")
    }
}
