/// The words and values of a chart in a Word file (DrawingML charts, ECMA-376 part 1, 21.2, and the newer form of
/// `chartex`): its title, and its numbers as the table that they are.
enum DOCXChart {
    private static let mostPoints = 400, mostSeries = 20

    /// The chart as paragraphs; empty where it holds nothing.
    static func blocks(_ tree: MarkupTree) -> [FlowBlock] {
        var result: [FlowBlock] = []
        let chart = tree.first("chart")
        if let title = chart?.child("title").map(words), !title.isEmpty {
            result.append(FlowBlock(text: title, kind: .body))
        }
        let series = tree.all("ser", limit: mostSeries).map(Series.init).filter { !$0.values.isEmpty }
        if series.isEmpty {
            result += newer(tree)
        } else {
            let heads = axisTitles(tree)
            result += rows(series, heads: heads)
        }
        return result
    }

    /// The text of a title: what was typed, or what the sheet held.
    private static func words(_ node: MarkupNode) -> String {
        var pieces: [String] = []
        var stack = [node]
        while let part = stack.popLast(), pieces.count < 200 {
            if part.name == "t" || part.name == "v" { pieces.append(part.content) }
            // Paragraphs of a title are lines.
            if part.name == "p", !pieces.isEmpty { pieces.append(" ") }
            stack.append(contentsOf: Array(part.children).reversed())
        }
        return CharacterCleaning.clean(pieces.joined())
    }

    private struct Series {
        var name = ""
        /// By the place of the point.
        var categories: [Int: String] = [:]
        var values: [Int: String] = [:]

        init(_ node: MarkupNode) {
            for child in node.children {
                switch child.name {
                case "tx": name = words(child)
                case "cat", "xVal": categories = points(child)
                case "val", "yVal": values = points(child)
                default: break
                }
            }
        }
    }

    /// The cached points below a node, as they are shown; a category of several levels is one text.
    private static func points(_ node: MarkupNode) -> [Int: String] {
        var result: [Int: String] = [:]
        var stack = [(node: node, format: "")]
        var order: [(node: MarkupNode, format: String)] = []
        while let (part, format) = stack.popLast(), order.count < mostPoints * 4 {
            let own = part.child("formatCode")?.content ?? format
            for child in part.children {
                if child.name == "pt" { order.append((child, own)) } else { stack.append((child, own)) }
            }
        }
        for (point, format) in order {
            guard let index = point.attribute("idx").flatMap({ Int($0) }), (0..<mostPoints).contains(index) else {
                continue
            }
            let written = point.child("v")?.content ?? point.content
            let text = ChartNumber.shown(CharacterCleaning.clean(written), point.attribute("formatCode") ?? format)
            guard !text.isEmpty else { continue }
            result[index] = result[index].map { $0 + ", " + text } ?? text
        }
        return result
    }

    /// What the axes are called: that of the categories, then that of the values.
    private static func axisTitles(_ tree: MarkupTree) -> (category: String, value: String) {
        func title(_ names: [String]) -> String {
            names.lazy.compactMap { tree.first($0)?.child("title").map(words) }.first { !$0.isEmpty } ?? ""
        }
        return (title(["catAx", "dateAx"]), title(["valAx"]))
    }

    private static func rows(_ series: [Series], heads: (category: String, value: String)) -> [FlowBlock] {
        let places = Set(series.flatMap { $0.values.keys }).sorted()
        var names = series.enumerated().map { index, one in
            one.name.isEmpty ? (series.count == 1 ? heads.value : "Series \(index + 1)") : one.name
        }
        if series.count == 1, !heads.value.isEmpty, heads.value != names[0] { names[0] += " (\(heads.value))" }
        var rows = [([heads.category] + names).joined(separator: " | ")]
        for place in places {
            let label = series.lazy.compactMap { $0.categories[place] }.first ?? String(place + 1)
            rows.append(([label] + series.map { $0.values[place] ?? "" }).joined(separator: " | "))
        }
        if heads.category.isEmpty, names.allSatisfy(\.isEmpty) { rows.removeFirst() }
        return rows.map { FlowBlock(text: $0, kind: .tableRow) }
    }

    /// Charts of newer kinds (waterfalls, funnels, maps): labels and numbers stand in lists side by side.
    private static func newer(_ tree: MarkupTree) -> [FlowBlock] {
        func texts(_ name: String) -> [Int: String] { tree.first(name).map(points) ?? [:] }
        let (labels, numbers) = (texts("strDim"), texts("numDim"))
        return Set(labels.keys).union(numbers.keys).sorted().prefix(mostPoints).map { place in
            FlowBlock(
                text: [labels[place], numbers[place]].compactMap(\.self).joined(separator: " | "), kind: .tableRow)
        }
    }
}

/// A number as a sheet shows it by its format.
enum ChartNumber {
    static func shown(_ text: String, _ format: String) -> String {
        guard let value = Double(text), value.isFinite, abs(value) < 1e15 else { return text }
        let plain = format.prefix(100).prefix { $0 != ";" }
        let bare = String(plain).replacing(/"[^"]*"|\\.|\[[^\]]*\]/, with: "").lowercased()
        if bare.contains("d") && bare.contains("m") || bare.contains("y") { return date(value) ?? text }
        let decimals = bare.firstIndex(of: ".").map {
            bare[bare.index(after: $0)...].prefix { $0 == "0" || $0 == "#" }.count
        }
        if bare.contains("%") { return rounded(value * 100, decimals ?? 0) + "%" }
        // Sheets keep 89.7 as 89.700000000000003.
        let number = bare.contains("0") ? rounded(value, decimals ?? 0) : rounded(value, 10)
        return format.contains("$") ? "$" + number : number
    }

    /// At most so many decimals, without zeros that say nothing.
    private static func rounded(_ value: Double, _ decimals: Int) -> String {
        let decimals = min(max(decimals, 0), 10)
        var scale = 1.0
        for _ in 0..<decimals { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e18 else { return String(value) }
        let digits = String(Int(scaled))
        let whole = digits.dropLast(decimals)
        var part = String(repeating: "0", count: max(0, decimals - digits.count)) + digits.suffix(decimals)
        if decimals > 2 { while part.last == "0" { part.removeLast() } }
        return (value < 0 && scaled > 0 ? "-" : "") + (whole.isEmpty ? "0" : String(whole))
            + (part.isEmpty ? "" : "." + part)
    }

    /// Days since the end of 1899, as sheets count them.
    private static func date(_ value: Double) -> String? {
        guard value >= 61, value < 200_000 else { return nil }
        // Howard Hinnant's civil_from_days, from March 1 of the year 0.
        let days = Int(value) + 693_899
        let era = days / 146_097
        let ofEra = days % 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let shifted = (5 * ofYear + 2) / 153
        let (day, month) = (ofYear - (153 * shifted + 2) / 5 + 1, shifted < 10 ? shifted + 3 : shifted - 9)
        return "\(month)/\(day)/\(year + era * 400 + (month <= 2 ? 1 : 0))"
    }
}
