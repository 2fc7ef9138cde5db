import Foundation
import Kernel

/// What a provider says of its refusal (`error_description`, RFC 6749), for administrators. Anybody who has set out from
/// here can write it, and it may name the person: it is shortened, and what names somebody is left out.
enum ProviderWords {
    private static let most = 200

    /// - Returns: `, “…”` to stand behind an error's code; nothing where it says nothing.
    static func told(_ description: String?) -> String {
        guard let description else { return "" }
        var line = description.beginning(2000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        line.removeAll { character in
            "<>“”".contains(character)
                || character.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        // Whose account it is, in quotes or as an address; and what only that provider can look up.
        line.replace(/(?:user|account|member)(?:name)?[ :]{1,2}['"‘][^'"’]{1,200}['"’]/.ignoresCase(), with: "user …")
        line.replace(/\S+@\S+/, with: "…")
        line.replace(/\b[\w.\-]+\\[\w.\-]+/, with: "…")
        line.replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}\b/, with: "…")
        line.replace(/[ ]?(?:Trace|Correlation|Request) ?ID: ?\S+/.ignoresCase(), with: "")
        line.replace(/[ ]?Timestamp: ?[0-9:. \-TZ]+/.ignoresCase(), with: "")
        line.replace(/[A-Za-z0-9_\-]{24,}/, with: "…")
        line = line.trimmingCharacters(in: .whitespaces)
        guard line.contains(where: \.isLetter) else { return "" }
        return ", “\(line.count > most ? String(line.prefix(most)) + "…" : line)”"
    }
}
