/// A table while the file is read. Only the reader holds it.
final class TOMLOpenTable {
    enum Member {
        case value(TOMLValue)
        case table(TOMLOpenTable)
        case tables([TOMLOpenTable])
    }

    var members: [String: (member: Member, key: TOMLPosition)] = [:]
    /// Named by a header of its own.
    var isDefined = false
    /// Made by a dotted key; nothing but other dotted keys beside it adds values.
    let isDotted: Bool
    let position: TOMLPosition

    init(at position: TOMLPosition, isDotted: Bool = false) { (self.position, self.isDotted) = (position, isDotted) }

    /// All of it as values.
    var whole: [String: TOMLValue] {
        members.mapValues { entry in
            switch entry.member {
            case .value(let value): TOMLValue(value.content, at: value.position, key: entry.key)
            case .table(let table): TOMLValue(.table(table.whole), at: table.position, key: entry.key)
            case .tables(let tables):
                TOMLValue(
                    .array(tables.map { TOMLValue(.table($0.whole), at: $0.position) }),
                    at: tables.first?.position ?? entry.key, key: entry.key)
            }
        }
    }
}

/// A key, or one part of a dotted one.
struct TOMLKeyPart {
    let name: String, position: TOMLPosition
}

extension TOMLOpenTable {
    /// The table that a header's path leads to, whose last part is still to be looked up.
    func table(along path: ArraySlice<TOMLKeyPart>) throws(TOMLError) -> TOMLOpenTable {
        var table = self
        for part in path {
            switch table.members[part.name]?.member {
            case nil:
                let new = TOMLOpenTable(at: part.position)
                table.members[part.name] = (.table(new), part.position)
                table = new
            case .table(let next): table = next
            case .tables(let all): if let last = all.last { table = last }
            case .value: throw Self.taken(part)
            }
        }
        return table
    }

    /// The table that the header `[path]` opens.
    func open(_ path: [TOMLKeyPart]) throws(TOMLError) -> TOMLOpenTable {
        guard let last = path.last else { return self }
        let parent = try table(along: path.dropLast())
        switch parent.members[last.name]?.member {
        case nil:
            let new = TOMLOpenTable(at: last.position)
            new.isDefined = true
            parent.members[last.name] = (.table(new), last.position)
            return new
        case .table(let table) where !table.isDefined && !table.isDotted:
            table.isDefined = true
            return table
        default: throw Self.taken(last)
        }
    }

    /// The new table that the header `[[path]]` opens.
    func append(_ path: [TOMLKeyPart]) throws(TOMLError) -> TOMLOpenTable {
        guard let last = path.last else { return self }
        let parent = try table(along: path.dropLast())
        let new = TOMLOpenTable(at: last.position)
        new.isDefined = true
        switch parent.members[last.name] {
        case nil: parent.members[last.name] = (.tables([new]), last.position)
        case (.tables(let all), let key)?: parent.members[last.name] = (.tables(all + [new]), key)
        default: throw Self.taken(last)
        }
        return new
    }

    /// Sets a value by a key of one part or, through tables made for it, of several.
    func set(_ path: [TOMLKeyPart], to value: TOMLValue) throws(TOMLError) {
        guard let last = path.last else { return }
        var table = self
        for part in path.dropLast() {
            switch table.members[part.name]?.member {
            case nil:
                let new = TOMLOpenTable(at: part.position, isDotted: true)
                table.members[part.name] = (.table(new), part.position)
                table = new
            case .table(let next) where next.isDotted: table = next
            default: throw Self.taken(part)
            }
        }
        guard table.members[last.name] == nil else { throw Self.taken(last) }
        table.members[last.name] = (.value(value), last.position)
    }

    private static func taken(_ part: TOMLKeyPart) -> TOMLError {
        TOMLError("“\(part.name)” is already set above. Keep one of the two.", at: part.position)
    }
}
