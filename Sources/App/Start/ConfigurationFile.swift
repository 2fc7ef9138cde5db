import Configuration
import Foundation
import Kernel
import TOML

/// homeroom.toml, in the data folder or where `--config` names one.
struct ConfigurationFile: Sendable {
    static let name = "homeroom.toml"
    /// More is no configuration.
    private static let most = 1 << 20

    let path: String
    private var values: [ConfigurationKey: (content: ConfigContent, line: Int)] = [:]
    /// What is wrong with it, each a sentence that names the line and the cure.
    private(set) var faults: [String] = []

    /// Where a value stands.
    func place(of key: ConfigurationKey) -> String? {
        values[key].map { "\(path), line \($0.line)" }
    }

    var provider: InMemoryProvider {
        let pairs = values.map {
            (AbsoluteConfigKey([$0.key.rawValue]), ConfigValue($0.value.content, isSecret: false))
        }
        return InMemoryProvider(name: path, values: Dictionary(uniqueKeysWithValues: pairs))
    }

    /// Reads a file. What cannot be read of it is in `faults`.
    /// - Parameter isInDataFolder: whether the file was found in the data folder, which it then does not name.
    init(_ path: String, isInDataFolder: Bool) {
        self.path = path
        do {
            let bytes = try InputFile.read(path, most: Self.most + 1)
            guard bytes.count <= Self.most else {
                faults.append("\(path) is larger than 1 MB, which no configuration is. Name another with --config.")
                return
            }
            take([UInt8](bytes), isInDataFolder: isInDataFolder)
        } catch {
            let reason = (error as? ApplianceClient.Problem)?.detail ?? "\(error)"
            faults.append("\(path) cannot be read. \(reason)")
        }
    }

    /// The same of bytes.
    init(_ bytes: [UInt8], path: String, isInDataFolder: Bool) {
        self.path = path
        take(bytes, isInDataFolder: isInDataFolder)
    }

    private mutating func take(_ bytes: [UInt8], isInDataFolder: Bool) {
        let members: [String: TOMLValue]
        do { members = try TOML.parse(bytes) } catch {
            return faults.append(
                "\(path), line \(error.position.line), column \(error.position.column): \(error.message)")
        }
        let lines = members.sorted { ($0.value.keyPosition?.line ?? 0) < ($1.value.keyPosition?.line ?? 0) }
        for (name, value) in lines { take(name, value, isInDataFolder: isInDataFolder) }
    }

    private mutating func take(_ name: String, _ value: TOMLValue, isInDataFolder: Bool) {
        let position = value.keyPosition ?? value.position
        let place = "\(path), line \(position.line), column \(position.column)"
        guard let key = ConfigurationKey(rawValue: name) else {
            let meant = ConfigurationKey.nearest(to: name).map { "Is \($0.rawValue) meant?" }
            let all = "There are " + ConfigurationKey.allCases.map(\.rawValue).joined(separator: ", ") + "."
            return faults.append("\(place): “\(name.beginning(60))” is no key of this file. \(meant ?? all)")
        }
        guard key != .data || !isInDataFolder else {
            return faults.append(
                "\(place): data cannot be set by a file that lies in the data folder. Take the line out, and name the "
                    + "folder with --data or HOMEROOM_DATA.")
        }
        guard let content = Self.content(of: value, for: key) else {
            return faults.append("\(place): \(key.rawValue) is \(value.kind). Give \(key.allowed).")
        }
        values[key] = (content, position.line)
    }

    /// Nil where the kind is another than the key takes.
    private static func content(of value: TOMLValue, for key: ConfigurationKey) -> ConfigContent? {
        switch (key.type, value.content) {
        case (.string, .string(let text)): return .string(text)
        case (.stringArray, .string(let text)): return .stringArray([text])
        case (.int, .integer(let number)): return .int(number)
        case (.bool, .boolean(let isOn)): return .bool(isOn)
        case (.stringArray, .array(let values)):
            let texts: [String] = values.compactMap { if case .string(let text) = $0.content { text } else { nil } }
            return texts.count == values.count ? .stringArray(texts) : nil
        default: return nil
        }
    }
}
