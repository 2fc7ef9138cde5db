/// What holds of a passage's pieces without standing in them: whom a form is about, which lines are a mail's envelope,
/// and what of a mail was written before.
struct PassageContext {
    /// For each piece how much of each of the question's words the lines above it hold that say what it is all about.
    private(set) var subjects: [[Float]]
    /// "From:", "Sent:", "To:" and "Subject:" of a mail.
    private(set) var envelope: Set<Int> = []
    /// What stands below a mail that answers it.
    private(set) var earlier: Set<Int> = []

    /// So many facts at the head of a form may say what it is about.
    private static let heads = 3
    /// Labels of such facts, wherever they stand.
    private static let subjectLabels: Set<String> = [
        "student", "name", "child", "pupil", "employee", "teacher", "applicant", "school", "district", "event", "trip",
        "destination", "team", "class", "course", "policy", "code", "project", "club", "patient", "estudiante",
        "alumno",
        "alumna", "nombre", "escuela", "evento", "maestro", "maestra",
    ]
    private static let envelopeLabels: Set<String> = [
        "from", "to", "cc", "bcc", "sent", "date", "subject", "attachments", "reply-to", "de", "para", "enviado",
        "asunto",
        "fecha", "datos adjuntos",
    ]
    private static let openers: Set<String> = ["from", "de"]

    /// - Parameters:
    ///   - texts: the pieces, as the passage has them.
    ///   - headings: which of them are headings.
    ///   - held: how much each holds of each of the question's words.
    init(_ texts: [String], isHeading: [Bool], held: [[Float]]) {
        let none = held.first.map { [Float](repeating: 0, count: $0.count) } ?? []
        subjects = [[Float]](repeating: none, count: texts.count)
        let labels = texts.map(Self.label)
        findSubjects(labels, isHeading, held, none)
        addTitle(texts, isHeading, held)
        findMails(texts, labels)
    }

    /// What stands before the colon of a fact, in small letters: "Student: Ana Ruiz", "To: | All staff".
    private static func label(_ text: String) -> String? {
        if let label = bareLabel(text) { return label }
        return text.utf8.count <= 160 ? Statement.label(text) : nil
    }

    /// "Student name Ana Ruiz": a form's label that its value stands beside without a colon.
    private static func bareLabel(_ text: String) -> String? {
        guard text.utf8.count <= 80, !text.contains(":"), let last = text.last, !".!?,;".contains(last) else {
            return nil
        }
        let words = text.split(separator: " ")
        guard (2...8).contains(words.count), subjectLabels.contains(words[0].lowercased()) else { return nil }
        return words[0].lowercased() + (words[1].lowercased() == "name" ? " name" : "")
    }

    /// Whether a text without a colon begins with the label of what a form is about.
    static func isNamed(_ text: String) -> Bool { bareLabel(text) != nil }

    /// A later fact of the same name takes an earlier one's place: the next student's form begins with it.
    private mutating func findSubjects(_ labels: [String?], _ isHeading: [Bool], _ held: [[Float]], _ none: [Float]) {
        var (known, subject, count): (Set<String>, [Float], Int) = ([], none, 0)
        for index in labels.indices {
            if isHeading[index] { (known, subject, count) = ([], none, 0) }
            if let label = labels[index] {
                if known.contains(label) { (known, subject, count) = ([], none, 0) }
                count += 1
                let words = label.split { !$0.isLetter }.map { String($0) }
                if count <= Self.heads || words.contains(where: Self.subjectLabels.contains) {
                    known.insert(label)
                    subject = zip(subject, held[index]).map { max($0, $1) }
                }
            }
            subjects[index] = subject
        }
    }

    /// "Quarry Road Elementary" below "School supply list": what stands at the head of a page names what all of it is about.
    private mutating func addTitle(_ texts: [String], _ isHeading: [Bool], _ held: [[Float]]) {
        guard isHeading.first == true else { return }
        let title = texts.indices.prefix(Self.titleLines).prefix {
            isHeading[$0]
                || texts[$0].split(separator: " ").count <= 8 && !Statement.isOne(texts[$0])
                    && !texts[$0].contains(": ") && !texts[$0].contains("|") && !PassageStructure.isItem(texts[$0])
        }
        for line in title where !isHeading[line] {
            for index in texts.indices.dropFirst(line + 1) {
                subjects[index] = zip(subjects[index], held[line]).map { max($0, $1) }
            }
        }
    }
    private static let titleLines = 4

    private mutating func findMails(_ texts: [String], _ labels: [String?]) {
        var index = 0
        var hasMessage = false
        while index < texts.count {
            var end = index
            while end < texts.count, let label = labels[end], Self.envelopeLabels.contains(label) { end += 1 }
            let run = index..<end
            let isEnvelope =
                run.count >= 3 && run.contains { labels[$0].map(Self.openers.contains) ?? false }
            if isEnvelope { envelope.formUnion(run) }
            // Forwarded mail has nothing above: what stands below is the message.
            if hasMessage, isEnvelope || Self.opensEarlier(texts[index]) {
                earlier.formUnion(index..<texts.count)
                envelope.formUnion((end..<texts.count).filter { labels[$0].map(Self.envelopeLabels.contains) ?? false })
                return
            }
            if run.isEmpty { hasMessage = hasMessage || !envelope.isEmpty && Statement.isOne(texts[index]) }
            index = max(end, index + 1)
        }
    }

    private static func opensEarlier(_ text: String) -> Bool {
        let small = text.lowercased()
        return small.hasPrefix("-----original message") || small.hasPrefix("-----mensaje original")
            || small.hasPrefix("on ") && small.hasSuffix(" wrote:")
            || small.hasPrefix("el ") && small.hasSuffix("escribió:")
    }
}
