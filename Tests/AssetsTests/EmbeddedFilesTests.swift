import Assets
import Testing

@Suite("Embedded files") struct EmbeddedFilesTests {
    @Test("are found by name, and nothing is found by another")
    func found() {
        #expect(EmbeddedFiles.text("openapi.json").hasPrefix("{"))
        #expect(EmbeddedFiles.bytes("openapi") == nil && EmbeddedFiles.bytes("") == nil)
        #expect(EmbeddedFiles.licenses.contains("SQLite"))
    }
}
