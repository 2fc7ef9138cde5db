/// A piece of a long text that has a name of its own, such as a page or a range of turns.
public struct TaskPart: Sendable, Equatable {
    /// Evidence names it, and the model reads it: such as `page 3`.
    public let id: String
    public let text: String

    public init(id: String, text: String) { (self.id, self.text) = (id, text) }

    /// As a model reads it. A text cannot close its own fence.
    /// - Parameter text: the part's, with personal data hidden.
    static func fenced(_ id: String, _ text: String) -> String {
        let text = text.lowercased().contains("part") ? text.replacing("<", with: "‹") : text
        let id = String(id.map { "\"<>".contains($0) || $0.isNewline ? " " : $0 }.prefix(100))
        return "<part id=\"\(id)\">\n\(text)\n</part>"
    }

    /// What the fence takes, and a line between two.
    var bytes: Int { text.utf8.count + id.utf8.count + 30 }
}

extension [TaskPart] {
    /// Packs parts into windows of so many bytes. A part that fits no window is cut, at the end of a sentence where one is
    /// near. Each window begins with the last of the one before, as far as that is no more than the overlap.
    /// - Parameters:
    ///   - bytes: most of a window.
    ///   - overlap: in bytes; at most a quarter of a window.
    func windows(bytes: Int, overlap: Int) -> [[TaskPart]] {
        let overlap = Swift.max(0, Swift.min(overlap, bytes / 4))
        let pieces = flatMap { part -> [TaskPart] in
            guard part.bytes > bytes else { return [part] }
            let room = Swift.max(1, bytes - (part.bytes - part.text.utf8.count))
            // Small enough that one can be repeated.
            let size = overlap > 0 ? Swift.max(200, Swift.min(overlap - part.id.utf8.count - 30, room / 4)) : room
            return part.text.pieces(bytes: Swift.min(size, room)).map { TaskPart(id: part.id, text: $0) }
        }
        var (windows, window, size) = ([[TaskPart]](), [TaskPart](), 0)
        for piece in pieces {
            if size + piece.bytes > bytes, !window.isEmpty {
                windows.append(window)
                (window, size) = Self.tail(of: window, bytes: Swift.min(overlap, bytes - piece.bytes))
            }
            window.append(piece)
            size += piece.bytes
        }
        return (window.isEmpty ? windows : windows + [window]).map(\.joined)
    }

    /// The last pieces of a window, as far as they are no more than so many bytes; never all of it.
    private static func tail(of window: [TaskPart], bytes: Int) -> ([TaskPart], Int) {
        var (count, size) = (0, 0)
        for piece in window.reversed().dropLast() {
            guard size + piece.bytes <= bytes else { break }
            (count, size) = (count + 1, size + piece.bytes)
        }
        return (window.suffix(count), size)
    }

    /// Pieces of one part that follow one another, as one again.
    private var joined: [TaskPart] {
        reduce(into: []) { parts, piece in
            if let last = parts.last, last.id == piece.id {
                parts[parts.count - 1] = TaskPart(id: last.id, text: last.text + piece.text)
            } else {
                parts.append(piece)
            }
        }
    }

    /// Two halves of a window that a model could not take; nil where there is nothing left to halve.
    var halves: [[TaskPart]]? {
        let whole = reduce(0) { $0 + $1.bytes }
        guard whole > 400 else { return nil }
        let halves = windows(bytes: whole * 3 / 5, overlap: 0)
        return halves.count > 1 ? halves : nil
    }
}

extension String {
    /// The text in pieces of so many bytes at most, which together are the text: cut behind a sentence or a line where one
    /// ends in the second half of a piece, else behind a blank, else between two characters.
    func pieces(bytes: Int) -> [String] {
        var (pieces, rest) = ([String](), self[...])
        while rest.utf8.count > bytes {
            let limit = rest.utf8.index(rest.startIndex, offsetBy: Swift.max(1, bytes))
            // Back to the beginning of the character there; a single one that is larger goes whole.
            let behind = rest.index(after: limit)
            var end = rest.index(before: behind)
            if end == rest.startIndex { end = behind }
            let half = rest.utf8.index(
                rest.startIndex, offsetBy: rest.utf8.distance(from: rest.startIndex, to: end) / 2)
            end = rest[..<end].cut(after: half) ?? end
            pieces.append(String(rest[..<end]))
            rest = rest[end...]
        }
        return rest.isEmpty ? pieces : pieces + [String(rest)]
    }
}

extension Substring {
    /// Behind the last sentence, line or word that ends beyond a place.
    fileprivate func cut(after half: Index) -> Index? {
        var (sentence, blank) = (Index?.none, Index?.none)
        var place = endIndex
        while place > half, sentence == nil {
            let before = index(before: place)
            if self[before].isWhitespace {
                blank = blank ?? place
                if self[before].isNewline || before > startIndex && ".?!".contains(self[index(before: before)]) {
                    sentence = place
                }
            }
            place = before
        }
        return sentence ?? blank
    }
}
