import Extraction
import Foundation
import Library
import Sandbox
import TestSupport
import Testing

@Suite("The worker's walls") struct WallTests {
    private func worker(memory: Int = 1_610_612_736, seconds: Int = 3) -> Worker {
        var limits = Worker.Limits()
        (limits.memory, limits.seconds) = (memory, seconds)
        return Worker(executable: HomeroomBinary.path, limits: limits)
    }

    @Test("each attack is stopped, and the next worker works", arguments: WallProbe.allCases)
    func attack(probe: WallProbe) throws {
        let outcome = Result { () throws(Worker.Failure) in try worker().run(DocumentReader.Request.probe(probe)).bytes
        }
        switch outcome {
        case .success(let bytes): #expect(bytes == [0], "\(probe) got through")
        case .failure(.process(.signal)), .failure(.process(.deadline)), .failure(.process(.status)): break
        case .failure(let other): Issue.record("\(probe): \(other)")
        }
        let request = DocumentReader.Request.read(fileName: "a.txt", limits: .init())
        #expect(try !worker().run(request, payload: Array("Still here.".utf8)).bytes.isEmpty)
    }

    @Test("exec, fork and socket end the process at once", arguments: [WallProbe.execute, .fork, .openSocket])
    func killed(probe: WallProbe) {
        #expect(throws: Worker.Failure.process(.signal(SIGSYS))) {
            try worker().run(DocumentReader.Request.probe(probe))
        }
    }

    @Test("without limits to put up it refuses to work")
    func noWalls() {
        #expect(throws: (any Error).self) {
            try ChildProcess(path: HomeroomBinary.path, arguments: ["worker"]).run([0, 0, 0, 0], deadline: 10)
        }
    }
}
