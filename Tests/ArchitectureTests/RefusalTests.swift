import Foundation
import TestSupport
import Testing

/// The one form of errors (see `UserFacingError`), held against the sources and the page's sentences.
@Suite("Refusals") struct RefusalTests {
    private static let checkout = SharedData.checkout.path

    /// Areas whose errors the console alone tells.
    private static let console: Set<String> = ["serve", "command", "keys", "data"]
    /// Others that the console alone tells.
    private static let consoleCodes: Set<String> = ["settings.notSet"]

    private struct File { let path: String, text: String }

    private static func sources() throws -> [File] {
        let root = checkout + "/Sources/"
        let paths = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return try paths.filter { $0.hasSuffix(".swift") }.map {
            File(path: $0, text: try String(contentsOfFile: root + $0, encoding: .utf8))
        }
    }

    /// What stands in a property's braces.
    private static func bodies(of property: String, in text: String) -> [Substring] {
        text.ranges(of: property).map { found in
            var depth = 1
            return text[found.upperBound...].prefix { character in
                if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
                return depth > 0
            }
        }
    }

    /// The cases of a file's enumerations.
    private static func cases(in text: String) -> [String] {
        text.matches(of: /(?m)^ +case ([a-z]\w*(?:, [a-z]\w*)*)$/).flatMap {
            $0.output.1.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// Every code of a `UserFacingError`, with the file that has it.
    private static func codes(_ files: [File]) -> [String: String] {
        let misfit = files.first { $0.path.hasSuffix("/Misfit.swift") }.map {
            bodies(of: "var code: String {", in: $0.text).flatMap {
                $0.matches(of: /"(\w+)"/).map { String($0.output.1) }
            }
        }
        var found: [String: String] = [:]
        for file in files {
            // The accounts' refusals are made with a code of their own.
            for match in file.text.matches(of: /(?:AccountsFailure\.refused\(|return \.refused\()\s*"(\w+)"/) {
                found["accounts.\(match.output.1)"] = file.path
            }
            // What is refused by a framework, and has no type.
            for match in file.text.matches(of: /Problem\(\s*[\w.]+, "(\w+\.\w+)"/) {
                found[String(match.output.1)] = file.path
            }
            // A file that cannot be read is told by the library in the engine's words.
            guard
                file.text.contains(/: (?:String, )?UserFacingError\b/)
                    || file.path.hasSuffix("/ExtractionFailure.swift")
            else { continue }
            if file.path.hasSuffix("/AccountsFailure.swift") {
                for match in file.text.matches(of: /Self\(\s*\d{3}, "(\w+)"/) {
                    found["accounts.\(match.output.1)"] = file.path
                }
            }
            for body in bodies(of: "var code: String {", in: file.text) {
                for match in body.matches(of: /"([a-z]+)\.(\w+)"/) {
                    found["\(match.output.1).\(match.output.2)"] = file.path
                }
                for match in body.matches(of: /"(\w+)\.\\\(rawValue\)"/) {
                    for name in cases(in: file.text) { found["\(match.output.1).\(name)"] = file.path }
                }
                for match in body.matches(of: /"(\w+)\.\\\(what\.code\)"/) {
                    for name in misfit ?? [] { found["\(match.output.1).\(name)"] = file.path }
                }
            }
        }
        return found
    }

    @Test("every refusal's code has its sentence in both languages, and stands in one file")
    func sentences() throws {
        let files = try Self.sources()
        let codes = Self.codes(files)
        let some = [
            "accounts.linkSpent", "coach.noCoach", "embedder.moved", "library.fileLocked", "mail.off", "models.unnamed",
            "operations.jobEnded", "request.notSignedIn", "request.refused", "storage.full", "web.idempotencyBusy",
        ]
        for code in some { #expect(codes[code] != nil, "\(code) is found") }
        let page = try String(contentsOfFile: Self.checkout + "/assets/web/named.ts", encoding: .utf8)
        var known: Set<String> = []
        for match in page.matches(of: /"([\w.-]+)": \["((?:[^"\\]|\\.)+)", "((?:[^"\\]|\\.)+)"\]/) {
            known.insert(String(match.output.1))
        }
        let lacking = codes.filter { code, _ in
            !known.contains(code) && !Self.consoleCodes.contains(code)
                && !Self.console.contains(String(code.prefix { $0 != "." }))
        }
        #expect(lacking.isEmpty, "without a sentence in assets/web/named.ts: \(lacking.sorted { $0.key < $1.key })")
    }

    @Test("one type makes the forms that a refusal is sent in")
    func oneForm() throws {
        for file in try Self.sources() where file.path != "Platform/Web/Problem.swift" {
            for mark in ["application/problem+json", "urn:homeroom:problem", "invalid_api_key"] {
                let isMiddleware =
                    file.path == "Platform/Web/ErrorMiddleware.swift" && mark == "application/problem+json"
                #expect(isMiddleware || !file.text.contains(mark), "\(file.path) has \(mark)")
            }
        }
    }
}
