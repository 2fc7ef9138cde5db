import ArgumentParser
import Configuration
import Extraction
import Foundation
import Library
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
        #expect(JSONLog.level(named: "Debug") == .debug)
        for bad in ["verbose", "7", "\u{0}"] {
            #expect(JSONLog.level(named: bad) == nil)
            let faults = Self.settings(environment: ["HOMEROOM_LOG_LEVEL": bad]).faults
            #expect(faults.first?.contains("trace, debug, info, notice, warning, error, critical") == true)
        }
    }

    static func settings(
        _ flags: ConfigurationFlags = .init(), environment: [String: String] = [:]
    ) -> StartSettings {
        StartSettings(flags, of: ConfigurationKey.allCases, environment: environment, home: "/nowhere")
    }

    @Test("a flag comes before the environment, that before homeroom.toml, and that before the default")
    func precedence() throws {
        let folder = try TemporaryFolder()
        try Data("port = 1001\nmax-pages = 7\nhost = ['a.example', 'b.example']\nplain = true\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/homeroom.toml"))
        var flags = ConfigurationFlags(values: [.data: .string(folder.path), .port: .int(1003)])
        let environment = ["HOMEROOM_PORT": " 1002 ", "HOMEROOM_MAX_MEGABYTES": "3", "HOMEROOM_LISTEN": ""]
        let all = Self.settings(flags, environment: environment)
        #expect(all.faults == [] && all.network.port == 1003 && all.library.extraction.pages == 7)
        #expect(all.network.hosts == ["a.example", "b.example"] && all.network.isPlain)
        #expect(all.network.address == "127.0.0.1" && all.library.maxBytes == 3 << 20 && all.level == .notice)
        let sources = Dictionary(uniqueKeysWithValues: all.rows.map { ($0.key, $0.source) })
        #expect(sources["port"] == "--port" && sources["max-megabytes"] == "HOMEROOM_MAX_MEGABYTES")
        #expect(sources["max-pages"] == "\(folder.path)/homeroom.toml, line 2" && sources["listen"] == "default")
        flags.values[.port] = nil
        #expect(Self.settings(flags, environment: environment).network.port == 1002)
        #expect(Self.settings(flags).network.port == 1001)
        // A file that somebody names takes the place of the one in the data folder.
        flags.file = "/dev/null/no"
        #expect(Self.settings(flags).faults.first?.hasPrefix("/dev/null/no cannot be read.") == true)
    }

    @Test("all that is wrong is told at once, each with its place, what is wrong, and what is allowed")
    func wrong() throws {
        let folder = try TemporaryFolder()
        try Data("prot = 1\nmax-pages = 'many'\ndata = '/x'\nmax-megabytes = 9999\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/homeroom.toml"))
        let faults = Self.settings(
            ConfigurationFlags(values: [.data: .string(folder.path), .certificateKey: .string("-----BEGIN X")]),
            environment: [
                "HOMEROOM_PORT": "abc", "HOMEROOM_PLAIN": "perhaps", "HOMEROOM_TRUSTED_PROXY": "10.0.0.0/8, x",
            ]
        ).faults
        let file = folder.path + "/homeroom.toml"
        for part in [
            "\(file), line 1, column 1: “prot” is no key of this file. Is port meant?",
            "\(file), line 2, column 1: max-pages is a text. Give a whole number of 1 to 100000.",
            "\(file), line 3, column 1: data cannot be set",
            "\(file), line 4: max-megabytes is 9999. Give a whole number of 1 to 2048.",
            "HOMEROOM_PORT is “abc”. Give a whole number of 1 to 65535, or leave it out.",
            "HOMEROOM_PLAIN is “perhaps”. Give true or false, or leave it out.",
            "HOMEROOM_TRUSTED_PROXY “x” is neither", "--certificate-key holds a certificate or key itself.",
        ] {
            #expect(faults.contains { $0.hasPrefix(part) }, "\(part) is not in \(faults)")
        }
        #expect(!faults.contains { $0.contains("BEGIN") }, "no key is shown")
    }

    @Test("a variable that nothing reads is told of where another was perhaps meant")
    func odd() {
        #expect(
            Self.settings(environment: ["HOMEROOM_PROT": "1"]).oddVariables.first?.contains("HOMEROOM_PORT") == true)
        #expect(Self.settings(environment: ["HOMEROOM_BINARY": "x", "HOMEROOM_CONFIG": ""]).oddVariables == [])
    }

    @Test("config show tells each value and its source, and each fault beside them")
    func shown() throws {
        let folder = try TemporaryFolder()
        let good = try HomeroomBinary.run(
            ["config", "show", "--json", "--data", folder.path, "--port", "9"], environment: ["HOMEROOM_MAX_PAGES": "8"]
        )
        let rows = try JSONDecoder().decode([StartSettings.Row].self, from: Data(good.output.utf8))
        #expect(good.status == 0 && rows.contains { $0.key == "port" && $0.value == "9" && $0.source == "--port" })
        #expect(rows.contains { $0.key == "max-pages" && $0.value == "8" && $0.source == "HOMEROOM_MAX_PAGES" })
        let bad = try HomeroomBinary.run(
            ["config", "show", "--data", folder.path], environment: ["HOMEROOM_PORT": "abc"])
        #expect(bad.status == 64 && bad.output.contains("max-pages") && bad.errors.contains("HOMEROOM_PORT is “abc”"))
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
