/// Titles that a program wrote because nobody gave one.
enum LeftTitle {
    static func isLeft(_ title: String) -> Bool {
        let lower = title.lowercased().trimmed
        guard lower.contains(where: \.isLetter) || lower.count > 3 else { return true }
        if lower.hasPrefix("[") && lower.hasSuffix("]") || holdsTag(lower) || isAddress(lower) { return true }
        if programs.contains(where: { lower.hasPrefix($0 + " - ") }) { return true }
        let name = lower.trimmingCharacters { "()<>.…\"'“”".contains($0) }
        if asked.contains(where: name.hasPrefix) { return true }
        // "Slide 1", "Document (2)", "Untitled-3": a program's word and a number.
        var bare = name.trimmingCharacters { $0.isNumber || $0.isWhitespace || "()_-#.".contains($0) }
        let ending = bare.lastIndex(of: ".").map { bare[bare.index(after: $0)...] }
        if let ending, files.contains(ending) {
            // "handbook_final.docx" is a file's name; "Meet me at school.Doc" is none.
            if !name.contains(" ") { return true }
            bare = String(bare.dropLast(ending.count + 1)).trimmingCharacters {
                $0.isNumber || $0.isWhitespace || "()_-#.".contains($0)
            }
        }
        return bare.isEmpty && !name.contains(where: \.isNumber) || words.contains(bare)
    }

    /// A place that a program was to fill: "*|MC:SUBJECT|*", "{{ title }}", "%%subject%%", "<%= title %>".
    private static func holdsTag(_ title: String) -> Bool {
        for (opens, closes) in [("*|", "|*"), ("{{", "}}"), ("{%", "%}"), ("<%", "%>"), ("${", "}"), ("[[", "]]")] {
            if let start = title.firstRange(of: opens), title[start.upperBound...].contains(closes) { return true }
        }
        return title.wholeMatch(of: /(%%.+%%|##.+##|%\S+%|__\w+__|@@.+@@)/) != nil
    }

    /// Where the page stood, in place of what it is called.
    private static func isAddress(_ title: String) -> Bool {
        title.prefixMatch(of: /(about|file|https?|mhtml|data|blob|cid|chrome|res|ms-[a-z-]+):\S*$/) != nil
    }

    private static let programs = [
        "microsoft word", "microsoft powerpoint", "microsoft excel", "microsoft publisher", "microsoft outlook",
    ]
    private static let files: Set<Substring> = [
        "doc", "docx", "docm", "dot", "dotx", "dotm", "rtf", "odt", "pdf", "ppt", "pptx", "xls", "xlsx", "pub", "htm",
        "html", "php", "asp", "aspx", "jsp", "txt", "md", "indd", "qxd", "pages", "wpd", "eml", "msg",
    ]
    /// How a template asks for a title.
    private static let asked = [
        "your title", "title goes here", "insert title", "enter title", "enter a title", "enter your title",
        "add title", "add a title", "add your title", "click to add", "click here to", "type title", "type the title",
        "type your title", "escriba el título", "agregar título", "haga clic para", "lorem ipsum",
    ]
    private static let words: Set<String> = [
        "untitled", "untitled document", "untitled page", "untitled design", "untitled presentation",
        "untitled spreadsheet", "untitled form", "untitled site", "untitled note", "untitled template", "anonymous",
        "unknown", "unspecified", "title", "no title", "page title", "document title", "site title", "website title",
        "email subject", "subject", "none", "null", "undefined", "document", "new document", "blank document", "doc",
        "word document", "microsoft word document", "blank", "blank page", "new page", "new tab", "new note",
        "template", "email template", "newsletter template", "page", "slide", "presentation",
        "powerpoint presentation", "new presentation", "book", "sheet", "index", "default", "print", "print preview",
        "documento", "documento sin título", "nuevo documento", "documento en blanco", "sin título", "título",
        "página sin título", "nueva página", "página nueva", "diapositiva", "presentación",
        "presentación de powerpoint", "presentación sin título", "libro", "hoja", "plantilla", "untitled notebook",
        "untitled-document", "sans titre", "document sans titre", "unbenannt", "unbenanntes dokument",
    ]
}
