import Foundation
import TestSupport
import Testing

@testable import Persistence

@Suite("Whether the disk takes writes") struct StorageMonitorTests {
    @Test("asking for free room alone writes nothing, and finds a full disk all the same")
    func quiet() throws {
        let folder = try TemporaryFolder()
        // A folder that is not there takes no file: only writing finds that.
        let gone = folder.path + "/gone"
        #expect(StorageMonitor.look(gone, enough: 0, writes: false) == nil)
        #expect(StorageMonitor.look(folder.path, enough: 0, writes: true) == nil)
        #expect(StorageMonitor.look(folder.path, enough: .max, writes: false) == .full)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [], "the probe is gone again")
    }

    @Test("a disk that is well is not looked at before each change")
    func well() async throws {
        let monitor = StorageMonitor(folder: try TemporaryFolder().path)
        #expect(await monitor.failureNow() == nil)
    }
}
