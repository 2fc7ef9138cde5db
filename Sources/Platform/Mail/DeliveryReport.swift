import Foundation

/// What a mail server says of a message that it could not deliver: a delivery status notification (RFC 3464) or qmail's
/// plain text. Anybody may send such a thing, so it is read as hostile bytes: within bounds, by its outline alone.
struct DeliveryReport: Equatable {
    /// Message-IDs that it may be about, without brackets; the nearest first.
    let messageIDs: [String]
    /// Such as `5.1.1` (RFC 3463); nil where it names none.
    let status: String?
    /// The server's words in one line, at most 500 characters.
    let words: String

    /// Bytes of a message that are read.
    static let longest = 60_000
    private static let mostLines = 4000, mostParts = 20, mostIDs = 20

    /// - Returns: nil for what is no such report, or reports a delay or a success.
    init?(_ message: Data) {
        let text = String(decoding: message.prefix(Self.longest), as: UTF8.self)
        // CRLF is one character.
        let lines = text.split(maxSplits: Self.mostLines, omittingEmptySubsequences: false) {
            $0 == "\r\n" || $0 == "\n"
        }
        let (head, body) = Self.head(lines[...])
        guard let failure = Self.notification(head, body) ?? Self.plain(head, body) else { return nil }
        let named = ["in-reply-to", "references"].flatMap { Self.identifiers(head.last($0)) }
        var seen: Set<String> = []
        messageIDs = Array((failure.ids + named).filter { seen.insert($0).inserted }.prefix(Self.mostIDs))
        guard !messageIDs.isEmpty else { return nil }
        (status, words) = (failure.status, Self.line(failure.words))
    }

    private struct Failure { var ids: [String], status: String?, words: String }

    // MARK: - RFC 3464

    private static func notification(_ head: Fields, _ body: ArraySlice<Substring>) -> Failure? {
        let type = head.last("content-type") ?? ""
        guard type.lowercased().hasPrefix("multipart/report"), let boundary = parameter("boundary", of: type) else {
            return nil
        }
        var (ids, failed) = ([String](), Failure?.none)
        for part in parts(body, boundary) {
            let (head, body) = Self.head(part)
            switch head.last("content-type")?.split(separator: ";").first?.lowercased().trimmed {
            case "message/delivery-status", "message/global-delivery-status":
                var rest = body
                while !rest.isEmpty {
                    let (fields, next) = Self.head(rest)
                    rest = next
                    ids += ["original-message-id", "x-original-message-id"].flatMap { identifiers(fields.last($0)) }
                    guard fields.last("action")?.lowercased().trimmed.hasPrefix("failed") == true else { continue }
                    let told = fields.last("diagnostic-code") ?? fields.last("status") ?? ""
                    // `smtp; 550 …`: the words without their kind.
                    let words = told.split(separator: ";", maxSplits: 1).last.map(String.init) ?? told
                    failed = failed ?? Failure(ids: [], status: fields.last("status").flatMap(code), words: words)
                }
            case "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
                "message/global-headers":
                ids += identifiers(Self.head(body).0.last("message-id"))
            default: continue
            }
        }
        failed?.ids = ids
        return failed
    }

    private static func parts(_ lines: ArraySlice<Substring>, _ boundary: String) -> [ArraySlice<Substring>] {
        var (parts, start) = ([ArraySlice<Substring>](), Int?.none)
        for index in lines.indices where lines[index].hasPrefix("--" + boundary) {
            if let start { parts.append(lines[start..<index]) }
            let end = String(lines[index].dropFirst(2 + boundary.utf8.count)).trimmed
            guard end.isEmpty, parts.count < mostParts else { return parts }
            start = index + 1
        }
        // What was cut off is read as far as it goes.
        if let start, start < lines.endIndex { parts.append(lines[start...]) }
        return parts
    }

    /// A status of a failure for good.
    private static func code(_ text: String) -> String? {
        text.firstMatch(of: /\b5\.[0-9]{1,3}\.[0-9]{1,3}\b/).map { String($0.0) }
    }

    // MARK: - qmail

    /// qmail's own form (QSBMF, cr.yp.to/proto/qsbmf.txt): a first paragraph that says what it is, one for each recipient
    /// with the address and the reason, and below a line the message.
    private static func plain(_ head: Fields, _ body: ArraySlice<Substring>) -> Failure? {
        guard body.drop(while: \.isEmpty).first?.hasPrefix("Hi. This is the") == true else { return nil }
        let report = body.prefix { !$0.hasPrefix("--- ") }
        guard let start = report.firstIndex(where: { $0.hasPrefix("<") && $0.hasSuffix(">:") }) else { return nil }
        let reason = report[(start + 1)...].prefix { !$0.isEmpty }.joined(separator: " ")
        let copy = body[report.endIndex...].dropFirst().drop(while: \.isEmpty)
        return Failure(ids: identifiers(Self.head(copy).0.last("message-id")), status: code(reason), words: reason)
    }

    // MARK: - Header fields (RFC 5322, 2.2)

    /// Fields by their names in small letters, unfolded.
    private struct Fields {
        var values: [String: String] = [:]
        func last(_ name: String) -> String? { values[name] }
    }

    /// The fields up to an empty line, and what follows it.
    private static func head(_ lines: ArraySlice<Substring>) -> (Fields, ArraySlice<Substring>) {
        var (fields, name) = (Fields(), String?.none)
        let start = lines.drop(while: \.isEmpty)
        for index in start.indices {
            let line = start[index]
            if line.isEmpty { return (fields, start[(index + 1)...]) }
            if line.first == " " || line.first == "\t" {
                if let name, let value = fields.values[name], value.utf8.count < 4000 {
                    fields.values[name] = value + " " + String(line).trimmed
                }
            } else if let colon = line.firstIndex(of: ":") {
                name = line[..<colon].lowercased()
                fields.values[name ?? ""] = String(line[line.index(after: colon)...]).trimmed
            } else {
                name = nil
            }
        }
        return (fields, [])
    }

    /// A parameter of a field, in quotation marks or without.
    private static func parameter(_ name: String, of field: String) -> String? {
        guard let start = field.range(of: name + "=", options: .caseInsensitive)?.upperBound else { return nil }
        let rest = field[start...]
        let value = rest.first == "\"" ? rest.dropFirst().prefix { $0 != "\"" } : rest.prefix { $0 != ";" && $0 != " " }
        return (1...70).contains(value.utf8.count) ? String(value) : nil
    }

    /// What stands in angle brackets.
    private static func identifiers(_ field: String?) -> [String] {
        (field ?? "").split(separator: "<").compactMap { part in
            guard let end = part.firstIndex(of: ">"), part[..<end].contains("@") else { return nil }
            return String(part[..<end].prefix(400))
        }
    }

    /// One line of visible characters.
    private static func line(_ text: String) -> String {
        let visible = String(
            text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
        return String(visible.split(separator: " ").joined(separator: " ").prefix(500))
    }
}

extension String {
    fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
