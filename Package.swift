// swift-tools-version: 6.2
// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads top to bottom as the architecture: C at the bottom, engines, platform, features, and the command on top.
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = ["Crypto", "CryptoExtras"].map { Target.Dependency.product(name: $0, package: "swift-crypto") }
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let tls = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpParts = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let embedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nio = ["NIOCore", "NIOPosix", "NIOHTTP1", "NIOFoundationCompat"].map {
    Target.Dependency.product(name: $0, package: "swift-nio")
}

/// Borrowed or near the metal: one folder a library, whose headers nobody else imports.
func library(
    _ name: String, links: [String] = [], excludes: [String] = [], flags: [CSetting] = []
) -> [Target] {
    [
        .target(
            name: name, path: "Sources/C/\(name)", exclude: excludes, cSettings: flags,
            linkerSettings: links.map { .linkedLibrary($0) })
    ]
}

/// A target in `Sources/<group>/<name>` and, beside it, its tests in `Tests/<name>Tests`.
func module(
    _ name: String, in group: String, uses dependencies: [Target.Dependency], tests: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, path: "Sources/\(group)/\(name)", swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + tests,
            swiftSettings: settings),
    ]
}

func engine(_ name: String, uses: [Target.Dependency], tests: [Target.Dependency] = []) -> [Target] {
    module(name, in: "Engines", uses: uses, tests: tests)
}

func platform(_ name: String, uses: [Target.Dependency], tests: [Target.Dependency] = []) -> [Target] {
    module(name, in: "Platform", uses: uses, tests: tests)
}

func feature(_ name: String, uses others: [Target.Dependency], tests: [Target.Dependency] = []) -> [Target] {
    module(
        name, in: "Features", uses: ["Kernel", "Persistence", "Web", grdb, hummingbird, logging] + others,
        tests: [grdb, hummingbird, hummingbirdTesting, lifecycle, "Web", "Kernel", "Persistence"] + others + tests)
}

var targets: [Target] = []

targets += library(
    "CKernels", excludes: ["floats.inc", "kernels.inc", "words.inc"],
    // Debug builds run them too: without optimisation the tests would take hours.
    flags: [.unsafeFlags(["-O2"])])
targets += library("CAssets", excludes: ["generated"])
targets += library("CSandbox")
targets += library("CPageSums", links: ["sqlite3"])
targets += library(
    "CMuPDF",
    links: [
        "mupdf", "mupdf-third", "mujs", "gumbo", "openjp2", "jbig2dec", "jpeg", "harfbuzz", "freetype", "png16",
        "brotlidec", "brotlicommon", "z", "m",
    ])
targets += library(
    "CTesseract",
    // The archives, not the shared libraries: those start threads and open files, which the worker may not.
    links: [":libtesseract.a", ":liblept.a", "curl", "jpeg", "png16", "z", "stdc++", "m"])
targets += [
    .systemLibrary(name: "CSodium", path: "Sources/C/CSodium", pkgConfig: "libsodium"),
    .systemLibrary(name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl"),
]

targets += engine("TextEncoder", uses: ["CKernels", "CAssets"], tests: ["CAssets"])
targets += engine("VectorIndex", uses: ["CKernels"], tests: ["CKernels"])
targets += engine("Extraction", uses: ["CMuPDF", "CTesseract", "CAssets"], tests: ["Documents"])
targets += engine("Citations", uses: [])
targets += engine("Documents", uses: [])
targets += engine("TOML", uses: [])

targets += platform("Kernel", uses: [lifecycle])
targets += platform("Assets", uses: ["CAssets"])
targets += platform("Vault", uses: ["CSodium", "Kernel"])
targets += platform(
    "Persistence", uses: ["CPageSums", "Kernel", "Vault", grdb, lifecycle, logging], tests: [grdb, "Vault"])
targets += platform("Sandbox", uses: ["CSandbox"])
targets += platform("Jobs", uses: ["Kernel", "Persistence", grdb, lifecycle, logging], tests: [grdb])
targets += platform(
    "Web",
    uses: [
        "Kernel", "Persistence", "Jobs", "Vault", "CAssets", grdb, lifecycle, hummingbird, httpTypes, httpParts,
        logging,
    ]
        + nio,
    tests: [
        hummingbird, hummingbirdTesting, embedded, httpTypes, httpParts, grdb, lifecycle, logging, "Kernel",
        "Persistence", "Vault",
    ])

targets += platform("Outbound", uses: ["CCurl", "Kernel"], tests: [hummingbird, httpTypes, tls] + nio)
targets += platform(
    "Mail", uses: ["Kernel", "Outbound", "Persistence", "Vault", grdb, logging],
    tests: [grdb, "Outbound", "Persistence", "Vault"])
targets += platform(
    "LanguageModel", uses: ["Kernel", "Outbound", "Persistence", grdb, crypto[0]],
    tests: ["Outbound"])

targets += platform(
    "Models", uses: ["Kernel", "LanguageModel", "Outbound", "Persistence", "Vault", grdb, logging],
    tests: [grdb, "LanguageModel", "Outbound", "Persistence", "Vault"])

targets += platform(
    "Search",
    uses: [
        "Assets", "Citations", "Extraction", "Jobs", "Kernel", "LanguageModel", "Outbound", "Persistence",
        "TextEncoder", "Vault", "VectorIndex", grdb, lifecycle, logging,
    ], tests: ["Jobs", "Library", "Persistence", grdb])

targets += platform(
    "Answering",
    uses: [
        "Assets", "Citations", "Kernel", "LanguageModel", "Models", "Outbound", "Persistence", "Search", "Vault", "Web",
        grdb, hummingbird,
    ])

targets += feature(
    "Accounts",
    uses: [
        "Assets", "Documents", "Jobs", "Mail", "Vault", "Outbound", "Extraction", "Sandbox", jwt, httpTypes, lifecycle,
    ] + crypto)
targets += feature(
    "Library",
    uses: [
        "Citations", "Documents", "Extraction", "VectorIndex", "TextEncoder", "Sandbox", "Search", "Vault", "Jobs",
        "LanguageModel", "Outbound", lifecycle,
    ])
targets += feature(
    "Coach",
    uses: [
        "Answering", "Citations", "Documents", "Jobs", "LanguageModel", "Models", "Outbound", "Search", "Vault",
        httpTypes, lifecycle,
    ],
    tests: ["Extraction", "Library", "Mail", "Operations", "Sandbox", "TextEncoder"])
targets += feature(
    "Operations", uses: ["Jobs", "LanguageModel", "Mail", "Models", "Outbound", "Vault", httpTypes, lifecycle])

targets += [
    .executableTarget(
        name: "homeroom",
        dependencies: [
            "Accounts", "Library", "Coach", "Operations", "Answering", "Assets", "Search", "Extraction", "Citations",
            "TextEncoder",
            "VectorIndex",
            "TOML", "Kernel", "Vault",
            "Persistence", "Sandbox", "Jobs", "Mail", "Models", "Web", "CAssets", "LanguageModel", "Outbound",
            arguments, configuration, grdb,
            hummingbird,
            lifecycle, signals,
            logging, hummingbirdTLS, tls, httpTypes, embedded,
        ] + nio,
        path: "Sources/App", swiftSettings: settings),
    .target(
        name: "TestSupport", dependencies: ["VectorIndex", hummingbird, httpTypes, logging] + nio,
        path: "Tests/Support",
        swiftSettings: settings),
    .testTarget(
        name: "ApplianceTests", dependencies: ["TestSupport", "homeroom"], swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"], swiftSettings: settings),
]

let package = Package(
    name: "homeroom",
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        // Of its traits none: files are read by our own reader of TOML.
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: []),
        .package(url: "https://github.com/vapor/jwt-kit.git", from: "5.7.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: targets,
    cLanguageStandard: .gnu2x
)
