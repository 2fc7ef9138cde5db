/// Numbers of accounts, cards and library cards behind a word for them, and those between the signs of a bank's cheque.
struct CuedNumbers {
    let text: [Unicode.Scalar]
    let words: [TextWord]

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    /// Before six digits or more.
    private static let banks = words(
        """
        aba rtn routing transit acct acc account accounts accnt checking chequing savings cta cuenta cuentas ahorros cheques
        corriente clabe deposit
        """)
    /// Before eight digits or more, in groups or not.
    private static let codes = words("barcode barcodes librarycard codabar codigo")
    /// Before three digits or four.
    private static let checks = words("cvv cvc cvv2 cvc2 csc cid")
    /// Before the month and year in which a card ends.
    private static let expiries = words("exp expires expiry expiration valid vence vencimiento thru")
    /// Near the last four digits of something.
    private static let things = words(
        "card visa mastercard amex discover debit credit acct account tarjeta cuenta checking savings mc")
    private static let links = words(
        "number no num nr numero de del la is es no for of debito credito bank card code with the account acct at")

    private static let all = banks.union(codes).union(checks).union(expiries).union([
        "ending", "ends", "four", "last", "termina", "code",
    ])

    var findings: [PersonalData.Finding] {
        var found = cheques
        for index in words.indices {
            let key = words[index].key
            guard Self.all.contains(key) else { continue }
            if Self.banks.contains(key) {
                if let run = run(after: index, links: 3), run.digits > 5, run.digits < 21 {
                    found.append(.init(kind: .bankAccount, range: run.range))
                }
            } else if Self.codes.contains(key) {
                if let run = run(after: index, links: 2), run.digits > 7 {
                    found.append(.init(kind: .studentID, range: run.range))
                }
            } else if Self.checks.contains(key) || key == "code" && index > 0 && words[index - 1].key == "security" {
                if let run = run(after: index, links: 2), (3...4).contains(run.digits) {
                    found.append(.init(kind: .card, range: run.range))
                }
            } else if Self.expiries.contains(key) {
                if let range = expiry(index) { found.append(.init(kind: .card, range: range)) }
            } else if key != "code", let range = lastFour(index) {
                found.append(.init(kind: .card, range: range))
            }
        }
        return found
    }

    private func at(_ index: Int) -> Unicode.Scalar { text.indices.contains(index) ? text[index] : "\n" }
    private func isDigit(_ index: Int) -> Bool { ("0"..."9").contains(at(index)) }

    /// The digits behind a word, with small words, blanks and signs between.
    private func run(after index: Int, links: Int) -> (range: Range<Int>, digits: Int)? {
        var place = words[index].range.upperBound
        var next = index + 1
        var steps = 0
        while place < text.count {
            let start = place
            while place - start < 4, " .:#=-(\n".unicodeScalars.contains(at(place)) { place += 1 }
            if isDigit(place) { break }
            guard steps < links, next < words.count, words[next].range.lowerBound == place,
                Self.links.contains(words[next].key)
            else { return nil }
            place = words[next].range.upperBound
            (next, steps) = (next + 1, steps + 1)
        }
        guard isDigit(place), place > words[index].range.upperBound || words[index].range.count > 2 else { return nil }
        let start = place
        var (end, digits) = (place, 0)
        while place - start < 32 {
            if isDigit(place) {
                (place, digits) = (place + 1, digits + 1)
                end = place
            } else if " -".unicodeScalars.contains(at(place)), isDigit(place + 1) {
                place += 1
            } else {
                break
            }
        }
        // "Account 2.5 percent", "deposit 1,200".
        guard !",/%".unicodeScalars.contains(at(end)) || !isDigit(end + 1),
            !"$€£".unicodeScalars.contains(at(start - 1))
        else { return nil }
        return (start..<end, digits)
    }

    /// "Exp 09/27" with a word for cards near.
    private func expiry(_ index: Int) -> Range<Int>? {
        var start = words[index].range.upperBound
        let begin = start
        while start - begin < 8, !isDigit(start) {
            guard " .:/-datefch".unicodeScalars.contains(at(start)) else { return nil }
            start += 1
        }
        var end = start
        while isDigit(end) || end > start && "/-".unicodeScalars.contains(at(end)) && isDigit(end + 1), end - start < 8
        {
            end += 1
        }
        guard (4...7).contains(end - start), text.part(start, end).contains(where: { $0 == "/" || $0 == "-" }),
            isThing(index)
        else { return nil }
        return start..<end
    }

    /// "Card ending in 8842", "last four of the card: 8842".
    private func lastFour(_ index: Int) -> Range<Int>? {
        var begin = words[index].range.upperBound
        if words[index].key == "last" {
            // "The last 4 of the card: 8842."
            guard at(begin) == " ", at(begin + 1) == "4", !isDigit(begin + 2) else { return nil }
            begin += 2
        }
        guard let place = (begin..<begin + 28).first(where: isDigit),
            !isDigit(place + 4), (0..<4).allSatisfy({ isDigit(place + $0) }), isThing(index)
        else { return nil }
        let key = words[index].key
        guard key != "four" || index > 0 && words[index - 1].key == "last" else { return nil }
        let between = text.part(begin, place)
        guard !between.contains(where: { $0 == "." || $0 == "\n" }) else { return nil }
        return place..<place + 4
    }

    private func isThing(_ index: Int) -> Bool {
        words[max(0, index - 6)..<min(words.count, index + 5)].contains { Self.things.contains($0.key) }
    }

    /// Digits beside the signs that machines read on a cheque: "⑆121000358⑆ 9982014431⑈ 1044".
    private var cheques: [PersonalData.Finding] {
        var found: [PersonalData.Finding] = []
        for (index, scalar) in text.enumerated() where (0x2446...0x2449).contains(scalar.value) {
            for step in [-1, 1] {
                var place = index + step
                if at(place) == " " { place += step }
                let first = place
                while isDigit(place) || at(place) == "-" && isDigit(place + step) { place += step }
                guard abs(place - first) > 3 else { continue }
                found.append(
                    .init(kind: .bankAccount, range: step > 0 ? first..<place : place + 1..<first + 1))
            }
        }
        return found
    }
}
