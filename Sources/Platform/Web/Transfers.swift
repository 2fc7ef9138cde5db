import Foundation
import HTTPTypes
public import Hummingbird
import Kernel
import NIOCore

extension Request {
    /// The body of an upload in one piece.
    /// - Parameters:
    ///   - most: bytes that are taken.
    ///   - leastBytesASecond: after half a minute, who sends less is given up: a slow telephone line sends more. nil
    ///     where nothing is kept from others meanwhile.
    ///   - tooLarge: what is said of more bytes than that.
    /// - Throws: what `tooLarge` makes, at the first byte too many; `RequestFailure.tooSlow`.
    public func upload(
        upTo most: Int, leastBytesASecond: Double?, tooLarge: @autoclosure () -> any Error
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        let start = ContinuousClock.now
        for try await buffer in body {
            if let least = leastBytesASecond {
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                guard seconds < 30 || Double(bytes.count) > seconds * least else { throw RequestFailure.tooSlow }
            }
            bytes.append(contentsOf: buffer.readableBytesView)
            guard bytes.count <= most else { throw tooLarge() }
        }
        return bytes
    }
}

extension Response {
    /// A file to keep. Browsers never show it in the page's place, nor take it for another type.
    /// - Parameters:
    ///   - name: what the file is called, without its extension, in any characters: letters, digits, blanks, commas,
    ///     hyphens and underscores stay, 60 characters at most.
    ///   - plainName: for clients that read ASCII only, and where nothing of the name stays.
    ///   - fileExtension: such as `pdf`.
    ///   - type: its media type.
    public static func download(
        _ body: ResponseBody, name: String, plainName: StaticString, fileExtension: String, type: String
    ) -> Response {
        let plain = "\(plainName)"
        let stem = FileName.kept(of: name)
        var headers: HTTPFields = [
            .contentType: type,
            .contentDisposition: FileName.attachment(stem.isEmpty ? plain : stem, plain, fileExtension),
        ]
        if let field = HTTPField.Name("x-content-type-options") { headers[field] = "nosniff" }
        return Response(status: .ok, headers: headers, body: body)
    }
}

/// Names of files as responses give them.
enum FileName {
    /// What of a name file systems and headers take.
    static func kept(of name: String) -> String {
        let kept = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: " -_,"))
        return String(String.UnicodeScalarView(name.unicodeScalars.filter { kept.contains($0) }))
            .trimmingCharacters(in: .whitespaces).beginning(60)
    }

    /// The value of `Content-Disposition` (RFC 6266): the plain name, and where that is not all, the whole one, which
    /// newer clients take (RFC 8187).
    static func attachment(_ name: String, _ plain: String, _ fileExtension: String) -> String {
        let value = "attachment; filename=\"\(plain).\(fileExtension)\""
        let coded = name.addingPercentEncoding(withAllowedCharacters: unescaped) ?? plain
        return name == plain ? value : value + "; filename*=UTF-8''\(coded).\(fileExtension)"
    }

    private static let unescaped = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}
