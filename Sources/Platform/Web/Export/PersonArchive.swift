/// A finished export of a person: the files of its archive, each read piece by piece.
public struct PersonArchive: Sendable {
    /// A file of the archive.
    public struct Entry: Sendable {
        public let path: String
        /// In how many pieces it is read, each at most a few MiB, or one original.
        public let pieces: Int
        /// Gives a piece's bytes. Blocks.
        public let piece: @Sendable (_ index: Int) throws -> [UInt8]
    }

    public let entries: [Entry]

    init(json: SealedSpool.Content, html: SealedSpool.Content, files: [PersonExport.File]) {
        entries =
            [
                Entry(path: "person.json", pieces: json.pieceCount, piece: json.piece),
                Entry(path: "person.html", pieces: html.pieceCount, piece: html.piece),
            ] + files.map { file in Entry(path: file.path, pieces: 1) { _ in try file.read() } }
    }
}
