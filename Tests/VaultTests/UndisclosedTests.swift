import Foundation
import TestSupport
import Testing

@testable import Vault

@Suite("Keys in print") struct UndisclosedTests {
    private struct Holder { let sealer: Sealer, hash: KeyedHash, signing: SigningKey, master: MasterKey }

    @Test("whatever prints what holds a key prints none of it")
    func hidden() throws {
        let folder = try TemporaryFolder()
        let master = try MasterKey(path: folder.path + "/master.key", create: true)
        let holder = Holder(
            sealer: Sealer(key: [UInt8](repeating: 251, count: 32)), hash: master.keyedHash(context: "codes"),
            signing: SigningKey(seed: [UInt8](repeating: 251, count: 32)), master: master)
        var dumped = ""
        dump(holder, to: &dumped)
        for text in ["\(holder)", String(reflecting: holder), dumped, "\([holder.sealer])"] {
            #expect(!text.contains("251") && !text.contains("secret") && !text.contains("key:"), "\(text)")
        }
    }
}
