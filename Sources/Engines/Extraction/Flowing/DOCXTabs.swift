/// The tab stops of a Word paragraph: some draw a row of dots to the text that stands at them.
enum DOCXTabs {
    private static let most = 64

    /// The stops that properties set, by their places, and whether each draws dots; nil where one is taken away.
    static func stops(_ properties: MarkupNode?) -> [Int: Bool?] {
        var result: [Int: Bool?] = [:]
        for stop in properties?.child("tabs")?.children.filter({ $0.name == "tab" }).prefix(most) ?? [] {
            guard let place = stop.attribute("w:pos").flatMap({ Int($0) }) else { continue }
            // A line to write on is a blank of a form.
            let isDots = ["dot", "middleDot", "hyphen"].contains(stop.attribute("w:leader") ?? "")
            result.updateValue(stop.value == "clear" ? nil : isDots, forKey: place)
        }
        return result
    }

    /// Whether each stop of a paragraph draws a row of dots, from left to right; empty where none does.
    static func leaders(_ properties: MarkupNode?, over style: [Int: Bool?]) -> [Bool] {
        let all = stops(properties).merging(style) { own, _ in own }
        let leaders = all.sorted { $0.key < $1.key }.compactMap(\.value)
        return leaders.contains(true) ? leaders : []
    }
}
