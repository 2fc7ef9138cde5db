import Testing

@testable import Extraction

@Suite("Pages read by machine") struct RecognitionTests {
    /// A page's picture as a scanner on grey paper makes it: dark ground, grain, pale ink.
    private func scan(_ file: SamplePDF) throws -> SamplePDF {
        let bytes = file.bytes
        let raster = try bytes.withUnsafeBytes { bytes in
            let document = try Reader().open(bytes)
            defer { document.close() }
            return try document.grey(0, scale: 150.0 / 72, limit: 24_000_000)
        }
        defer { raster.free() }
        let (width, height) = (raster.width, raster.height)
        var state: UInt64 = 7
        var picture = String.UnicodeScalarView()
        for place in 0..<width * height {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let grain = Int(state >> 33 & 63) + Int(state >> 45 & 63) - 63
            let ground = 60 + Int(raster.pixels[place]) * 150 / 255
            picture.append(Unicode.Scalar(UInt8(clamping: ground + grain)))
        }
        var scanned = SamplePDF()
        scanned.page { page in
            page.content =
                "q 612 0 0 792 0 0 cm BI /W \(width) /H \(height) /BPC 8 /CS /G ID \(String(picture)) EI Q\n"
        }
        return scanned
    }

    @Test("print on grey, grainy paper is read")
    func grey() throws {
        var file = SamplePDF()
        file.page { page in
            page.lines(SamplePDF.prose, 72, 700, size: 12, step: 18)
            page.text("Broken glass is reported to extension 2240.", 72, 560, size: 12)
        }
        let page = try scan(file).bytes.withUnsafeBytes { try Extraction.recognise($0, page: 1) }
        #expect(page.text.contains("Broken glass is reported to extension 2240."))
        #expect(page.text.contains("Students read the passage twice"))
        #expect(page.certainty ?? 0 > 0.8)
    }
}
