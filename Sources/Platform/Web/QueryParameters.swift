public import Foundation
import HTTPTypes
public import Hummingbird
import Kernel

/// Reads a query as forms write it (WHATWG URL, `application/x-www-form-urlencoded`): a plus sign is a blank.
///
/// Once for all routes, before any of them looks: browsers' `URLSearchParams`, sign-in providers and most programs write
/// blanks so. A plus sign itself comes as `%2B`.
public struct FormQueries: RouterMiddleware {
    public typealias Context = AppContext

    public init() {}

    public func handle(
        _ request: Request, context: AppContext, next: (Request, AppContext) async throws -> Response
    ) async throws -> Response {
        guard let path = request.head.path, let start = path.firstIndex(of: "?") else {
            return try await next(request, context)
        }
        try Self.check(path[start...].dropFirst())
        guard path[start...].contains("+") else { return try await next(request, context) }
        var head = request.head
        head.path = String(path[..<start]) + path[start...].replacing("+", with: "%20")
        return try await next(Request(head: head, body: request.body), context)
    }

    /// - Throws: `RequestFailure.invalid` for a parameter that is no text: a route would take it for its escapes.
    private static func check(_ query: Substring) throws {
        guard query.utf8.contains(UInt8(ascii: "%")) else { return }
        for pair in query.split(separator: "&") where String(validating: decoded(pair), as: UTF8.self) == nil {
            let name = pair.prefix { $0 != "=" }
            throw RequestFailure.invalid(
                "`\(String(name).beginning(60))` in the query is not UTF-8. Write each byte of a text's UTF-8 as % with two "
                    + "digits, such as %C3%B1 for ñ.")
        }
    }

    /// The bytes that a part of a query stands for; a % that begins no escape stands for itself.
    private static func decoded(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        var (decoded, index) = ([UInt8](), 0)
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = AddressResponder.hexadecimal(bytes[index + 1]),
                let low = AddressResponder.hexadecimal(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return decoded
    }
}

extension Parameters {
    /// A number of the query; nil where it is absent.
    /// - Throws: `RequestFailure.invalid` for what is none, or is out of range.
    public func integer(_ name: Substring, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw RequestFailure.invalid("`\(name)` must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// Whether what is sent is to be checked alone, and answered with what would hold: `check=true`.
    public var isTrial: Bool { self["check"] == "true" }

    /// Identifiers with commas between them; nil where there are none.
    /// - Throws: `RequestFailure.invalid` for what is none, and for more than 200.
    public func identifiers(_ name: Substring) throws -> Set<UUID>? {
        guard let text = self[name] else { return nil }
        let values = text.split(separator: ",").map { UUID(uuidString: String($0)) }
        guard (1...200).contains(values.count), !values.contains(nil) else {
            throw RequestFailure.invalid("`\(name)` must be 1 to 200 identifiers with commas between them.")
        }
        return Set(values.compactMap(\.self))
    }

    /// An identifier of the query; nil where it is absent.
    /// - Throws: `RequestFailure.invalid` for what is none.
    public func identifier(_ name: Substring) throws -> UUID? {
        guard let text = self[name] else { return nil }
        guard let value = UUID(uuidString: String(text)) else {
            throw RequestFailure.invalid("`\(name)` must be an identifier.")
        }
        return value
    }
}

/// The words that a search looks for: found where a text holds all of them, in any order, whatever their case and accents.
public struct SearchWords: Sendable, Equatable {
    private let words: [String]

    /// - Parameter text: of what is typed, the first 200 characters count.
    public init(_ text: String?) {
        words = Self.plain((text ?? "").beginning(200)).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    public var isEmpty: Bool { words.isEmpty }

    private static func plain(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// Whether lines hold all of the words together.
    /// - Returns: the line that holds the most of them; nil where a word is in none.
    public func find(in lines: [String]) -> String? {
        var (missing, best) = (Set(words), (line: String?.none, count: 0))
        for line in lines {
            let plain = Self.plain(line)
            let held = words.filter { plain.contains($0) }
            missing.subtract(held)
            if held.count > best.count { best = (line, held.count) }
        }
        return missing.isEmpty ? best.line : nil
    }

    /// A line cut to what stands around the first of the words in it.
    public func excerpt(of line: String, most: Int = 120) -> String {
        let line = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard line.count > most else { return line }
        let place = words.lazy.compactMap {
            line.range(of: $0, options: [.caseInsensitive, .diacriticInsensitive])?.lowerBound
        }.min()
        let start = max(0, line.distance(from: line.startIndex, to: place ?? line.startIndex) - most / 3)
        let cut = line.dropFirst(start).prefix(most)
        return (start > 0 ? "… " : "") + cut + (start + cut.count < line.count ? " …" : "")
    }
}
