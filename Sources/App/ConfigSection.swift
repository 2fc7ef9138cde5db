import Foundation
import Kernel

/// A group of settings in the file that `homeroom config` writes, and how it is read and set through the interface.
struct ConfigSection: Sendable {
    let name: String
    /// What is set, without secrets and without what the appliance counts itself.
    let read: @Sendable (ApplianceClient) async throws -> JSONValue
    /// Sets all of it or, for a trial, has it checked and changes nothing; gives what then holds, or would.
    /// - Throws: `ApplianceClient.Problem` where the appliance refuses.
    let write: @Sendable (_ value: JSONValue, _ isTrial: Bool, ApplianceClient) async throws -> JSONValue

    static let all = [accounts, outbound, mail, forwarding, retention, coach, budget, webSearch, prompts, domains]

    /// A group that one address reads and sets whole.
    private static func plain(_ name: String, without left: Set<String> = []) -> ConfigSection {
        ConfigSection(
            name: name, read: { try await $0.get("/api/v1/\(name)", as: JSONValue.self).removing(left) },
            write: { value, isTrial, client in
                try await client.put("/api/v1/\(name)" + query(isTrial), value, as: JSONValue.self).removing(left)
            })
    }

    private static func query(_ isTrial: Bool) -> String { isTrial ? "?check=true" : "" }

    private static let forwarding = plain(
        "audit-forwarding", without: ["forwarded", "forwardedAt", "newest", "failedAt", "problem"])
    private static let retention = plain("retention", without: ["classes"])
    private static let coach = plain("coach-rules")
    private static let budget = plain(
        "model-budget", without: ["alerts", "spentToday", "spentThisHour", "spentThisMonth"])
    private static let mail = plain("mail", without: ["hasPassword"])
    private static let webSearch = plain("web-search", without: ["hasKey"])

    private static let accounts = ConfigSection(
        name: "account-policy",
        read: { try await rules(of: plain("account-policy").read($0)) },
        write: { rules(of: try await plain("account-policy").write($0, $1, $2)) })

    /// When days of grace began is no rule: they begin where the rule is set.
    private static func rules(of policy: JSONValue) -> JSONValue {
        guard case .object(var members) = policy, case .object(let sessions)? = members["sessions"] else {
            return .null
        }
        members["sessions"] = .object(sessions.mapValues { $0.removing(["neededSince"]) })
        return .object(members)
    }

    private static let outbound = ConfigSection(
        name: "outbound-rules",
        read: { withBareProxy(try await $0.get("/api/v1/outbound-rules", as: JSONValue.self)) },
        write: { value, isTrial, client in
            // A proxy that stays keeps its password, which it is shown without.
            let shown = try await client.get("/api/v1/outbound-rules", as: JSONValue.self)["proxy"]
            let isKept = shown?.string.map(bare) == value["proxy"]?.string
            // The file says all that is set: what it leaves out is off, which the address would leave as it is.
            let whole = value.replacing(
                "namedStudentsNeedPromises", value["namedStudentsNeedPromises"] ?? .bool(false))
            let rules = isKept ? whole.replacing("proxy", shown ?? .null) : whole
            return withBareProxy(
                try await client.put("/api/v1/outbound-rules" + query(isTrial), rules, as: JSONValue.self))
        })

    private static func withBareProxy(_ rules: JSONValue) -> JSONValue {
        rules["proxy"]?.string.map { rules.replacing("proxy", .string(bare($0))) } ?? rules
    }

    /// A proxy's address without its password.
    private static func bare(_ proxy: String) -> String {
        guard var parts = URLComponents(string: proxy) else { return proxy }
        parts.password = nil
        return parts.string ?? proxy
    }

    /// Those that were edited, by name; the others are as they come along.
    private static let prompts = ConfigSection(
        name: "prompts",
        read: { client in
            let all = try await client.get("/api/v1/prompts", as: JSONValue.self)["prompts"]?.array ?? []
            var edited: [String: JSONValue] = [:]
            for prompt in all where prompt["isEdited"] == true {
                if let name = prompt["name"]?.string { edited[name] = prompt["text"] }
            }
            return .object(edited)
        },
        write: { value, isTrial, client in
            let all = try await client.get("/api/v1/prompts", as: JSONValue.self)["prompts"]?.array ?? []
            let names = Set(all.compactMap { $0["name"]?.string })
            guard case .object(let wanted) = value, names.isSuperset(of: wanted.keys) else {
                throw ApplianceClient.Problem(
                    detail: "It must be an object whose members are \(names.sorted().joined(separator: ", ")).",
                    code: "config.invalid")
            }
            var held: [String: JSONValue] = [:]
            for name in names.sorted() {
                if let text = wanted[name] {
                    held[name] = try await client.put(
                        "/api/v1/prompts/\(name)" + query(isTrial), JSONValue.object(["text": text]),
                        as: JSONValue.self)["text"]
                } else if !isTrial {
                    _ = try await client.delete("/api/v1/prompts/\(name)", as: JSONValue.self)
                }
            }
            return .object(held)
        })

    private static let domains = ConfigSection(
        name: "domains",
        read: { try await $0.get("/api/v1/domains", as: JSONValue.self)["domains"] ?? .null },
        write: { value, isTrial, client in
            let body = JSONValue.object(["domains": value])
            return try await client.put("/api/v1/domains" + query(isTrial), body, as: JSONValue.self)["domains"]
                ?? .null
        })
}

extension JSONValue {
    /// An object without some of its members.
    fileprivate func removing(_ names: Set<String>) -> JSONValue {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !names.contains($0.key) })
    }

    fileprivate func replacing(_ name: String, _ value: JSONValue) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members[name] = value
        return .object(members)
    }
}
