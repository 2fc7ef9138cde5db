import Foundation

/// What a row of a table tells of the person named in it: a number or a date that fills a cell.
struct Rows {
    let text: [Unicode.Scalar]

    /// - Parameter found: what was found before; a row counts where one of them tells who it is about.
    func findings(beside found: [PersonalData.Finding]) -> [PersonalData.Finding] {
        let people = found.filter { $0.kind == .person || $0.kind == .email }.map(\.range.lowerBound).sorted()
        guard !people.isEmpty else { return [] }
        var result: [PersonalData.Finding] = []
        var (start, person) = (0, 0)
        while start < text.count {
            let end = text[start...].firstIndex(of: "\n") ?? text.count
            while person < people.count, people[person] < start { person += 1 }
            if person < people.count, people[person] < end, end - start < Self.longest {
                result += cells(start..<end)
            }
            start = end + 1
        }
        return result
    }

    private static let longest = 400

    private func cells(_ row: Range<Int>) -> [PersonalData.Finding] {
        let signs: [Unicode.Scalar] = ["|", ";", ","]
        guard let sign = signs.first(where: { sign in text[row].count(where: { $0 == sign }) > 1 }) else { return [] }
        var found: [PersonalData.Finding] = []
        for cell in text[row].split(separator: sign) {
            var cell = cell
            while let first = cell.first, first == " " || first == "\"" { cell = cell.dropFirst() }
            while let last = cell.last, last == " " || last == "\"" { cell = cell.dropLast() }
            guard (5...10).contains(cell.count) else { continue }
            if cell.allSatisfy({ ("0"..."9").contains($0) }) {
                // "20100822" is a day, "4490021" a number; what is spoken of in a sentence is neither.
                let isDate = cell.count == 8 && isBirth(year: cell.prefix(4)) && isDay(cell.dropFirst(4))
                if isDate || sign != "," {
                    found.append(
                        .init(kind: isDate ? .birthDate : .studentID, range: cell.startIndex..<cell.endIndex))
                }
            } else if let parts = parts(cell), let year = parts.first(where: { $0.count == 4 }), parts.count == 3,
                isBirth(year: year), parts.allSatisfy({ $0.count < 3 || $0.count == 4 })
            {
                found.append(.init(kind: .birthDate, range: cell.startIndex..<cell.endIndex))
            }
        }
        return found
    }

    private func parts(_ cell: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>]? {
        guard cell.allSatisfy({ ("0"..."9").contains($0) || "/.-".unicodeScalars.contains($0) }) else { return nil }
        return cell.split(whereSeparator: { !("0"..."9").contains($0) })
    }

    private func value(_ digits: ArraySlice<Unicode.Scalar>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1.value) - 48 }
    }

    /// Nobody in a school was born within the last three years: younger dates are those of lessons and forms.
    private func isBirth(year: ArraySlice<Unicode.Scalar>) -> Bool {
        let now = 1970 + Int(Date().timeIntervalSince1970 / 31_556_952)
        return (1930...now - 3).contains(value(year))
    }

    private func isDay(_ digits: ArraySlice<Unicode.Scalar>) -> Bool {
        (1...12).contains(value(digits.prefix(2))) && (1...31).contains(value(digits.suffix(2)))
    }
}
