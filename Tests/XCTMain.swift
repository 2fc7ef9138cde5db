// Runs the tests. Where a package has no file of this name, SwiftPM looks for tests of XCTest, of which there are none here,
// and has the compiler index every source to find them in.
import Foundation
import Testing

@main struct TestRunner {
    static func main() async {
        // What is tested starts its workers by its own path, which is this program's: that runs no tests.
        guard CommandLine.arguments.contains("swift-testing") else { exit(0) }
        await Testing.__swiftPMEntryPoint() as Never
    }
}
