import CAssets

/// Files that the build embedded in the binary (packaging/assets).
public enum EmbeddedFiles {
    /// The plain form of a file of the web application's folder, such as `openapi.json`; nil where there is none.
    public static func bytes(_ name: String) -> [UInt8]? {
        UnsafeBufferPointer(start: assets_web, count: assets_web_count).first { asset in
            asset.name.map { String(cString: $0) == name } == true
        }.map(bytes)
    }

    /// The same as text; empty where there is none.
    public static func text(_ name: String) -> String { String(decoding: bytes(name) ?? [], as: UTF8.self) }

    /// The licences of all that is in the binary.
    public static var licenses: String { String(decoding: bytes(of: asset_licenses), as: UTF8.self) }

    private static func bytes(of asset: EmbeddedAsset) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: asset.bytes, count: asset.count))
    }
}
