import Foundation
import TestSupport
import Testing

@testable import homeroom

@Suite("Stopping") struct StopTests {
    @Test("SIGTERM ends the server, whenever it comes", arguments: [50, 150, 250, 400, 800, 1500])
    func early(_ milliseconds: Int) async throws {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: HomeroomBinary.path)
        process.arguments = ["serve", "--data", folder.path + "/d", "--port", "\(18_600 + milliseconds % 97)"]
        (process.standardOutput, process.standardError) = (Pipe(), Pipe())
        try process.run()
        try await Task.sleep(for: .milliseconds(milliseconds))
        process.terminate()
        let began = ContinuousClock.now
        while process.isRunning, ContinuousClock.now - began < .seconds(25) {
            try await Task.sleep(for: .milliseconds(50))
        }
        let isEnded = !process.isRunning
        if !isEnded { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        // Before it listens for signals the system ends it; after that it ends in order, never by the last resort.
        #expect(isEnded && [0, SIGTERM].contains(process.terminationStatus), "\(process.terminationStatus)")
    }

    @Test("the address that is shown is one that others can use, and the server answers to it")
    func names() {
        var network = NetworkSettings()
        #expect(network.site == "http://127.0.0.1:8080" && network.names == ["127.0.0.1"])
        network.address = "10.0.0.4"
        #expect(network.site == "http://10.0.0.4:8080" && network.names == ["10.0.0.4"])
        network.address = "0.0.0.0"
        let addresses = MachineNames.addresses
        if let first = addresses.first {
            let host = URL(string: network.site)?.host()
            #expect(host != "localhost" && network.names.isSuperset(of: addresses), "\(first)")
        }
        network.hosts = ["homeroom.district.example"]
        #expect(network.site == "http://homeroom.district.example:8080" && network.names == network.hosts)
    }
}
