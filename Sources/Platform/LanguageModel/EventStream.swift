import Foundation

/// Takes a stream of server-sent events apart (WHATWG HTML, section 9.2), whatever the parts it arrives in.
struct EventStream {
    /// A line that is longer than any honest one.
    struct LineTooLong: Error {}

    private var line = Data()
    private var data: [String] = []
    private static let longest = 1 << 20

    /// The data of the events that end in these bytes.
    /// - Throws: `LineTooLong`.
    mutating func take(_ bytes: Data) throws -> [String] {
        var events: [String] = []
        for byte in bytes {
            guard byte == 0x0A else {
                guard line.count < Self.longest else { throw LineTooLong() }
                line.append(byte)
                continue
            }
            close(into: &events)
        }
        return events
    }

    /// What a server left without the empty line that ends an event.
    mutating func end() -> [String] {
        var events: [String] = []
        if !line.isEmpty { close(into: &events) }
        close(into: &events)
        return events
    }

    private mutating func close(into events: inout [String]) {
        if line.last == 0x0D { line.removeLast() }
        if line.isEmpty {
            if !data.isEmpty { events.append(data.joined(separator: "\n")) }
            data = []
        } else if line.starts(with: Data("data:".utf8)) {
            let value = line.dropFirst(5)
            data.append(String(decoding: value.first == 0x20 ? value.dropFirst() : value, as: UTF8.self))
        }
        line.removeAll(keepingCapacity: true)
    }
}
