import Extraction
import Testing

private func lines(_ html: String, as name: String = "a.html") throws -> [String] {
    try read(html, as: name).pages.flatMap { $0.text.split(separator: "\n").map(String.init) }
}

@Suite("Web pages") struct WebPageTests {
    @Test("cells keep their lists, their inner tables and what stands beside them")
    func cells() throws {
        let kit = "<table><tr><td>Kit A<td>Bring:<ul><li>a magnet<li>two coils</ul>and label it.</table>"
        #expect(try lines(kit) == ["Kit A | Bring: • a magnet • two coils and label it."])
        let ordered = "<table><tr><td>Drill<td><ol><li>Walk.<li>Wait.</ol><td>north<br>court</table>"
        #expect(try lines(ordered) == ["Drill | 1. Walk. 2. Wait. | north court"])
        let letter = """
            <table><tr><td><p>Picture day is Thursday, and forms go home on Monday.</p></td><td><table><tr><td>Choir<td>8:00
            <tr><td>Chess<td>3:00</table></td><td><p>The fair needs eleven helpers.</p></td></tr></table>
            """
        #expect(
            try lines(letter) == [
                "Picture day is Thursday, and forms go home on Monday.", "Choir | 8:00", "Chess | 3:00",
                "The fair needs eleven helpers.",
            ])
    }

    @Test("a reference is decoded once, in text, titles and addresses")
    func references() throws {
        let text =
            "<title>One &amp;amp; two</title><p>Write &amp;amp; or &#38;lt;b&#x26;gt;, AT&T, R&D, a &amp; b, &copy; &amp;copy;</p>"
        let document = try read(text, as: "a.html")
        #expect(document.title == "One &amp; two")
        #expect(document.pages.map(\.text) == ["Write &amp; or &lt;b&gt;, AT&T, R&D, a & b, © &copy;"])
    }

    @Test("words that are placed one by one stay apart, and lines of a page of a fixed layout make sentences")
    func placed() throws {
        func piece(_ tag: String, _ text: String, _ left: Int, _ top: Int) -> String {
            "<\(tag) style=\"position:absolute;left:\(left)px;top:\(top)px\">\(text)</\(tag)>"
        }
        for tag in ["span", "div"] {
            let page =
                "<div>" + piece(tag, "Hang", 0, 80) + piece(tag, "the", 40, 80) + piece(tag, "sheet", 80, 80)
                + piece(tag, "behind", 0, 100) + piece(tag, "the lamp.", 60, 100) + "</div><p>Next.</p>"
            #expect(try lines(page) == ["Hang the sheet behind the lamp.", "Next."])
        }
        #expect(
            try lines("<p>One.</p>" + piece("div", "A note", 0, 0) + "And more.") == ["One.", "A note", "And more."])
    }

    @Test("a list's number stands where a style sheet writes it with a counter that is set nowhere")
    func lostCounter() throws {
        let page = """
            <style>ol.a{list-style-type:none}.a>li:before{content:"" counter(c,decimal) ". "}</style>
            <ol class=a start=3><li>Only the teacher opens the kiln.<li>Glaze thinly.</ol>
            """
        #expect(try lines(page) == ["3. Only the teacher opens the kiln.", "4. Glaze thinly."])
    }

    @Test("links that lead around by a program are shown by where they lead")
    func detours() throws {
        let page = """
            <p>See <a href="https://www.google.com/url?q=https://clay.example/order&amp;sa=D">the page</a> or
            <a href="https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbus.example%2Fmap&amp;data=05">the map</a>.
            """
        #expect(try lines(page) == ["See the page (clay.example/order) or the map (bus.example/map)."])
    }

    @Test("the head of a long table stands again where its rows are far from it")
    func longTable() throws {
        let rows = (1...80).map {
            "<tr><td>Pupil \($0)<td>Bus \($0 % 7) by way of the Mill Road<td>Ms. Abara drives it"
        }
        let found = try lines("<table><tr><th>Pupil<th>Bus<th>Driver\(rows.joined())</table>")
        #expect(found.count { $0 == "Pupil | Bus | Driver" } == 3)
        #expect(found.count == 83)
    }

    @Test("merged cells give each row and column its label")
    func merged() throws {
        let table = """
            <table><tr><th>Day<th colspan=2>Grade 1<th>Grade 2<tr><td rowspan=2>Mon<td>soup<td>bread<td rowspan=2>rice
            <tr><td>stew<td>beans<tr><td>Tue<td colspan=3>No school<tr><td colspan=4>Milk is free.</table>
            """
        #expect(
            try lines(table) == [
                "Day | Grade 1 | Grade 1 | Grade 2", "Mon | soup | bread | rice", "Mon | stew | beans | rice",
                "Tue | No school | No school | No school", "Milk is free.",
            ])
    }

    @Test("items have the numbers that the page shows, by its markup or its style sheet")
    func numbers() throws {
        #expect(
            try lines("<ol start=4><li>a<ol type=a><li>b<li>c</ol><li value=9>d</ol><ol reversed><li>e<li>f</ol>") == [
                "4. a", "a. b", "b. c", "9. d", "2. e", "1. f",
            ])
        let styled = """
            <style>body{counter-reset:s} h2::before{counter-increment:s;content:"Section " counter(s) ": "}
            ol{counter-reset:i;list-style:none} li::before{counter-increment:i;content:counters(i,".") " "}</style>
            <h2>One</h2><h2>Two</h2><ol><li>a<ol><li>b<li>c</ol><li>d</ol>
            """
        #expect(try lines(styled) == ["Section 1: One", "Section 2: Two", "1 a", "1.1 b", "1.2 c", "2 d"])
    }

    @Test("what the page hides or strikes is left out and told; folds and tabs are read")
    func leftOut() throws {
        let page = """
            <style>.draft{display:none} @media print{.screen{display:none}} .tab{display:none}</style>
            <p>Late work loses <s>ten points</s> <span style="text-decoration: line-through">twelve</span> five points.</p>
            <p class=draft>The bee moves to March.</p><p class=screen>Shown on screens.</p><p hidden>Judges are paid well.</p>
            <p style="visibility:hidden">Not yet decided here.</p><div style="position:absolute;left:-9999px">Far off the page.</div>
            <p aria-hidden=true>Only drawn, never told.</p><p><font color=white>White on white text.</font>Black.</p>
            <a href="#t">Tab</a><div class=tab id=t>In the tab.</div><details><summary>Fold</summary>In the fold.</details>
            <p>Text<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a>Remark.</p></div>
            """
        let document = try read(page, as: "a.html")
        #expect(
            document.pages.first?.text.split(separator: "\n").map(String.init) == [
                "Late work loses five points.", "Shown on screens.", "Black.", "Tab", "In the tab.", "Fold",
                "In the fold.", "Text",
            ])
        #expect(document.notices.contains(ReadingNotice(.struckLeftOut, count: 2)))
        #expect(document.notices.contains(ReadingNotice(.commentsLeftOut, count: 1)))
        #expect(document.notices.contains { $0.kind == .hiddenLeftOut })
    }

    @Test("figures keep their value; marks of notes are no figures")
    func figures() throws {
        let text = """
            <p>10<sup>5</sup> in 25 m<sup>2</sup>, 1<sup>1</sup>/<sub>2</sub> cups of H<sub>2</sub>O in spring.<sup>4</sup> On the 3<sup>rd</sup>
            floor<sup>2</sup>, noon<a epub:type="noteref" href="#n">1</a>, x<sup>n+1</sup>, <math><mfrac><mn>3</mn><mn>4</mn></mfrac></math></p>
            """
        #expect(
            try lines(text) == ["10^5 in 25 m^2, 1 1/2 cups of H2O in spring. On the 3rd floor, noon, x^(n+1), 3/4"])
    }

    @Test("forms are read beside their labels")
    func forms() throws {
        let form = """
            <p>Student: <input value="Ana"></p><p>Bus: <select><option>4<option selected>7</select></p><p>Size: <select><option>Choose one<option>M</select></p>
            <p><input type=radio checked> Yes <input type=radio> No</p><textarea>Peanuts.</textarea><input type=hidden value=x><input type=submit value=Send>
            """
        #expect(try lines(form) == ["Student: Ana", "Bus: 7", "Size:", "☒ Yes ☐ No", "Peanuts."])
        let bare = """
            <p><label>Hospital preferred <input value="St. Brannoc"></label></p>
            <p>we meet at <input value="9:00"></p>
            """
        #expect(try lines(bare) == ["Hospital preferred: St. Brannoc", "we meet at 9:00"])
    }

    @Test("menus, banners and footers are no text, unless there is no other")
    func furniture() throws {
        let page = """
            <header><a href="#main">Skip to main content</a> <a href=a>Staff</a></header><div id="cookie-banner">We use cookies. <button>OK</button></div>
            <div role=navigation><ul><li><a href=b>Bells</a></ul></div><div class=menu><p>Monday: pizza and salad for all.</p></div>
            <article><header><h1>Lunch</h1></header><p>Lunch is at noon in the cafeteria.</p><footer>Posted May 2.</footer></article>
            <footer><p>Copyright 2025 Larkspur.</p></footer><p>© 2025 Larkspur. All rights reserved.</p>
            """
        #expect(
            try lines(page) == [
                "Monday: pizza and salad for all.", "Lunch", "Lunch is at noon in the cafeteria.", "Posted May 2.",
            ])
        #expect(try lines("<nav><p>All that there is.</p></nav>") == ["All that there is."])
    }

    @Test("lines that a break parts stand alone where each is whole, and are joined where a sentence goes on")
    func breaks() throws {
        #expect(
            try lines("<p>First grade: door 4<br>Second grade: door 6<br><br>Call Ms.<br>Greene at<br>the office.</p>")
                == [
                    "First grade: door 4", "Second grade: door 6", "Call Ms. Greene at the office.",
                ])
        #expect(
            try lines("<dl><dt>Mascot<dd>Heron<dt>Is there a bus?<dd>Yes.</dl>") == [
                "Mascot: Heron", "Is there a bus?", "Yes.",
            ])
        #expect(
            try lines("<p>See <img alt='Map: meet at the oak.'> this.<img alt='IMG_1.jpg'></p>") == [
                "See this.", "Map: meet at the oak.",
            ])
    }

    @Test("a declared encoding is believed, and decoded once", arguments: ["windows-1250", "iso-8859-2"])
    func encodings(label: String) throws {
        let page =
            Array("<html><head><meta charset=\"\(label)\"></head><body><p>Ma".utf8) + [0xB3]
            + Array("gorzata</p></body></html>".utf8)
        let document = try page.withUnsafeBytes { try Extraction.read($0, fileName: "a.html") }
        #expect(document.pages.first?.text == "Małgorzata")
    }
}

@Suite("Books") struct BookTests {
    private func book(_ body: String, package: String?, more: [(String, String)] = []) throws -> ExtractedDocument {
        let chapter =
            "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><script src=\"x\"/></head><body>\(body)</body></html>"
        var entries = [("mimetype", "application/epub+zip"), ("O/a.xhtml", chapter)] + more
        if let package { entries.append(("O/c.opf", package)) }
        let bytes = storedZip(entries.map { ($0.0, Array($0.1.utf8)) })
        return try bytes.withUnsafeBytes { try Extraction.read($0, fileName: "a.epub") }
    }

    private static let package = """
        <package><metadata><title>Handbook</title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>
        <item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine/></package>
        """

    @Test("a book without container, spine or package is read in the order that it has")
    func order() throws {
        #expect(try book("<p>Late bus: 4:35.</p>", package: Self.package).pages.map(\.text) == ["Late bus: 4:35."])
        #expect(try book("<p>Late bus: 4:35.</p>", package: nil).pages.map(\.text) == ["Late bus: 4:35."])
    }

    @Test("printed pages keep their numbers, marked in the text or listed")
    func pages() throws {
        let body = """
            <p>Doors open at <span epub:type="pagebreak" aria-label=" page 41. "/>seven and br<span epub:type="pagebreak" title="42"/>eakfast is free.</p>
            <h1 id="late">Late bus</h1><p><span class="pagenum">[Pg 44]</span>It leaves at 4:35.</p>
            """
        let list =
            "<html><body><nav epub:type=\"page-list\"><ol><li><a href=\"a.xhtml#late\">43</a></li></ol></nav></body></html>"
        let document = try book(body, package: Self.package, more: [("O/n.xhtml", list)])
        #expect(document.pages.map(\.label) == [nil, "41", "42", "43", "44"])
        #expect(
            document.pages.map(\.text) == [
                "Doors open at", "seven and br", "eakfast is free.", "Late bus", "It leaves at 4:35.",
            ])
        #expect(document.pages.map(\.join) == [.sentence, .word, .paragraph, .paragraph, .paragraph])
    }
}
