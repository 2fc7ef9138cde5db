import Foundation
import TestSupport
import Testing

@testable import homeroom

/// What people name that is no file.
@Suite("Files that are none") struct InputTests {
    @Test("what is there in place of a file is said, and nothing is waited for")
    func places() throws {
        let folder = try TemporaryFolder()
        func path(_ name: String) -> String { folder.path + "/" + name }
        #expect(mkfifo(path("pipe.md"), 0o600) == 0)
        try FileManager.default.createDirectory(atPath: path("dir.md"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: path("gone.md"), withDestinationPath: "away.md")
        try FileManager.default.createSymbolicLink(atPath: path("round.md"), withDestinationPath: "round.md")
        try FileManager.default.createSymbolicLink(atPath: path("zero.md"), withDestinationPath: "/dev/zero")
        for (name, words) in [
            ("pipe.md", "a pipe and no file"), ("dir.md", "a folder"), ("gone.md", "a link to away.md"),
            ("round.md", "round in a circle"), ("zero.md", "a device and no file"), ("none.md", "no such file"),
        ] {
            do {
                _ = try InputFile.read(path(name))
                Issue.record("\(name) is read")
            } catch let problem as ApplianceClient.Problem {
                #expect(problem.detail.contains(words), "\(problem.detail)")
            }
        }
        let file = try folder.file("note.md", "One.")
        #expect(try InputFile.read(file) == Data("One.".utf8))
        #expect(try FileFinder.files([path("gone.md")]) == [path("gone.md")])
    }

    @Test(
        "a time zone that there is not is told; rules written out and none at all are not",
        arguments: [
            ("No/Where", true), (":No/Where", true), ("America/Los_Angeles", false), ("UTC", false), ("", false),
            ("EST5EDT", false), ("<+03>-3", false), ("CET-1CEST,M3.5.0,M10.5.0/3", false), (nil, false),
        ])
    func zones(name: String?, isOdd: Bool) { #expect((Serve.oddZone(name) != nil) == isOdd) }

    @Test("a name in an address keeps what needs no encoding")
    func escaping() {
        #expect(ApplianceClient.escape("0190d1a4-3c1e.a_b~c") == "0190d1a4-3c1e.a_b~c")
        #expect(ApplianceClient.escape("a b/é%") == "a%20b%2F%C3%A9%25")
    }
}
