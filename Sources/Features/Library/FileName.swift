import Foundation

/// Names of files as strangers send them.
enum FileName {
    private static let longest = 200

    /// The last part of a path, without what no name needs: controls, marks of writing direction, what shows nowhere.
    /// Bytes are counted first: a single character can be of any length.
    /// - Throws: `LibraryFailure.nameMissing`.
    static func checked(_ text: String) throws -> String {
        guard text.utf8.count <= 4096 else { throw LibraryFailure.nameMissing }
        let last = text.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        var name = String.UnicodeScalarView()
        for scalar in last.unicodeScalars.prefix(4 * longest) {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: continue
            default: name.append(scalar)
            }
        }
        let shown = String(name).trimmingCharacters(in: .whitespaces)
        guard !shown.isEmpty, shown != ".", shown != ".." else { throw LibraryFailure.nameMissing }
        // The ending says what kind of file it is: a long name is cut in the middle.
        guard shown.count > longest else { return shown }
        let ending = shown.suffix(20)
        return String(shown.prefix(longest - ending.count) + ending)
    }
}
