import Configuration

/// A value that is given where the program starts. What administrators set in the page lies in the database instead.
///
/// The one name is a flag, a variable and a key of homeroom.toml: `--max-pages`, `HOMEROOM_MAX_PAGES`, `max-pages`.
enum ConfigurationKey: String, CaseIterable, Sendable {
    case data, port, listen, host, certificate
    case certificateKey = "certificate-key"
    case trustedProxy = "trusted-proxy"
    case plain
    case maxMegabytes = "max-megabytes"
    case maxPages = "max-pages"
    case logLevel = "log-level"

    var flag: String { "--" + rawValue }
    var variable: String { "HOMEROOM_" + rawValue.uppercased().replacing("-", with: "_") }
    var key: ConfigKey { ConfigKey([rawValue]) }

    var type: ConfigType {
        switch self {
        case .data, .listen, .certificate, .certificateKey, .logLevel: .string
        case .host, .trustedProxy: .stringArray
        case .plain: .bool
        case .port, .maxMegabytes, .maxPages: .int
        }
    }

    /// The whole numbers that it takes.
    var bounds: ClosedRange<Int>? {
        switch self {
        case .port: 1...65535
        case .maxMegabytes: 1...2048
        case .maxPages: 1...100_000
        default: nil
        }
    }

    /// What may be given, as the end of a sentence that begins with "Give".
    var allowed: String {
        switch self {
        case .data: "the path of a folder"
        case .port, .maxMegabytes, .maxPages:
            bounds.map { "a whole number of \($0.lowerBound) to \($0.upperBound)" } ?? "a whole number"
        case .listen: "an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all"
        case .host: "names of this machine, such as homeroom.district.example"
        case .certificate, .certificateKey: "the path of a PEM file"
        case .trustedProxy: "addresses or ranges, such as 10.1.2.3, 10.0.0.0/8 or fd00::/8"
        case .plain: "true or false"
        case .logLevel: "one of " + JSONLog.levels
        }
    }

    /// What is in force where nobody gives it, as people read it.
    var standard: String {
        switch self {
        case .data: "~/.homeroom"
        case .port: "8080"
        case .listen: "127.0.0.1"
        case .host, .certificate, .certificateKey, .trustedProxy: "none"
        case .plain: "false"
        case .maxMegabytes: "50"
        case .maxPages: "2000"
        case .logLevel: "notice"
        }
    }

    /// The known name that a wrong one was meant for: at most two letters away (Levenshtein).
    static func nearest(to name: String) -> ConfigurationKey? {
        let wanted = name.lowercased().replacing("_", with: "-")
        let near = allCases.map { (key: $0, distance: distance(wanted, $0.rawValue)) }.min { $0.distance < $1.distance }
        return near.flatMap { $0.distance <= 2 ? $0.key : nil }
    }

    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.utf8.prefix(40)), Array(other.utf8))
        var row = Array(0...other.count)
        for (index, byte) in one.enumerated() {
            var corner = row[0]
            row[0] = index + 1
            for column in other.indices {
                let next = min(row[column], row[column + 1], corner - (byte == other[column] ? 1 : 0)) + 1
                (corner, row[column + 1]) = (row[column + 1], next)
            }
        }
        return row[other.count]
    }
}
