import Foundation
import LanguageModel

/// Lines of a text, what must not remain of it (parts with "|" between), the roster ("Family, Given; …", or "Given
/// Family"; "=" is that of the line before), and a class.
struct SpellingScore {
    var known: [String: Int] = [:], hidden: [String: Int] = [:], missed: [String] = []
    var share: Double { Double(hidden.values.reduce(0, +)) / Double(max(known.values.reduce(0, +), 1)) }

    init(file: String) throws {
        var finders: [String: PersonalData] = [:]
        var roster = ""
        for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                .map { String($0).replacing("\\n", with: "\n") }
            guard fields.count > 1, !fields[1].isEmpty else { continue }
            if fields.count > 2, fields[2] != "=" { roster = fields[2] }
            if fields.count == 2 { roster = "" }
            let group = fields.count > 3 ? fields[3] : "all"
            let finder = finders[roster] ?? PersonalData(names: RosterNames(Self.names(roster)))
            finders[roster] = finder
            var mask = Mask(finder)
            let text = mask.hide(fields[0])
            known[group, default: 0] += 1
            if fields[1].split(separator: "|").contains(where: { text.range(of: $0, options: .literal) != nil }) {
                missed.append("\(fields[0]) -> \(text)")
            } else {
                hidden[group, default: 0] += 1
            }
        }
    }

    private static func names(_ roster: String) -> [RosterNames.Name] {
        roster.split(separator: ";").map { name in
            let parts = name.split(separator: ",", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if parts.count > 1 { return .init(given: parts[1], family: parts[0]) }
            let words = name.split(separator: " ").map(String.init)
            return .init(given: words.dropLast().joined(separator: " "), family: words.last ?? "")
        }
    }
}
