// Runs the tests. Where a package has no file of this name, SwiftPM looks for tests of XCTest, of which there are none here,
// and has the compiler index every source to find them in.
import Testing

@main struct TestRunner {
    static func main() async { await Testing.__swiftPMEntryPoint() as Never }
}
