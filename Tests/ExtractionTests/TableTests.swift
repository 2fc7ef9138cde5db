import Documents
import Testing

@testable import Extraction

@Suite("Tables") struct TableTests {
    @Test("separators, quotes and line ends as programs write them")
    func forms() {
        let expected = [["a", "b,c", "d\"e"], ["1", "", "3"]]
        for text in [
            "h,i,j\r\na,\"b,c\",\"d\"\"e\"\r\n1,,3\r\n", "h;i;j\na;b,c;\"d\"\"e\"\n\n1;;3",
            "h\ti\tj\ra\tb,c\td\"e\r1\t\t3\r",
            "sep=|\nh|i|j\na|b,c|\"d\"\"e\" \n1||3", "\u{FEFF}\"h\", \"i\", \"j\"\na, \"b,c\",d\"e\n1,,3\n",
        ] {
            let table = CSVReading.read(text, name: "t")
            #expect(table.columns == ["h", "i", "j"] && table.fault == nil, "\(text.debugDescription)")
            #expect(table.rows.map(\.fields) == expected, "\(text.debugDescription)")
        }
    }

    @Test(
        "a quote that is not closed where its field ends is a fault at the line where it opens, however the file goes on",
        arguments: [
            ("h,i\na,b\n\"c,d\ne,f\n", 3), ("h,i\n\"a,b\nc,\"d\"\n", 2), ("h,i\n\"a\"b,c\n", 2), ("\"h,i\n", 1),
            ("h,i\n\"x\ny\",1\n\"a,b\n", 4),
        ])
    func unclosed(_ text: String, _ line: Int) {
        let table = CSVReading.read(text, name: "t")
        #expect(table.fault?.line == line, "\(table)")
    }

    @Test("lines of several encodings in one file are each read in their own")
    func encodings() {
        let bytes = Array("Zoë\n".utf8) + [0x5A, 0x6F, 0xEB, 0x0A] + Array("Muñoz".utf8)
        #expect(bytes.withUnsafeBytes { TableText.decode($0) } == "Zoë\nZoë\nMuñoz")
        #expect([UInt8]().withUnsafeBytes { TableText.decode($0) } == "")
    }

    @Test("tables lie beside their head in any one folder; what lies elsewhere is passed by")
    func folders() throws {
        func names(_ paths: [String]) throws -> [String] {
            var archive = StoredArchive()
            for path in paths { archive.add(path, Array("a,b\n1,2\n".utf8)) }
            let bytes = try archive.bytes.withUnsafeBytes {
                try Extraction.tables($0, named: ["manifest", "users"], beside: "manifest", limits: .init())
            }
            return try Extraction.tables(from: bytes).map { $0.folder + "/" + $0.name }
        }
        #expect(try names(["x/y/MANIFEST.CSV", "x/y/Users.csv", "old/users.csv"]) == ["x/y/manifest", "x/y/users"])
        #expect(try names(["x\\manifest.csv", "x\\users.csv", "__MACOSX/x/users.csv"]) == ["x/manifest", "x/users"])
        #expect(try names(["a/manifest.csv", "b/manifest.csv", "b/users.csv"]) == ["a/manifest", "b/manifest"])
        #expect(try names(["users.csv"]).isEmpty)
    }
}
