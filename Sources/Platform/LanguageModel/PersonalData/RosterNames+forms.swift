/// Names run together, and their stems in Cyrillic.
extension RosterNames {
    /// "De la Cruz Ortega" is also "Delacruz".
    static func glued(_ family: [String]) -> [String] {
        guard family.count > 2 else { return [] }
        var (found, glued): ([String], String) = ([], "")
        for key in family {
            glued += key
            if NameCues.particles.contains(key) { continue }
            if glued != key, glued != family.joined() { found.append(glued) }
            glued = ""
        }
        return found
    }

    /// A name whose parts are run together: "miakowalczyk", "mkowalczyk", "kowalczykm".
    ///
    /// - Parameters:
    ///   - isHandle: joined to another part by a dot or the like.
    ///   - isSure: behind a word for user names, or before digits: a part that is a word counts, too.
    func isRunTogether(_ key: String, isHandle: Bool, isSure: Bool = false) -> Bool {
        let bytes = Array(key.utf8)
        guard ((isSure ? 5 : 6)...40).contains(bytes.count), bytes.allSatisfy({ $0 < 128 }),
            !CommonWords.isAny(key)
        else { return false }
        func part(_ range: Range<Int>) -> Token? {
            guard let beginning = Self.beginning(bytes[range]), beginnings[beginning] else { return nil }
            return token(spelled: String(decoding: bytes[range], as: UTF8.self))
        }
        func isFamily(_ token: Token?, initial: UInt8) -> Bool {
            guard let token, token.isFamily,
                isSure || !token.isCommon && !token.isSeldom && !token.isSpanish
            else {
                return false
            }
            return familyInitials.contains(UInt64(token.number) << 8 | UInt64(initial))
        }
        func isGiven(_ token: Token?, initial: UInt8) -> Bool {
            guard let token, token.isGiven, isSure else { return false }
            return givenInitials.contains(UInt64(token.number) << 8 | UInt64(initial))
        }
        let last = bytes.count - 1
        // "Sharing" is no S. Haring.
        let isForm = key.hasSuffix("ing") || key.hasSuffix("ed") || key.hasSuffix("ers")
        if isHandle || isSure || !isForm, isFamily(part(1..<bytes.count), initial: bytes[0]) {
            return true
        }
        // "Locked" is no Locke whose given name begins with a D.
        let isEnding = "sdrnyeg".utf8.contains(bytes[last])
        if isHandle || isSure || !isEnding, isFamily(part(0..<last), initial: bytes[last]) {
            return true
        }
        if isGiven(part(0..<last), initial: bytes[last]) { return true }
        for cut in 3..<bytes.count - 2 {
            guard let one = part(0..<cut), let other = part(cut..<bytes.count), arePair(one, other) else {
                continue
            }
            if !(one.isCommon && other.isCommon) || isSure || bytes.count > 7 { return true }
        }
        return false
    }

    // MARK: Cyrillic

    static func stem(_ key: String) -> String {
        var key = key
        if let last = key.unicodeScalars.last, "аяийьоеы".unicodeScalars.contains(last) {
            key.unicodeScalars.removeLast()
        }
        return key
    }

    static func stemsOf(_ key: String) -> [String] {
        (0...3).compactMap { count in
            let rest = key.unicodeScalars.dropLast(count)
            let ending = String(key.unicodeScalars.suffix(count))
            return rest.count >= 3 && endings.contains(ending) ? String(rest) : nil
        }
    }
    static let endings: Set<String> = [
        "", "а", "у", "ои", "еи", "ом", "ем", "ым", "им", "е", "ы", "и", "ой", "ей", "ю", "я", "ую",
        "ого", "ому", "ая",
        "ых", "ами",
        "ам", "ах", "ов", "ь", "й", "ию", "ии", "ия",
    ]
}
