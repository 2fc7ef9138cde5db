/// Whether a delivery takes so much away that it must be wrong: a file that was cut off, or a filter set by mistake.
struct RosterAlarm: Sendable {
    struct Loss: Sendable { var before = 0, lost = 0 }

    var people = Loss(), places = Loss(), roles = Loss(), enrolments = Loss()
    /// People who could sign in by an address or user name, and cannot any more.
    var names = Loss()
    /// People who seem to be here under other identifiers.
    var renumbered = 0
    /// Tables with a head only, of which there was something until now.
    var empty: [String] = []

    /// Fewer than these never stop a delivery.
    static let least = 5

    /// What is wrong, a sentence each; none where the delivery may go on.
    func reasons(percent: Int) -> [String] {
        func isMuch(_ lost: Int, of before: Int) -> Bool { lost >= Self.least && lost * 100 > before * percent }
        var reasons = empty.map { "\($0).csv holds only its head, and would take away all there is." }
        if isMuch(renumbered, of: people.before) {
            reasons.append(
                "\(renumbered) of \(people.before) people have new identifiers (sourcedId), with the same names and "
                    + "addresses as before: they seem to be the same people, and would keep their accounts under the "
                    + "new identifiers.")
        }
        let losses: [(Loss, String)] = [
            (people, "people would be suspended"), (places, "schools and classes would end"),
            (roles, "roles at schools would be taken away"), (enrolments, "enrolments in classes would be taken away"),
            (names, "people would lose both e-mail address and user name"),
        ]
        for (loss, text) in losses where isMuch(loss.lost, of: loss.before) {
            reasons.append("\(loss.lost) of \(loss.before) \(text).")
        }
        return reasons
    }
}

extension OneRoster {
    /// Whether a table that promises all there is holds nothing.
    func isEmptied(_ table: String) -> Bool { bulk.contains(table) && empty.contains(table) }
}
