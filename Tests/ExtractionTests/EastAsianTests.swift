import Foundation
import Testing

@testable import Extraction

@Suite("Chinese, Japanese and Korean files that are not in Unicode") struct EastAsianTests {
    private static let samples: [(encoding: String, text: String, bytes: String)] = [
        (
            "gb2312", "学校通知：春季运动会将于五月十日上午九点开始，请穿校服。",
            "0afQo82o1qqjurS6vL7Uy7avu+G9q9PazuXUwsquyNXJz87nvsW147+qyryjrMfrtKnQo7f+oaM="
        ),
        (
            "big5", "學校通知：春季運動會將於五月十日上午九點開始，請穿校服。",
            "vseu1bNxqr6hR6xLqXW5QrDKt3yxTqnzpK2k66RRpOmkV6TIpEXCSbZ9qWyhQb3QrO+u1apBoUM="
        ),
        (
            "Shift_JIS", "学校からのお知らせ：運動会は五月十日の午前九時に始まります。",
            "ineNWoKpgueCzIKokm2C54K5gUaJXpOuie+CzYzcjI6PXJP6gsyM35FPi+OOnoLJjm6C3ILogtyCt4FC"
        ),
        (
            "EUC-JP", "学校からのお知らせ：運動会は五月十日の午前九時に始まります。",
            "s9i5u6SrpOmkzqSqw86k6aS7oaexv8awsvGkz7jet+69vcb8pM644cGwtuW7/qTLu8+k3qTqpN6kuaGj"
        ),
        (
            "iso-2022-jp", "学校からのお知らせ：運動会は五月十日の午前九時に始まります。",
            "GyRCM1g5OyQrJGkkTiQqQ04kaSQ7IScxP0YwMnEkTzheN249PUZ8JE44YUEwNmU7fiRLO08kXiRqJF4kOSEjGyhC"
        ),
        (
            "euc-kr", "학교 알림: 운동회는 오월 십일 오전 아홉 시에 시작합니다. 교복을 입으십시오.",
            "x9CxsyC+y7iyOiC/7rW/yLi0wiC/wL/5IL3KwM8gv8DA/CC+xsipIL3Dv6EgvcPA28fVtM+02S4gsbO6ucC7IMDUwLi9yr3Dv8Au"
        ),
    ]

    private func read(_ bytes: [UInt8], as name: String) throws -> ExtractedDocument {
        try bytes.withUnsafeBytes { try Extraction.read($0, fileName: name) }
    }

    @Test("are read in the encoding that they state: web pages, XHTML, web archives", arguments: samples)
    func declared(_ sample: (encoding: String, text: String, bytes: String)) throws {
        let words = try #require(Data(base64Encoded: sample.bytes))
        let heads = [
            ("a.html", "<html><head><meta charset=\"\(sample.encoding)\"></head><body><p>"),
            (
                "b.html",
                "<?xml version=\"1.0\" encoding=\"\(sample.encoding)\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>"
            ),
            (
                "c.mhtml",
                "MIME-Version: 1.0\nContent-Type: text/html; charset=\"\(sample.encoding)\"\n\n<html><body><p>"
            ),
        ]
        for (name, head) in heads {
            let document = try read(Array(head.utf8) + Array(words) + Array("</p></body></html>".utf8), as: name)
            #expect(document.pages.map(\.text) == [sample.text], "\(name)")
            #expect(document.notices.isEmpty)
        }
    }

    @Test("without a word of it, a text is read where only one encoding makes sense of it, and that is told")
    func undeclared() throws {
        for sample in Self.samples {
            let words = try #require(Data(base64Encoded: sample.bytes))
            let document = try read(Array(words), as: "a.txt")
            #expect(document.pages.map(\.text) == [sample.text], "\(sample.encoding)")
            #expect(document.notices == [ReadingNotice(.encodingGuessed)])
        }
    }

    @Test("texts of Europe and texts in UTF-8 are not taken for them")
    func others() throws {
        let (school, pupil): ([UInt8], [UInt8]) = (
            [0xF8, 0xEA, 0xEE, 0xEB, 0xE0, 0x20, 0xE8, 0x20], [0xE9, 0x6C, 0xE8, 0x76, 0x65, 0x20]
        )
        let russian = Array([[UInt8]](repeating: school, count: 20).joined())
        let french = Array([[UInt8]](repeating: pupil, count: 20).joined())
        let chinese = Array("<html><head><meta charset=\"gb2312\"></head><body>学校</body></html>".utf8)
        #expect(russian.withUnsafeBytes { EastAsianEncoding.certain($0) } == nil)
        #expect(french.withUnsafeBytes { EastAsianEncoding.certain($0) } == nil)
        #expect(try read(chinese, as: "a.html").pages.map(\.text) == ["学校"])
    }

    @Test("codes of four bytes, and what has no letter")
    func fourBytes() throws {
        let reader = try Reader()
        let (text, faults) = try EastAsianEncoding.gb18030.decode(
            [0x95, 0x32, 0x82, 0x36, 0x81, 0x39, 0xEE, 0x39, 0x3C], reader: reader)
        #expect(text == "𠀀㐀<")
        #expect(faults == 0)
        // Half a letter leaves the mark behind it.
        #expect(try EastAsianEncoding.eucKR.decode([0xB0, 0x3C, 0x61], reader: reader).text == "\u{FFFD}<a")
        for encoding in EastAsianEncoding.allCases {
            let all = (UInt8.min...UInt8.max).reduce(into: [UInt8]()) { $0 += [$1, 0x1B, 255 - $1] }
            let decoded = try encoding.decode(all, reader: reader)
            #expect(!decoded.text.isEmpty)
        }
    }
}
