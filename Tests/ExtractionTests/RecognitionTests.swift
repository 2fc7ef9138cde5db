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

    @Test("a picture of text on a page of text is read, and its words stand where it stands")
    func pictureBesideText() throws {
        var letter = SamplePDF()
        letter.page { page in
            page.lines(SamplePDF.prose, 72, 750, size: 12, step: 18)
            page.text("Broken glass is reported to extension 2240.", 72, 640, size: 12)
        }
        let raster = try letter.bytes.withUnsafeBytes { bytes in
            let document = try Reader().open(bytes)
            defer { document.close() }
            return try document.grey(0, scale: 150.0 / 72, limit: 24_000_000)
        }
        defer { raster.free() }
        // The upper quarter of the letter's page.
        let rows = raster.height / 4
        var picture = String.UnicodeScalarView()
        for place in 0..<raster.width * rows { picture.append(Unicode.Scalar(raster.pixels[place])) }
        var file = SamplePDF()
        file.page { page in
            page.lines(SamplePDF.prose, 72, 740)
            page.content +=
                "q 612 0 0 198 0 420 cm BI /W \(raster.width) /H \(rows) /BPC 8 /CS /G ID \(String(picture)) EI Q\n"
            page.text("The principal signs here.", 72, 380)
        }
        var document = try file.read()
        #expect(document.notices == [ReadingNotice(.picturesUnread, pages: [1])])
        #expect(document.pagesToRecognise == [1])
        let page = try file.bytes.withUnsafeBytes { try Extraction.recognise($0, page: 1) }
        #expect(page.text.hasPrefix("Students read the passage"))
        #expect(page.text.contains("Broken glass is reported to extension 2240."))
        document.take(page, page: 1)
        let text = try #require(document.pages.first?.text)
        #expect(text.hasPrefix("Students read") && text.hasSuffix("\nThe principal signs here."))
        #expect(text.contains("extension 2240.\nThe principal"))
        #expect(document.notices == [ReadingNotice(.picturesRead, pages: [1])])
        let scalars = Array(text.unicodeScalars)
        #expect(
            document.pages[0].paragraphs.allSatisfy {
                $0.range.lowerBound == 0 || scalars[$0.range.lowerBound - 1] == "\n"
            })
        #expect(document.pages[0].lines.allSatisfy { $0.edges.count == $0.range.count + 1 })
        // Once more changes nothing but what is told.
        #expect(document.pagesToRecognise.isEmpty)
    }
}
