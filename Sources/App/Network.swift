import ArgumentParser
import Configuration
import Foundation
import HummingbirdCore
import HummingbirdTLS
import Kernel
import NIOCore
import NIOSSL
import Web

/// Where browsers are served.
struct NetworkSettings: Sendable {
    var address = "127.0.0.1"
    var port = 8080
    /// Names under which browsers know this machine.
    var hosts: Set<String> = []
    /// Proxies in front, whose word on the client's address is taken.
    var proxies = TrustedProxies.none
    /// Paths of a certificate chain and its key.
    var certificate: String?
    var key: String?
    /// Serves other machines without TLS, for a proxy in front.
    var isPlain = false

    /// The certificate and its key, where it serves over TLS.
    var files: CertificateFiles? {
        guard let certificate, let key else { return nil }
        return CertificateFiles(certificate: certificate, key: key)
    }

    private var isOpen: Bool { address == "0.0.0.0" || address == "::" }

    /// All names under which it answers beside those of this very machine: those given or, where none is, the address it
    /// listens on and, on all of them, the machine's own. No name of another can lead a browser here by one of these.
    var names: Set<String> {
        guard hosts.isEmpty else { return hosts }
        guard isOpen else { return [NetworkOptions.bracketed(address)] }
        return Set(MachineNames.addresses + [MachineNames.full].compactMap { $0 })
    }

    /// The address to show to people.
    var site: String {
        let own = isOpen ? MachineNames.full ?? MachineNames.addresses.first ?? "localhost" : nil
        let name = hosts.sorted().first ?? own ?? NetworkOptions.bracketed(address)
        let isUsual = port == (certificate == nil ? 80 : 443)
        return (certificate == nil ? "http://" : "https://") + name + (isUsual ? "" : ":\(port)")
    }

    /// HTTP with limits for clients that dawdle, over TLS where there is a certificate.
    /// - Throws: `CertificateUnusable`.
    func server(renewals: CertificateRenewals = .init()) throws -> HTTPServerBuilder {
        let places = ConnectionGate.Places(most: Descriptors.connections(of: Descriptors.raise()))
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ConnectionGate(places), SlowClients()], idleTimeout: .seconds(75)))
        guard let certificate, let files else { return plain }
        let loaded = try files.load()
        do {
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: loaded.sources, privateKey: .privateKey(loaded.key))
            configuration.minimumTLSVersion = .tlsv12
            // Of TLS 1.2 only what keeps the past secret and authenticates what it encrypts (RFC 9325, 4.2).
            configuration.cipherSuites =
                "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
                + "ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256"
            // Each handshake takes what was read last: certificates are renewed while the server runs.
            configuration.sslContextCallback = { _, promise in promise.succeed(renewals.current ?? .noChanges) }
            return try .tls(plain, tlsConfiguration: configuration)
        } catch { throw CertificateUnusable.other(certificate, "\(error)") }
    }
}

/// Options for where to serve.
struct NetworkOptions: ParsableArguments, ConfigurationOptions {
    @Option(help: ArgumentHelp("The port. Also HOMEROOM_PORT; 8080.", valueName: "n"))
    var port: Int?

    @Option(help: ArgumentHelp("The address to listen on. Also HOMEROOM_LISTEN; 127.0.0.1.", valueName: "address"))
    var listen: String?

    @Option(
        help: ArgumentHelp(
            "A name browsers know this machine by; may be repeated. Also HOMEROOM_HOST.", valueName: "name"))
    var host: [String] = []

    @Option(
        help: ArgumentHelp(
            "A PEM file with the certificate chain, to serve over TLS. Also HOMEROOM_CERTIFICATE.", valueName: "file"))
    var certificate: String?

    @Option(
        help: ArgumentHelp("A PEM file with the certificate's key. Also HOMEROOM_CERTIFICATE_KEY.", valueName: "file"))
    var certificateKey: String?

    @Option(
        help: ArgumentHelp(
            "A proxy, or a range such as 10.0.0.0/8, whose X-Forwarded-For and -Proto are believed; several with commas "
                + "between, or repeated. Also HOMEROOM_TRUSTED_PROXY.",
            valueName: "address"))
    var trustedProxy: [String] = []

    @Flag(
        help: """
            Serve other machines without TLS, for a proxy in front that speaks it: browsers keep no session without. \
            Also HOMEROOM_PLAIN=true.
            """)
    var plain = false

    /// IPv6 addresses stand in brackets where names stand (RFC 3986).
    static func bracketed(_ name: String) -> String {
        name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
    }

    /// A host's name as browsers send it (RFC 1123), or an address.
    /// - Throws: `ValidationError` for anything else: it would never be asked for by that name.
    static func name(_ text: String, of option: String) throws -> String {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        if IPAddress.bytes(bare) != nil { return bare }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let isName =
            text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            }
        // Names that end in a number are addresses that went wrong, such as 10.0.0.999.
        guard isName, labels.last.map({ $0.allSatisfy(\.isNumber) }) == false else {
            throw ValidationError(
                "\(option) is “\(text.prefix(100))”, which is neither a host's name nor an address. Give the name alone, "
                    + "such as homeroom.district.example, without https://, port or path.")
        }
        return text
    }

    func add(to flags: inout ConfigurationFlags) {
        flags.values[.port] = port.map { .int($0) }
        flags.values[.listen] = listen.map { .string($0) }
        flags.values[.host] = host.isEmpty ? nil : .stringArray(host)
        flags.values[.certificate] = certificate.map { .string($0) }
        flags.values[.certificateKey] = certificateKey.map { .string($0) }
        flags.values[.trustedProxy] = trustedProxy.isEmpty ? nil : .stringArray(trustedProxy)
        // Left out, it says nothing: a file may say it.
        flags.values[.plain] = plain ? .bool(true) : nil
    }
}
