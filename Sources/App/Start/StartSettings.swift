import ArgumentParser
import Configuration
import Extraction
import Foundation
import Kernel
import Library
import Logging
import Web

/// Options that know values of the configuration.
protocol ConfigurationOptions {
    /// Adds what was given on the command line.
    func add(to flags: inout ConfigurationFlags)
}

/// Every value that a command starts with, where each came from, and what is wrong with them.
struct StartSettings: Sendable {
    /// One value as `homeroom config show` prints it.
    struct Row: Codable, Sendable {
        let key: String, value: String, source: String, variable: String
    }

    private(set) var folder: String?
    private(set) var network = NetworkSettings()
    private(set) var library = Library.Settings()
    private(set) var level = Logger.Level.notice
    private(set) var rows: [Row] = []
    /// Sentences that say where a wrong value came from, what is wrong, and what is allowed.
    private(set) var faults: [String] = []
    /// Variables that nothing reads, with the one that was perhaps meant.
    private(set) var oddVariables: [String] = []

    /// - Parameters:
    ///   - keys: those that matter here; a wrong value of another is not looked at.
    ///   - home: the home folder of this user.
    init(
        _ flags: ConfigurationFlags, of keys: [ConfigurationKey], environment: [String: String], home: String?
    ) {
        let own = ConfigurationReading.own(environment)
        oddVariables = Self.odd(own)
        let named = flags.file ?? own["HOMEROOM_CONFIG"]
        let file: ConfigurationFile?
        if let named {
            file = ConfigurationFile(URL(fileURLWithPath: named).standardizedFileURL.path, isInDataFolder: false)
        } else {
            let place = ConfigurationReading(flags: flags, environment: environment, file: nil).text(.data)?.value
            let path = Self.absolute(place ?? home.map { $0 + "/.homeroom" }).map { $0 + "/" + ConfigurationFile.name }
            // A link that leads nowhere is there too, and told.
            file = path.flatMap {
                FileStatus($0, follows: false) == nil ? nil : ConfigurationFile($0, isInDataFolder: true)
            }
        }
        faults += file?.faults ?? []
        let reading = ConfigurationReading(flags: flags, environment: environment, file: file)
        for key in keys { take(key, reading, home: home) }
        if keys.contains(.plain) { checkTogether() }
    }

    /// What a command starts with, of its options, this process's environment and homeroom.toml.
    /// - Throws: `ValidationError` with all that is wrong, a line each.
    static func checked(_ options: [any ConfigurationOptions], of keys: [ConfigurationKey]) throws -> StartSettings {
        let settings = unchecked(options, of: keys)
        guard settings.faults.isEmpty else { throw ValidationError(settings.faults.joined(separator: "\n")) }
        return settings
    }

    /// The same, whatever is wrong.
    static func unchecked(_ options: [any ConfigurationOptions], of keys: [ConfigurationKey]) -> StartSettings {
        var flags = ConfigurationFlags()
        for group in options { group.add(to: &flags) }
        return StartSettings(
            flags, of: keys, environment: ProcessInfo.processInfo.environment, home: PlaceOptions.home)
    }

    private mutating func take(_ key: ConfigurationKey, _ reading: ConfigurationReading, home: String?) {
        switch key {
        case .data: takeFolder(reading, home: home)
        case .port: network.port = takeNumber(key, reading) ?? network.port
        case .maxMegabytes: library.maxBytes = takeNumber(key, reading).map { $0 << 20 } ?? library.maxBytes
        case .maxPages: library.extraction.pages = takeNumber(key, reading) ?? library.extraction.pages
        case .listen: takeAddress(reading)
        case .host: takeHosts(reading)
        case .trustedProxy: takeProxies(reading)
        case .certificate: network.certificate = takeFile(key, reading)
        case .certificateKey: network.key = takeFile(key, reading)
        case .plain:
            let found = reading.flag(key, &faults)
            network.isPlain = found?.value ?? false
            row(key, found.map { "\($0.value)" }, found?.source)
        case .logLevel:
            let found = reading.text(key)
            row(key, found?.value.lowercased(), found?.source)
            guard let found else { return }
            guard let named = JSONLog.level(named: found.value) else { return refuse(key, found.source, found.value) }
            level = named
        }
    }

    private mutating func takeFolder(_ reading: ConfigurationReading, home: String?) {
        let found = reading.text(.data)
        folder = Self.absolute(found?.value ?? home.map { $0 + "/.homeroom" })
        row(.data, folder, found?.source)
        if folder == nil {
            faults.append(
                "This user has no home folder, so that there is no ~/.homeroom. Name the data folder: --data DIR, or "
                    + "HOMEROOM_DATA.")
        }
    }

    private mutating func takeNumber(_ key: ConfigurationKey, _ reading: ConfigurationReading) -> Int? {
        let found = reading.number(key, &faults)
        row(key, found.map { "\($0.value)" }, found?.source)
        return found?.value
    }

    private mutating func takeFile(_ key: ConfigurationKey, _ reading: ConfigurationReading) -> String? {
        guard let found = reading.text(key) else {
            row(key, nil, nil)
            return nil
        }
        // Somebody put the key itself where its file is named: it must show in no message and no list.
        guard !found.value.contains("-----BEGIN"), !found.value.contains(where: \.isNewline) else {
            row(key, "(hidden)", found.source)
            faults.append(
                "\(ConfigurationReading.subject(found.source, key)) holds a certificate or key itself. Give \(key.allowed)."
            )
            return nil
        }
        row(key, found.value, found.source)
        return found.value
    }

    private mutating func takeAddress(_ reading: ConfigurationReading) {
        let found = reading.text(.listen)
        row(.listen, found?.value, found?.source)
        guard let found else { return }
        network.address = checkedName(found.value, .listen, found.source) ?? network.address
    }

    private mutating func takeHosts(_ reading: ConfigurationReading) {
        let found = reading.texts(.host)
        let names = (found?.value ?? []).map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
            .filter { !$0.isEmpty }
        row(.host, names.isEmpty ? nil : names.joined(separator: ", "), found?.source)
        guard let found else { return }
        network.hosts = Set(names.compactMap { checkedName($0, .host, found.source).map(NetworkOptions.bracketed) })
    }

    private mutating func takeProxies(_ reading: ConfigurationReading) {
        let found = reading.texts(.trustedProxy)
        row(.trustedProxy, found?.value.joined(separator: ", "), found?.source)
        guard let found else { return }
        // A variable or a list may end in a comma; an empty flag is a mistake.
        let texts = found.value.filter { !$0.isEmpty || found.source == ConfigurationKey.trustedProxy.flag }
        do { network.proxies = try TrustedProxies(texts) } catch {
            let subject = ConfigurationReading.subject(found.source, .trustedProxy)
            faults.append(
                "\(subject) “\(error.text.beginning(100))” is neither an address nor a range. "
                    + "Give \(ConfigurationKey.trustedProxy.allowed).")
        }
    }

    private mutating func checkedName(_ text: String, _ key: ConfigurationKey, _ source: String) -> String? {
        do { return try NetworkOptions.name(text, of: ConfigurationReading.subject(source, key)) } catch {
            faults.append((error as? ValidationError)?.message ?? "\(error)")
            return nil
        }
    }

    private mutating func refuse(_ key: ConfigurationKey, _ source: String, _ text: String) {
        let subject = ConfigurationReading.subject(source, key)
        faults.append("\(subject) is “\(text.beginning(100))”. Give \(key.allowed), or leave it out.")
    }

    private mutating func row(_ key: ConfigurationKey, _ value: String?, _ source: String?) {
        rows.append(
            Row(
                key: key.rawValue, value: value ?? key.standard, source: source ?? "default",
                variable: key.variable))
    }

    /// What no value says alone.
    private mutating func checkTogether() {
        if (network.certificate == nil) != (network.key == nil) {
            faults.append("--certificate and --certificate-key go together. Give both, or neither.")
        }
        let isLocal = ["127.0.0.1", "::1", "localhost"].contains(network.address)
        guard isLocal || network.certificate != nil || network.isPlain else {
            faults.append("Give --certificate and --certificate-key to serve other machines, or say --plain.")
            return
        }
    }

    private static func absolute(_ path: String?) -> String? {
        path.map { URL(fileURLWithPath: $0).standardizedFileURL.path }
    }

    private static func odd(_ environment: [String: String]) -> [String] {
        let known = Set(ConfigurationKey.allCases.map(\.variable) + ["HOMEROOM_CONFIG"])
        return environment.keys.filter { !known.contains($0) }.sorted().compactMap { name in
            ConfigurationKey.nearest(to: String(name.dropFirst("HOMEROOM_".count))).map {
                "\(name) is read by nothing; \($0.variable) is"
            }
        }
    }
}
