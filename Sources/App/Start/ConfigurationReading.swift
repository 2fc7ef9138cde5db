import Configuration
import Foundation
import Synchronization

/// What the flags of a command say.
struct ConfigurationFlags: Sendable {
    var values: [ConfigurationKey: ConfigContent] = [:]
    /// What `--config` names.
    var file: String?
}

/// A value, and where it came from.
struct Sourced<Value: Sendable>: Sendable {
    let value: Value
    /// Such as `--port`, `HOMEROOM_PORT` or `/srv/homeroom/homeroom.toml, line 3`.
    let source: String
}

/// Reads values from flags, the environment and homeroom.toml, in this order, with swift-configuration.
struct ConfigurationReading: Sendable {
    private enum Origin: Sendable {
        case flags, environment
        case file(ConfigurationFile)
    }

    private let origins: [Origin]
    private let reader: ConfigReader
    private let access = LastAccess()
    private let environment: [String: String]

    /// - Parameters:
    ///   - environment: only what begins with HOMEROOM_ is looked at. What is empty counts as not set.
    ///   - file: homeroom.toml, where there is one.
    init(flags: ConfigurationFlags, environment: [String: String], file: ConfigurationFile?) {
        let own = Self.own(environment)
        self.environment = own
        origins = [.flags, .environment] + (file.map { [.file($0)] } ?? [])
        let given = flags.values.map {
            (AbsoluteConfigKey([$0.key.rawValue]), ConfigValue($0.value, isSecret: false))
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: Dictionary(uniqueKeysWithValues: given)),
            EnvironmentVariablesProvider(environmentVariables: own).prefixKeys(with: ConfigKey(["homeroom"])),
        ]
        if let file { providers.append(file.provider) }
        reader = ConfigReader(providers: providers, accessReporter: access)
    }

    /// What the environment gives to this program, without blanks around it.
    static func own(_ environment: [String: String]) -> [String: String] {
        environment.filter { $0.key.hasPrefix("HOMEROOM_") }
            .mapValues { $0.trimmingCharacters(in: .whitespacesAndNewlines) }.filter { !$0.value.isEmpty }
    }

    func text(_ key: ConfigurationKey) -> Sourced<String>? {
        reader.string(forKey: key.key).map { Sourced(value: $0, source: source(of: key)) }
    }

    func texts(_ key: ConfigurationKey) -> Sourced<[String]>? {
        reader.stringArray(forKey: key.key).map { Sourced(value: $0, source: source(of: key)) }
    }

    /// - Parameter faults: takes a sentence where something is given that is none.
    func number(_ key: ConfigurationKey, _ faults: inout [String]) -> Sourced<Int>? {
        guard let value = reader.int(forKey: key.key) else {
            tellUnreadable(key, &faults)
            return nil
        }
        let found = Sourced(value: value, source: source(of: key))
        guard key.bounds?.contains(value) != false else {
            faults.append("\(Self.subject(found.source, key)) is \(value). Give \(key.allowed).")
            return nil
        }
        return found
    }

    /// - Parameter faults: takes a sentence where something is given that is neither true nor false.
    func flag(_ key: ConfigurationKey, _ faults: inout [String]) -> Sourced<Bool>? {
        guard let value = reader.bool(forKey: key.key) else {
            tellUnreadable(key, &faults)
            return nil
        }
        return Sourced(value: value, source: source(of: key))
    }

    /// How a sentence about a value begins.
    static func subject(_ source: String, _ key: ConfigurationKey) -> String {
        source.hasPrefix("--") || source == key.variable ? source : "\(source): \(key.rawValue)"
    }

    /// Only variables are texts that may be something else: files and flags have their kinds.
    private func tellUnreadable(_ key: ConfigurationKey, _ faults: inout [String]) {
        guard let last = access.last, case .failure? = last.providerResults.last?.result else { return }
        let text = environment[key.variable] ?? ""
        faults.append("\(key.variable) is “\(text.prefix(100))”. Give \(key.allowed), or leave it out.")
    }

    /// The provider that answered is the last that was asked.
    private func source(of key: ConfigurationKey) -> String {
        let index = (access.last?.providerResults.count ?? 1) - 1
        guard origins.indices.contains(index) else { return key.flag }
        return switch origins[index] {
        case .flags: key.flag
        case .environment: key.variable
        case .file(let file): file.place(of: key) ?? file.path
        }
    }
}

/// Keeps what the reader reports of the last value that was asked for.
private final class LastAccess: AccessReporter {
    private let event = Mutex<AccessEvent?>(nil)
    var last: AccessEvent? { event.withLock { $0 } }

    func report(_ event: AccessEvent) { self.event.withLock { $0 = event } }
}
