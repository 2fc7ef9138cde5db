import Extraction
import Foundation
import TestSupport
import Testing

/// Tests/Fixtures/*.pdf were encrypted by hand with AES-256 of revision 5 (ISO 32000-2, 7.6.4), all with the same key.
@Suite("Encrypted PDFs") struct PasswordTests {
    private func read(_ name: String) throws -> ExtractedDocument {
        let file = SharedData.checkout.appendingPathComponent("Tests/Fixtures/" + name)
        return try Data(contentsOf: file).withUnsafeBytes { try Extraction.read($0, fileName: name) }
    }

    @Test(
        "one that opens with an empty password, the user's or the owner's, is read",
        arguments: ["empty-user-password.pdf", "empty-owner-password.pdf"])
    func empty(_ name: String) throws {
        #expect(try read(name).pages.map(\.text) == ["Teams meet weekly."])
    }

    @Test("one that wants a password is locked")
    func locked() {
        #expect(throws: ExtractionFailure.locked) { try read("real-passwords.pdf") }
    }

    @Test("a zip archive that wants a password is locked, not damaged")
    func lockedArchive() throws {
        var zip = storedZip([("a/manifest.csv", Array("propertyName,value\n".utf8))])
        #expect(throws: Never.self) { try tables(zip) }
        // Bit 0 of the flags, in the entry's own head and in the directory (APPNOTE 6.3.10, 4.4.4).
        zip[6] |= 1
        let directory = try #require(zip.indices.first { zip[$0...].starts(with: [0x50, 0x4B, 1, 2]) })
        zip[directory + 8] |= 1
        #expect(throws: ExtractionFailure.locked) { try tables(zip) }
        // What only looks like an archive is none.
        #expect(throws: ExtractionFailure.self) { try tables(Array(zip.prefix(zip.count - 30))) }
    }

    private func tables(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes {
            try Extraction.tables($0, named: ["manifest"], beside: "manifest", limits: .init())
        }
    }

    @Test(
        "found in the wild", .enabled(if: SharedData.isHere, "\(SharedData.missing)"),
        arguments: [
            ("r6-user-password.pdf", "password: asdfzxcv"),
            // Only its attachments are encrypted.
            ("qpdf-enc-XI-R6_V5_Uattachment_encrypted-attachments.pdf", "Potato 0"),
        ])
    func found(_ name: String, _ text: String) throws {
        let bytes = try Data(contentsOf: SharedData.file("hostile/pdf/" + name))
        let document = try bytes.withUnsafeBytes { try Extraction.read($0, fileName: name) }
        #expect(document.pages.first?.text.contains(text) == true, "\(document.pages)")
    }
}
