import ArgumentParser
import Foundation
import Operations

/// Where each entry of the audit trail is sent on to. A file is named here only: whoever may sign in to the page must not
/// make the server write where they like.
struct AuditForwardCommand: ApplianceCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward", abstract: "Send each entry on to a file or a server of logs, or tell how far it came.",
        discussion: """
            Entries arrive at least once, in order: a line of JSON each in a file, which may be renamed while it grows, or
            messages of syslog (RFC 5424). Over TCP and UDP they travel in the open, so that such a server must lie in the
            district's network; over TLS the server proves who it is, by an authority of the system or the outbound rules.
            What staff ask, search and read for themselves is sent on by number and hash alone.
            """)

    enum What: String, ExpressibleByArgument, CaseIterable { case off, status }

    @Argument(help: "off, or status, which is what is told without anything.") var what: What?
    @Option(help: "A file outside the data folder, by its whole path.") var file: String?
    @Option(help: "A server, such as logs.district.example:514, or local for this machine's own log.")
    var syslog: String?
    @Flag(help: "Over TCP, which tells what has arrived. This is the standard.") var tcp = false
    @Flag(help: "Over UDP, which does not.") var udp = false
    @Flag(help: "Over TLS, which also keeps it from others' eyes (RFC 5425; port 6514 unless another is named).")
    var tls = false
    @Flag(help: "From the trail's first entry, not from now on.") var fromStart = false
    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var data: DataOptions

    struct Wish: Encodable, Equatable {
        var form: String, path: String? = nil, host: String? = nil, port: Int? = nil
        var fromStart = false
    }

    func validate() throws {
        let named = [what != nil, file != nil, syslog != nil].count { $0 }
        guard named <= 1 else { throw ValidationError("Give one of --file, --syslog, off and status.") }
        guard [tcp, udp, tls].count(where: \.self) <= 1 else { throw ValidationError("Give --tcp, --udp or --tls.") }
        guard !(tcp || udp || tls) || syslog != nil && syslog != "local" else {
            throw ValidationError("--tcp, --udp and --tls are for a server: --syslog HOST:PORT")
        }
        guard !fromStart || file != nil || syslog != nil else {
            throw ValidationError("--from-start goes with --file or --syslog.")
        }
        _ = try wish
    }

    /// What is to be set; nil where it is only told what holds.
    var wish: Wish? {
        get throws {
            if what == .off { return Wish(form: "off") }
            if let file { return Wish(form: "file", path: file, fromStart: fromStart) }
            guard let syslog else { return nil }
            if syslog == "local" { return Wish(form: "syslog", fromStart: fromStart) }
            let (host, port) = try Self.parts(syslog)
            return Wish(form: udp ? "udp" : tls ? "tls" : "tcp", host: host, port: port, fromStart: fromStart)
        }
    }

    /// A host and a port, such as `logs:514`, `10.0.0.5` or `[fd00::5]:514`.
    static func parts(_ text: String) throws -> (host: String, port: Int?) {
        let unfit = ValidationError("“\(text)” is no server such as logs.district.example:514.")
        let colons = text.count { $0 == ":" }
        var (host, port) = (text[...], Substring?.none)
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { throw unfit }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw unfit }
            (host, port) = (text[text.index(after: text.startIndex)..<end], rest.isEmpty ? nil : rest.dropFirst())
        } else if colons == 1, let colon = text.firstIndex(of: ":") {
            (host, port) = (text[..<colon], text[text.index(after: colon)...])
        }
        guard !host.isEmpty, host.allSatisfy({ !$0.isWhitespace && $0 != "/" }) else { throw unfit }
        guard let port else { return (String(host), nil) }
        guard let number = Int(port), (1...65_535).contains(number) else { throw unfit }
        return (String(host), number)
    }

    func run(_ client: ApplianceClient) async throws {
        let status: ForwardingResponse =
            if let wish = try wish {
                try await client.put("/api/v1/audit-forwarding", wish)
            } else { try await client.get("/api/v1/audit-forwarding") }
        if json { return Terminal.printJSON(status) }
        let target =
            switch status.form {
            case "off": "nowhere"
            case "file": "the file \(status.path ?? "")"
            case "syslog": "this machine's log"
            default: "\(status.host ?? "") port \(status.port ?? 514), over \(status.form.uppercased())"
            }
        Terminal.say("The audit trail is sent on to \(target).")
        if status.form != "off" { Terminal.say("Entry \(status.forwarded) of \(status.newest) has arrived.") }
        if let problem = status.problem {
            Terminal.say("Nothing arrives now: \(problem). It is tried again by itself.")
            throw ExitCode(2)
        }
    }
}
