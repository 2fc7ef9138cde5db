import ArgumentParser

/// How commands list what may be long: so many, of one state where that is named, as a table or as JSON.
struct ListOptions: ParsableArguments {
    @Option(help: "How many.") var limit = 50
    @Flag(help: "Print JSON.") var json = false

    /// A list's address with what is asked for.
    /// - Parameter state: the one state that is listed; nil for all.
    func path(_ list: String, state: String?) -> String {
        "\(list)?limit=\(limit)" + (state.map { "&state=" + ApplianceClient.escape($0) } ?? "")
    }

    /// Prints a list.
    func show<Entry: Encodable>(_ entries: [Entry], _ heads: [String], row: (Entry) -> [String]) {
        if json { return Terminal.printJSON(entries) }
        guard !entries.isEmpty else { return Terminal.say("None.") }
        Terminal.table(heads, entries.map(row))
    }
}
