import Foundation

extension Report {
    /// The report as JSON with keys in a fixed order: `title`, `subtitle`, `language`, `author`, `createdAt` and `blocks`,
    /// each of which has a `type`.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        // Strings and finite numbers: nothing that JSON has no place for.
        return (try? encoder.encode(JSONReport(self))).map(Array.init) ?? Array("{}".utf8)
    }
}

/// A report as its JSON has it.
private struct JSONReport: Encodable {
    let title: String, subtitle: String?, language: String, author: String?, createdAt: String?
    let blocks: [Block]

    init(_ report: Report) {
        (title, subtitle, language, author) = (report.title, report.subtitle, report.language, report.author)
        createdAt = report.createdAt.map { CivilTime($0).timestamp }
        blocks = report.blocks.map(Block.init)
    }

    struct Run: Encodable {
        var text: String?, isBold: Bool?, isItalic: Bool?, address: String?, citation: Int?

        init(_ run: Report.Run) {
            switch run {
            case .text(let text, let style):
                self.text = text
                isBold = style.contains(.bold) ? true : nil
                isItalic = style.contains(.italic) ? true : nil
            case .link(let text, let address): (self.text, self.address) = (text, address)
            case .citation(let number): citation = number
            }
        }
    }

    struct Item: Encodable {
        let runs: [Run], lists: [List]?

        init(_ item: Report.List.Item) {
            runs = item.runs.map(Run.init)
            lists = item.lists.isEmpty ? nil : item.lists.map(List.init)
        }
    }

    struct List: Encodable {
        let isNumbered: Bool, items: [Item]

        init(_ list: Report.List) { (isNumbered, items) = (list.isNumbered, list.items.map(Item.init)) }
    }

    struct Column: Encodable { let title: String, alignment: String }

    /// A number as one, a time as ISO 8601, text as text.
    struct Cell: Encodable {
        let cell: Report.Cell

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch cell {
            case .empty: try container.encodeNil()
            case .number(let value, _):
                if value.isFinite { try container.encode(value) } else { try container.encodeNil() }
            case .moment(let date): try container.encode(CivilTime(date).timestamp)
            case .text, .day: try container.encode(cell.plain)
            }
        }
    }

    struct Source: Encodable {
        let number: Int, title: String, place: String?, details: [String]?, address: String?

        init(_ source: Report.Source) {
            (number, title, place, address) = (source.number, source.title, source.place, source.address)
            details = source.details.isEmpty ? nil : source.details
        }
    }

    struct Block: Encodable {
        let type: String
        var level: Int?, runs: [Run]?, citation: Int?, list: List?, text: String?, sources: [Source]?
        var caption: String?, columns: [Column]?, rows: [[Cell]]?

        init(_ block: Report.Block) {
            switch block {
            case .heading(let level, let runs):
                (type, self.level, self.runs) = ("heading", level, runs.map(Run.init))
            case .paragraph(let runs): (type, self.runs) = ("paragraph", runs.map(Run.init))
            case .note(let runs): (type, self.runs) = ("note", runs.map(Run.init))
            case .quote(let runs, let citation):
                (type, self.runs, self.citation) = ("quote", runs.map(Run.init), citation)
            case .list(let list): (type, self.list) = ("list", List(list))
            case .table(let table):
                type = "table"
                caption = table.caption
                columns = table.columns.map { Column(title: $0.title, alignment: "\($0.alignment)") }
                rows = table.rows.map { table.cells($0).map(Cell.init) }
            case .code(let text): (type, self.text) = ("code", text)
            case .divider: type = "divider"
            case .sources(let sources): (type, self.sources) = ("sources", sources.map(Source.init))
            }
        }
    }
}
