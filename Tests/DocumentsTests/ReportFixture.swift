import Documents
import Foundation

extension Report {
    /// What breaks files where it is not escaped.
    static let hostile =
        "]]> <script>alert('x')</script> & &amp; | \"q\" \u{0}\u{1}\u{B}\u{1F}\u{FFFE}\u{FFFF} 👩‍👩‍👧\r\nend"

    /// A report with one of everything.
    static let sample = Report(
        title: "Tiers <of> support", subtitle: "For a team", language: "en", author: "Ada Byron",
        createdAt: Date(timeIntervalSince1970: 1_764_227_541),
        blocks: [
            .heading(1, ["First"]),
            .paragraph([
                "Plain, ", .text("bold", .bold), ", ", .link("a link", to: "https://example.org/a b?q=ä"), ", ",
                .link("none", to: "javascript:alert(1)"), " ", .citation(1), .citation(9),
            ]),
            .paragraph([.text(hostile)]), .note(["Small."]), .quote(["“All learn.”"], citation: 1),
            .paragraph(["שלום עולם"]),
            .list(.init([.init(["One"], lists: [.init(isNumbered: true, [.init(["Inner"])])]), .init(["Two"])])),
            .table(
                .init(
                    caption: "Numbers", columns: ["Name", .init("Count", .trailing), "Day"],
                    rows: [
                        ["=1+1", .number(12), .day(Date(timeIntervalSince1970: 0))],
                        [.text([.text(hostile)]), .number(.nan)],
                        [
                            "two\nlines", .number(0.5, decimals: 2), .moment(Date(timeIntervalSince1970: 86_399)),
                            "more",
                        ],
                    ])),
            .code("let x = `a`\n```"), .divider, .heading(1, ["Sources"]),
            .sources([
                .init(
                    number: 1, title: "A Handbook", place: "page 12", details: ["ISBN 978-1"],
                    address: "https://example.org/h")
            ]),
        ])
}
