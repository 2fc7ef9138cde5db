import Foundation
import LanguageModel
import VectorIndex

/// Sentences as teachers write them, made from forms whose personal data is known.
struct PersonalDataSample {
    let names: [RosterNames.Name]

    struct Label { let kind: PersonalData.Kind, range: Range<Int> }

    private static let given = """
        Aaliyah Aiden Alejandro Alexander Amara Amir Ana Andrew Angel Anh Anika Anthony Ava Benjamin Bianca Brandon Camila Carlos
        Caroline Charles Chloe Christopher Daniel Daniela David Destiny Diego Dmitri Edward Elena Elijah Elizabeth Emily Emma Ethan
        Fatima Francisco Gabriel Grace Guadalupe Hannah Hassan Hope Ibrahim Isabella Jack Jackson Jacob Jada James Jasmine Jayden
        Jennifer Jesús Joaquín John Jonathan José Joseph Joshua Julia Kai Katherine Kayla Kevin Khalil Lakshmi Layla Leila Liam Linh
        Logan Lucía Luis Mai Malik Margaret María Mason Matthew Mei Mia Michael Miguel Mohammed Nadia Naomi Natalia Nathan Nia
        Nicholas Noah Noor Olivia Omar Patricia Pedro Priya Rashad Rebecca Richard Robert Rosa Ryan Samantha Samuel Santiago Sara
        Sean Sofía Stephanie Susan Tariq Thomas Trinity Tyler Victoria Vikram William Wei Will Xavier Yasmin Yusuf Zachary Zoë
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    private static let family = """
        Abdi Adams Ahmed Ali Alvarez Anderson Baker Banks Begay Bell Brown Butler Campbell Carter Castillo Chang Chen Clark Cohen
        Cooper Cruz Davis Delgado Diaz Edwards Evans Field Flores Fisher Foster Garcia García-López Gonzalez Gray Green Gupta
        Gutiérrez Hall Harris Hernandez Hill Ho Hughes Ibarra Jackson Jiménez Johnson Jones Joseph Kaur Kelly Khan Kim King Kumar Le
        Lee Lewis Li Long Lopez Martin Martinez McDonald Miller Mitchell Mohamed Moore Morgan Morris Murphy Muñoz Nguyen Núñez
        O'Brien O'Neill Okafor Ortiz Park Patel Peña Perez Pham Phillips Powell Price Ramirez Reed Reyes Rivera Roberts Robinson
        Rodríguez Rogers Rossi Ruiz Russell Sanchez Scott Shah Singh Smith Smith-Jones St. Stewart Stone Tanaka Taylor Thomas
        Torres Tran Turner Van Vargas Walker Walsh Wang Ward Washington Watson White Williams Wilson Wood Wright Wu Yang Young Zhang
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    init(people: Int, _ random: inout SplitMix64) {
        names = (0..<people).map { _ in
            var family = Self.family.randomElement(using: &random) ?? ""
            if family == "St." { family = "St. John" }
            if family == "Van" { family = "Van Dyke" }
            var given = Self.given.randomElement(using: &random) ?? ""
            if Int.random(in: 0..<12, using: &random) == 0 {
                given += " " + (Self.given.randomElement(using: &random) ?? "")
            }
            return .init(given: given, family: family)
        }
    }

    /// `{…}` stands for what its name says.
    private static let forms = [
        "{name} met the goal for {topic} this week.", "{name}'s exit ticket shows trouble with {topic}.",
        "What should we do for {name} and {name} before {harmless}?", "Parent of {last, first} called from {phone}.",
        "{LAST, FIRST} - retest {topic} on {harmless}.", "please help {lower} with {topic}",
        "{name} (DOB {date}) qualifies for tier 3.", "I spoke with {nick}; {topic} is still hard.",
        "Send the plan to {email} and copy {email}.", "{name}, born on {date}, moved to {address}.",
        "SSN on the form was {ssn}, please shred.", "The card {card} was charged for the trip.",
        "Student {id} and {name} share a tutor.", "{initial} asked about {topic}, see {harmless}.",
        "The family lives at {address}; their number is {phone}.",
        "Call {phone} or write to {email} about {name}’s attendance.",
        "{plain} agrees: {topic} needs {harmless}.", "Our team reviewed {topic} against {harmless}.",
        "Will the team hope for grace, or field a price of {harmless}?",
        "On {harmless} the king of stone green wood met {topic}.",
        "In {harmless}, 219 of 1,999 long young scholars passed {topic}.", "See {harmless} for {topic}.",
    ]
    private static let topics = [
        "fractions", "main idea", "RL.3.1", "4.NF.B.3a", "phonics", "number sense", "reading stamina",
        "the water cycle", "area models",
    ]
    private static let harmless = [
        "pages 120-125", "ISBN 978-1-936763-95-4", "03/03/2026", "8:15", "Unit 4, Lesson 12", "2024-2025", "room 204",
        "Grade 5",
        "$1,250.00", "score 412/500", "Figure 3.2", "10/14", "the 2026 calendar", "standard CCSS.ELA-LITERACY.RI.5.1",
        "ZIP 89501",
    ]

    func sentence(_ random: inout SplitMix64) -> (text: String, labels: [Label]) {
        var text = "", labels: [Label] = []
        var rest = (Self.forms.randomElement(using: &random) ?? "")[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            let (kind, filling) = fill(String(rest[rest.index(after: open)..<close]), &random)
            let start = text.unicodeScalars.count
            text += filling
            if let kind { labels.append(Label(kind: kind, range: start..<start + filling.unicodeScalars.count)) }
            rest = rest[rest.index(after: close)...]
        }
        return (text + rest, labels)
    }

    private func fill(_ slot: String, _ random: inout SplitMix64) -> (PersonalData.Kind?, String) {
        func pick(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
        func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
        func padded(_ value: Int, _ width: Int) -> String {
            String(repeating: "0", count: width - "\(value)".count) + "\(value)"
        }
        let name = names.randomElement(using: &random) ?? .init(given: "", family: "")
        let first = String(name.given.split(separator: " ").first ?? "")
        switch slot {
        case "name": return (.person, pick([name.given, first]) + " " + name.family)
        case "last, first": return (.person, "\(name.family), \(first)")
        case "LAST, FIRST": return (.person, "\(name.family), \(first)".uppercased())
        case "lower": return (.person, "\(first) \(name.family)".lowercased())
        case "plain":
            return (.person, "\(first) \(name.family)".folding(options: .diacriticInsensitive, locale: nil))
        case "initial": return (.person, "\(first) \(name.family.prefix(1)).")
        case "nick":
            let short = [
                "William": "Billy", "Robert": "Bob", "Elizabeth": "Beth", "Michael": "Mike", "Katherine": "Kate",
                "José": "Pepe",
            ]
            return (.person, "\(short[first] ?? first) \(name.family)")
        case "email":
            let local = pick([
                "\(first).\(name.family)", "\(first.prefix(1))\(name.family)", "\(name.family)\(number(1...99))",
            ])
            let plain = local.folding(options: .diacriticInsensitive, locale: nil).lowercased().filter {
                $0.isLetter || $0.isNumber || $0 == "."
            }
            return (
                .email,
                plain.trimmingCharacters(in: .punctuationCharacters) + "@"
                    + pick(["cedarvalley.example", "mail.example.org", "students.k12.example.us"])
            )
        case "phone":
            let parts = [
                "\(number(2...9))\(padded(number(0...99), 2))", "\(number(2...9))\(padded(number(0...99), 2))",
                padded(number(0...9999), 4),
            ]
            return (
                .phone,
                pick([
                    parts.joined(separator: "-"), parts.joined(separator: "."), "(\(parts[0])) \(parts[1])-\(parts[2])",
                    "+1 " + parts.joined(separator: " "),
                ])
            )
        case "ssn":
            return (.socialSecurity, "\(number(100...665))-\(padded(number(1...99), 2))-\(padded(number(1...9999), 4))")
        case "card":
            var digits = [4] + (0..<14).map { _ in number(0...9) }
            let sum = digits.reversed().enumerated().reduce(0) { sum, item in
                let value = item.offset % 2 == 0 ? item.element * 2 : item.element
                return sum + (value > 9 ? value - 9 : value)
            }
            digits.append((10 - sum % 10) % 10)
            let text = digits.map(String.init).joined()
            let groups = stride(from: 0, to: 16, by: 4).map { text.dropFirst($0).prefix(4) }
            return (.card, pick([text, groups.joined(separator: " "), groups.joined(separator: "-")]))
        case "date":
            let (year, month, day) = (number(2005...2020), number(1...12), number(1...28))
            let months = [
                "January", "Feb.", "March", "April", "May", "June", "July", "August", "Sept.", "October", "November",
                "Dec.",
            ]
            return (
                .birthDate,
                pick([
                    "\(month)/\(day)/\(year)", "\(year)-\(padded(month, 2))-\(padded(day, 2))",
                    "\(months[month - 1]) \(day), \(year)",
                ])
            )
        case "address":
            return (
                .address,
                "\(number(1...9999)) " + pick(["Oak", "North Elm", "Martin Luther King", "Second", "Lake View"]) + " "
                    + pick(["Street", "Ave", "Road", "Lane", "Blvd"])
            )
        case "id": return (.studentID, "CV\(padded(number(0...999_999), 6))")
        case "topic": return (nil, pick(Self.topics))
        default: return (nil, pick(Self.harmless))
        }
    }
}
