import CAssets
import Foundation
import HTTPTypes
public import Hummingbird

/// Serves the files of the web application, which are embedded in the binary.
public struct WebApp: Sendable {
    private struct File: Sendable {
        let bytes: ByteBuffer
        let encoding: String?
    }

    /// Forms of each file, the smallest first.
    private let files: [String: [File]]

    public init() {
        var files: [String: [File]] = [:]
        for asset in UnsafeBufferPointer(start: assets_web, count: assets_web_count) {
            guard let name = asset.name.map({ String(cString: $0) }) else { continue }
            let bytes = ByteBuffer(bytes: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
            let encoding = name.hasSuffix(".br") ? "br" : name.hasSuffix(".gz") ? "gzip" : nil
            files[encoding == nil ? name : String(name.dropLast(3)), default: []].append(
                File(bytes: bytes, encoding: encoding))
        }
        self.files = files.mapValues { $0.sorted { $0.bytes.readableBytes < $1.bytes.readableBytes } }
    }

    /// An embedded file's plain form, such as `openapi.json`.
    public func bytes(_ name: String) -> ByteBuffer? { files[name]?.first { $0.encoding == nil }?.bytes }

    private static func bytes(of asset: EmbeddedAsset) -> ByteBuffer {
        ByteBuffer(bytes: UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
    }

    public func addRoutes(to router: Router<AppContext>) {
        // The page itself finds out what to show.
        for path in ["/", "setup/:token", "link/:token", "api/docs"] {
            router.get(RouterPath(path)) { request, _ in page(request) }
        }
        router.get("/app/:file") { request, context in
            let name = try context.parameters.require("file")
            // What else is embedded is for other parts of the appliance.
            guard files[name] != nil, name.hasSuffix(".js") || name.hasSuffix(".css") else {
                throw HTTPError(.notFound)
            }
            // The name holds a hash of the content.
            return response(name, request, cache: "public, max-age=31536000, immutable")
        }
        // Whoever uses it over a network may have its source (AGPL, section 13).
        for (asset, type) in [(asset_source, "application/x-xz"), (asset_licenses, "text/plain; charset=utf-8")] {
            let (name, bytes) = (String(cString: asset.name), Self.bytes(of: asset))
            router.get(RouterPath("/" + name)) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: type, .cacheControl: "public, max-age=3600"],
                    body: .init(byteBuffer: bytes))
            }
        }
        router.get("/favicon.svg") { request, _ in response("favicon.svg", request, cache: "public, max-age=86400") }
    }

    func page(_ request: Request) -> Response { response("index.html", request, cache: "no-cache") }

    private func response(_ name: String, _ request: Request, cache: String) -> Response {
        let accepted = request.headers[.acceptEncoding] ?? ""
        guard let file = files[name]?.first(where: { $0.encoding.map { accepted.contains($0) } ?? true }) else {
            return Response(status: .notFound)
        }
        var headers: HTTPFields = [.contentType: Self.type(name), .cacheControl: cache, .vary: "accept-encoding"]
        if let encoding = file.encoding { headers[.contentEncoding] = encoding }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: file.bytes))
    }

    private static func type(_ name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        case "woff2": "font/woff2"
        case "json": "application/json"
        default: "application/octet-stream"
        }
    }
}
