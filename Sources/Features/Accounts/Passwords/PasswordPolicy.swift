import Foundation
import Kernel

/// Which passwords are good enough: long, and not made of what is guessed first. No rules on kinds of characters.
enum PasswordPolicy {
    static let length = 12...256
    /// Looked at before anything else: what follows takes time by the byte.
    static let mostBytes = 1024
    /// The power of ten of the guesses that a password must withstand.
    private static let least = 10.0
    /// Lists are read and passwords judged beside the requests.
    private static let offload = Offload("homeroom.password-policy", width: 1)

    /// Whether a password may be looked at at all.
    static func isShort(_ password: String) -> Bool { password.utf8.count <= mostBytes }

    /// - Parameter own: the person's own names and addresses, and the district's.
    /// - Throws: `AccountsFailure.weakPassword`, with what to do.
    static func check(_ password: String, own: [String]) async throws {
        guard isShort(password) else { throw tooLong }
        try await offload { try judge(password, own: own) }
    }

    private static let tooLong = AccountsFailure.weakPassword(
        "This password is too long. Take \(length.upperBound) characters at most.")

    private static func judge(_ password: String, own: [String]) throws {
        let count = password.count
        guard count >= length.lowerBound else {
            throw AccountsFailure.weakPassword(
                "This password is too short. Take \(length.lowerBound) characters or more; three or four words are good."
            )
        }
        guard count <= length.upperBound else { throw tooLong }
        let own = own.flatMap { $0.lowercased().split { !$0.isLetter && !$0.isNumber } }.map(String.init)
        let estimate = GuessEstimate(lists: .embedded, own: Set(own + ["homeroom", "school", "district"]))
        guard estimate.powerOfTen(password) >= least else {
            throw AccountsFailure.weakPassword(
                "This password is easy to guess. Try three or four unrelated words.")
        }
    }

    /// The forms in which a password may have been stored, the one for new hashes first (RFC 8265, OpaqueString: every
    /// blank is a space, letters are composed). Before that rule it was stored as the browser's system sent it.
    static func forms(_ password: String) -> [String] {
        let spaced = String(
            String.UnicodeScalarView(
                password.unicodeScalars.map { $0.properties.generalCategory == .spaceSeparator ? " " : $0 }))
        var forms: [String] = []
        // Strings that look alike are equal; here the bytes count.
        for form in [
            spaced.precomposedStringWithCanonicalMapping, password, spaced.decomposedStringWithCanonicalMapping,
        ]
        where !forms.contains(where: { Array($0.utf8) == Array(form.utf8) }) {
            forms.append(form)
        }
        return forms
    }

    /// The form that is hashed.
    static func form(_ password: String) -> String { forms(password)[0] }
}
