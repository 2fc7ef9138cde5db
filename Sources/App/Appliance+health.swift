import Foundation
import Kernel
import Persistence

extension Appliance {
    /// What is amiss with the machine and the database, which belong to no feature.
    func ownFindings(_ network: NetworkSettings, deep: Bool) async throws -> [HealthFinding] {
        await storage.check()
        var found = [storage.failure?.message].compactMap { $0 }.map { HealthFinding.fault("appliance.storage", $0) }
        if let files = network.files {
            found += try await Offload.health {
                do { return [try files.load().fault(files.certificate)].compactMap { $0 } } catch {
                    return [(error as? CertificateUnusable)?.message ?? "\(error)"]
                }
            }.map { .fault("appliance.certificate", $0) }
        }
        if PageSums.haveFaults { found.append(.fault("appliance.pages", PageSums.warning)) }
        guard deep else { return found }
        return found
            + (try await Offload.health { [database, migrations] in
                try DatabaseFile.faults(database, migrations: migrations)
            }).map { .fault("appliance.database", $0) }
    }
}
