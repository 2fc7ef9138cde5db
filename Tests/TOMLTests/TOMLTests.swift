import Testing

@testable import TOML

/// Cases in the manner of toml-test (https://github.com/toml-lang/toml-test).
@Suite("TOML") struct TOMLTests {
    private static func read(_ text: String) throws -> TOMLValue.Content {
        .table(try TOML.parse(Array(text.utf8)))
    }

    private static func shown(_ content: TOMLValue.Content) -> String {
        switch content {
        case .string(let text): text.debugDescription
        case .integer(let number): "\(number)"
        case .float(let number): "\(number)"
        case .boolean(let isOn): "\(isOn)"
        case .array(let values): "[" + values.map { shown($0.content) }.joined(separator: ",") + "]"
        case .table(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { $0.key + ":" + shown($0.value.content) }
                .joined(separator: ",") + "}"
        }
    }

    @Test(
        "what is TOML is read",
        arguments: [
            ("", "{}"), ("\u{FEFF}a=1", "{a:1}"), ("a = 1 # x\r\nb.c = 'x'\n", "{a:1,b:{c:\"x\"}}"),
            ("a=0xDEAD_beef\nb=0o17\nc=0b1\nd=+1_000\ne=-0", "{a:3735928559,b:15,c:1,d:1000,e:0}"),
            ("a=1.5\nb=-1e3\nc=6.6e-34\nd=1_0.0_1\ne=inf", "{a:1.5,b:-1000.0,c:6.6e-34,d:10.01,e:inf}"),
            ("a=\"\\u00e9\\n\"", "{a:\"é\\n\"}"), ("a='C:\\x'", "{a:\"C:\\\\x\"}"),
            ("a=\"\"\"\nx\\\n   y\"\"\"", "{a:\"xy\"}"), ("a=\"\"\"x\"\"\"\"", "{a:\"x\\\"\"}"),
            ("a=[1,2,\n #c\n 3,]", "{a:[1,2,3]}"), ("a={b=1,c.d='x'}", "{a:{b:1,c:{d:\"x\"}}}"),
            ("[a]\nb=1\n[a.c]\nd=2\n[x.y]\n[x]\nq=1", "{a:{b:1,c:{d:2}},x:{q:1,y:{}}}"),
            ("[[p]]\nn=1\n[[p]]\nn=2\n[p.q]\nr=3", "{p:[{n:1},{n:2,q:{r:3}}]}"), ("3.14 = 1", "{3:{14:1}}"),
        ])
    func good(_ text: String, _ wanted: String) throws { #expect(Self.shown(try Self.read(text)) == wanted) }

    @Test(
        "what is none is refused with its line and column",
        arguments: [
            ("a", 1, 2), ("a=", 1, 3), ("a=1 b=2", 1, 5), ("a=1\na=2", 2, 1), ("[a]\n[a]", 2, 2), ("a=01", 1, 3),
            ("a=1__0", 1, 3), ("a=.5", 1, 3), ("a=+0x1", 1, 3), ("a=2026-01-01", 1, 3), ("a=07:30:00", 1, 3),
            ("a=True", 1, 3), ("é=1", 1, 1), ("a=\"é\\q\"", 1, 5), ("a='x\n'", 1, 3), ("a=[1 2]", 1, 6),
            ("a={b=1,}", 1, 8), ("a={b=1}\n[a.c]", 2, 2), ("[a.b.c]\nz=9\n[a]\nb.c.t=1", 4, 1),
            ("[a]\nb.c=1\n[a.b]", 3, 4),
            ("a=1\r", 1, 4), ("#\u{1}", 1, 2), ("a=" + String(repeating: "[", count: 100), 1, 67),
        ])
    func bad(_ text: String, _ line: Int, _ column: Int) {
        let error = #expect(throws: TOMLError.self, "\(text)") { try Self.read(text) }
        #expect(error?.position == TOMLPosition(line: line, column: column), "\(text)")
    }

    @Test("bytes that are not UTF-8 are refused by their line")
    func encoding() {
        let error = #expect(throws: TOMLError.self) { try TOML.parse([0x61, 0x3D, 0x31, 0x0A, 0xFF]) }
        #expect(error?.position.line == 2)
    }
}
