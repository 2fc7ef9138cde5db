import ArgumentParser
import Foundation
import Logging
import TestSupport
import Testing

@testable import homeroom

@Suite("Options and the environment") struct OptionTests {
    @Test("a host is a name or an address; anything else is refused with its cause and cure")
    func hosts() throws {
        for good in [
            "homeroom.district.example", "localhost", "HR_1", "10.0.0.4", "2001:db8::4", "[::1]", "xn--caf-dma.example",
        ] {
            #expect(throws: Never.self, "\(good)") { try NetworkOptions.name(good, of: "--host") }
        }
        #expect(try NetworkOptions.name("[::1]", of: "--host") == "::1")
        for bad in [
            "https://homeroom.example", "homeroom.example:8080", "homeroom.example/", "a b", "*", "?!", "-a.example",
            "a..example", "10.0.0.999", "12345", "café.example", String(repeating: "a", count: 64), "user@host", "[x]",
        ] {
            let error = #expect(throws: ValidationError.self, "\(bad)") { try NetworkOptions.name(bad, of: "--host") }
            #expect(error?.message.contains("--host is “") == true && error?.message.contains("such as") == true)
        }
    }

    @Test("a level of the log is one of the seven, in small or capital letters")
    func levels() throws {
        #expect(try JSONLog.level([:]) == .notice)
        #expect(try JSONLog.level(["HOMEROOM_LOG_LEVEL": ""]) == .notice)
        #expect(try JSONLog.level(["HOMEROOM_LOG_LEVEL": "Debug"]) == .debug)
        for bad in ["verbose", "7", "debug ", "\u{0}"] {
            let error = #expect(throws: ValidationError.self) { try JSONLog.level(["HOMEROOM_LOG_LEVEL": bad]) }
            #expect(error?.message.contains("trace, debug, info, notice, warning, error, critical") == true)
        }
    }

    @Test(
        "rubbish in the environment stops the command, and is named",
        arguments: [
            ("HOMEROOM_LOG_LEVEL", "loud"), ("HOMEROOM_HOST", "https://homeroom.example"), ("HOMEROOM_PORT", "abc"),
            ("HOMEROOM_LISTEN", "what?"),
        ])
    func environment(_ name: String, _ value: String) throws {
        let folder = try TemporaryFolder()
        let ended = try HomeroomBinary.run(["serve", "--data", folder.path + "/d"], environment: [name: value])
        #expect(ended.status == 64 && ended.errors.contains("\(name) is “\(value)”"), "\(ended)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/d"), "nothing was begun")
    }

    @Test("a line of the log is one object of JSON, whatever is in it, and its time is UTC")
    func lines() throws {
        let fields = ["message": "a \"b\" \\ \n\r\t\u{1} é 👩‍🏫", "label": "x", "empty": ""]
        let line = JSONLog.line(fields)
        #expect(line.last == 0x0A && line.dropLast().contains(0x0A) == false)
        #expect(try JSONDecoder().decode([String: String].self, from: Data(line)) == fields)
        #expect(String(decoding: JSONLog.line(["b": "2", "a": "1"]), as: UTF8.self) == "{\"a\":\"1\",\"b\":\"2\"}\n")
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_400.25, "2000-02-29T00:00:00.250Z"),
            (1_795_770_299.999, "2026-11-27T09:04:59.999Z"), (-0.5, "1969-12-31T23:59:59.500Z"),
        ] as [(Double, String)] { #expect(LogTime.text(Date(timeIntervalSince1970: seconds)) == text) }
    }
}
