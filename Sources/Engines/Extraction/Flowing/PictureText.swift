/// Whether what a file says of a picture says anything.
enum PictureText {
    /// A description that a person wrote; nil where there is none, or only what a program left.
    static func description(_ written: String?) -> String? {
        guard let written else { return nil }
        let text = CharacterCleaning.clean(written)
        guard text.contains(where: { $0.isLetter || $0.isNumber }), !isLeftByProgram(text) else { return nil }
        return text
    }

    private static let names: Set<String> = [
        "image", "picture", "photo", "logo", "icon", "graphic", "img", "pic", "clip art", "clipart", "banner", "line",
        "spacer", "bullet", "divider", "decorative", "imagen", "foto", "image result", "untitled", "cover",
        "cover image",
        "horizontal line", "placeholder", "photograph", "diagram", "chart", "figure", "screenshot",
    ]

    private static func isLeftByProgram(_ text: String) -> Bool {
        let lower = text.lowercased()
        // "A picture containing text. Description automatically generated": a guess, not a person's word.
        if lower.contains("automatically generated") || lower.contains("ai-generated content") { return true }
        if lower.contains("generada automáticamente") || lower.contains("generado por ia") { return true }
        if lower.wholeMatch(of: /\S.*\.(jpe?g|png|gif|bmp|tiff?|webp|svg|emf|wmf|heic)/) != nil { return true }
        if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return true }
        let stem = lower.filter { !$0.isNumber && !"-_#.()".contains($0) }.trimmed
        return names.contains(stem) || ["dsc", "imgp", "dscn", "screen shot", "screenshot"].contains(stem)
    }
}

/// What is shown of the address behind a link.
enum LinkAddress {
    /// The address as a person would type it; nil where it leads into the file itself, says nothing or is too long to
    /// stand in a sentence.
    static func shown(_ target: String, beside label: String) -> String? {
        let target = withoutDetour(CharacterCleaning.clean(target))
        let lower = target.lowercased()
        var address: Substring
        if lower.hasPrefix("mailto:") {
            address = target.dropFirst(7).prefix { $0 != "?" }
        } else if lower.hasPrefix("https://") || lower.hasPrefix("http://") {
            address = target.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "#" }
            // What follows the question mark tells trackers who came; without it a short address still leads there.
            if address.count > 60 { address = address.prefix { $0 != "?" } }
            while address.hasSuffix("/") { address = address.dropLast() }
        } else {
            return nil
        }
        let isAddress = label.contains("://") || label.hasPrefix("www.") && !label.contains(" ")
        guard !isAddress, (4...80).contains(address.count), address.contains("."), !address.contains(" ") else {
            return nil
        }
        let flat = { (text: String) in text.lowercased().filter { $0.isLetter || $0.isNumber } }
        var bare = flat(String(address))
        if bare.hasPrefix("www") { bare = String(bare.dropFirst(3)) }
        return flat(label).contains(bare) ? nil : String(address)
    }

    /// Where programs lead through, and what they call the address that is meant.
    private static let detours = [
        "www.google.com/url": ["q", "url"], "google.com/url": ["q", "url"], "l.facebook.com/l.php": ["u"],
        "lm.facebook.com/l.php": ["u"], "l.instagram.com/": ["u"], "www.youtube.com/redirect": ["q"],
        "out.reddit.com/": ["url"], "slack-redir.net/link": ["url"], "linkprotect.cudasvc.com/url": ["a"],
    ]

    /// The address that a link leads to in the end: programs send readers around by themselves first.
    private static func withoutDetour(_ target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let host = target[..<mark].lowercased().drop { $0 != "/" }.dropFirst(2)
        let names =
            detours[String(host)]
            ?? (host.contains("safelinks.protection.outlook.com") ? ["url"] : [])
        for part in target[target.index(after: mark)...].split(whereSeparator: { $0 == "&" || $0 == ";" }) {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, names.contains(String(pair[0])) else { continue }
            let address = unescaped(pair[1])
            if address.lowercased().hasPrefix("http") { return address }
        }
        return target
    }

    /// "%3A" and its like written out.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether a link leads nowhere but up, down or to a page that people share things on.
    static func isInside(_ target: String) -> Bool { target.hasPrefix("#") || target.isEmpty }
}
