import Foundation
import Persistence

/// What tells who somebody is. It is stored sealed, all of it as one, with the person's own key: where that is destroyed,
/// an older copy of the database tells it no more.
struct Particulars: Sendable, Equatable {
    var givenName = "", familyName = ""
    var email: String?, userName: String?, rosterID: String?

    var name: String { "\(givenName) \(familyName)".trimmingCharacters(in: .whitespaces) }
}

/// Stored as a byte for the form, 1, then each text as its length in four bytes, the lowest first, and its UTF-8; a text
/// that there is not has the length 0xFFFFFFFF. A later release may add texts at the end.
extension Particulars: Sealable {
    private static let form: UInt8 = 1
    private static let none = UInt32.max

    var sealableBytes: [UInt8] {
        var bytes = [Self.form]
        for text in [givenName, familyName, email, userName, rosterID] {
            let length = text.map { UInt32($0.utf8.count) } ?? Self.none
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: length >> shift))
            }
            if let text { bytes.append(contentsOf: text.utf8) }
        }
        return bytes
    }

    init?(sealableBytes bytes: [UInt8]) {
        guard bytes.first == Self.form else { return nil }
        var (texts, place): ([String?], Int) = ([], 1)
        while texts.count < 5 {
            guard bytes.count - place >= 4 else { return nil }
            let length = bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            place += 4
            guard length != Self.none else {
                texts.append(nil)
                continue
            }
            guard bytes.count - place >= Int(length),
                let text = String(validating: bytes[place..<place + Int(length)], as: UTF8.self)
            else { return nil }
            texts.append(text)
            place += Int(length)
        }
        guard let given = texts[0], let family = texts[1] else { return nil }
        self.init(givenName: given, familyName: family, email: texts[2], userName: texts[3], rosterID: texts[4])
    }
}

// MARK: As SQLite compared them

extension Particulars {
    /// Where a person stands in lists: family name, then given name, both in small letters of ASCII as SQLite's NOCASE has
    /// them, then the identifier. Compared by bytes.
    func order(_ id: UUID) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(familyName.utf8.count + givenName.utf8.count + 18)
        for text in [familyName, givenName] {
            for byte in text.utf8 { bytes.append(Self.folded(byte)) }
            bytes.append(0)
        }
        withUnsafeBytes(of: id.uuid) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// Whether the name has a word in it, anywhere: as SQLite's LIKE, which takes small and capital letters of ASCII for
    /// the same.
    /// - Parameter word: in small letters.
    func nameHas(_ word: [UInt8]) -> Bool {
        var text: [UInt8] = []
        text.reserveCapacity(familyName.utf8.count + givenName.utf8.count + 1)
        for byte in givenName.utf8 { text.append(Self.folded(byte)) }
        text.append(UInt8(ascii: " "))
        for byte in familyName.utf8 { text.append(Self.folded(byte)) }
        guard text.count >= word.count else { return false }
        return (0...text.count - word.count).contains { start in
            var offset = 0
            while offset < word.count, text[start + offset] == word[offset] { offset += 1 }
            return offset == word.count
        }
    }

    /// Whether the address or the user name begins with a word.
    /// - Parameter word: in small letters.
    func addressBegins(_ word: [UInt8]) -> Bool {
        [email, userName].contains { $0.map { $0.utf8.lazy.map(Self.folded).starts(with: word) } ?? false }
    }

    /// A byte of UTF-8, in small letters where it is one of ASCII.
    static func folded(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
}
