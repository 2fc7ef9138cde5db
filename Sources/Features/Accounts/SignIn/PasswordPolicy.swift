import Foundation
import Web

/// Which passwords are good enough: long, and not made of what is guessed first. No rules on kinds of characters.
enum PasswordPolicy {
    static let length = 12...256

    /// Passwords guessed first (John the Ripper's list), embedded at build time; and keys beside each other.
    private static let common: Set<String> = {
        let text = WebApp.embedded("passwords.txt").map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Set(text.split(separator: "\n").map(String.init))
    }()
    private static let rows = [
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertz",
    ]

    /// - Parameter own: the person's own names and addresses, and the district's.
    /// - Throws: `AccountsFailure.weakPassword`, with what to do.
    static func check(_ password: String, own: [String]) throws {
        guard length.contains(password.count) else {
            throw AccountsFailure.weakPassword(
                "A password has \(length.lowerBound) to \(length.upperBound) characters. A sentence of some words is good."
            )
        }
        let own = own.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }.map(String.init)
        guard guesses(password.lowercased(), own: Set(own + ["homeroom", "school", "district"])) >= 10 else {
            throw AccountsFailure.weakPassword(
                "This password would be guessed soon: it is made of common words, of names, of rows or of repeats. "
                    + "Take some words that do not belong together.")
        }
    }

    /// The power of ten of the guesses that a password takes: each part that is on a list counts as one of that list,
    /// a row or a repeat as little more than one character, all else as 36 a character (after Wheeler's zxcvbn, 2016).
    static func guesses(_ password: String, own: Set<String>) -> Double {
        let plain = Array(password.map { spelling[$0] ?? $0 }), raw = Array(password)
        var best = [Double](repeating: .infinity, count: raw.count + 1)
        best[0] = 0
        for start in raw.indices {
            best[start + 1] = min(best[start + 1], best[start] + 1.55)
            // A part that was there before costs hardly anything.
            for end in (start + 3)..<max(start + 4, min(raw.count, start + 24) + 1) where end <= raw.count {
                let part = String(raw[start..<end]), read = String(plain[start..<end])
                var cost = Double.infinity
                if own.contains(part) || own.contains(read) { cost = 0.5 }
                if common.contains(part) || common.contains(read) { cost = min(cost, 3.3) }
                if Set(part).count == 1 { cost = min(cost, 1.6 + 0.3) }
                if rows.contains(where: { $0.contains(part) || String($0.reversed()).contains(part) }) {
                    cost = min(cost, 2)
                }
                if String(raw[..<start]).contains(part) { cost = min(cost, 1) }
                best[end] = min(best[end], best[start] + cost)
            }
        }
        return best[raw.count]
    }

    /// Letters that are often written otherwise.
    private static let spelling: [Character: Character] = [
        "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]
}
