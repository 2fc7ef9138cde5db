import CCurl
import Foundation

/// A transfer on its way: libcurl's handle and what it needs to hand. Of the driver's thread alone.
final class RunningTransfer {
    let transfer: Transfer
    let easy: UnsafeMutableRawPointer
    let common: TransferCommon
    var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let start = ContinuousClock.now
    /// When something last went over the connection; nil while it is made.
    private var lastMove: ContinuousClock.Instant?
    private var moved: (down: curl_off_t, up: curl_off_t) = (0, 0)
    private var isPaused = false
    let isOnNewConnection: Bool
    /// Why the address was not to be spoken to.
    private var refusal: OutboundHTTP.Failure?
    private var head = TransferHead(status: 0)
    private var isHeadWhole = false
    /// What a mail server said last, a line each.
    private var replies: [String] = []
    private var sent = 0

    /// - Returns: nil where there is no memory for it.
    init?(_ transfer: Transfer, _ common: TransferCommon, onNewConnection: Bool = false) {
        guard let easy = curl_easy_init() else { return nil }
        (self.transfer, self.easy, self.common, isOnNewConnection) = (transfer, easy, common, onNewConnection)
        setConnection()
        setTLS()
        switch transfer.request.exchange {
        case .http(let headers, let body): setHTTP(headers, body)
        case .mail(let mail): setMail(mail)
        case .mailbox(let mailbox): setMailbox(mailbox)
        }
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
    }

    // MARK: - What libcurl tells

    func take(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        switch transfer.take(UnsafeRawBufferPointer(start: bytes, count: count)) {
        case .taken: return count
        case .over: return 0
        case .full:
            isPaused = true
            return Int(CURL_WRITEFUNC_PAUSE)
        }
    }

    func takeLine(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        if case .mail = transfer.request.exchange {
            takeReply(String(line.prefix(500)))
        } else if case .mailbox = transfer.request.exchange {
            // The last word is the answer's: `A003 NO …` (RFC 3501, 7.1), but for what follows a refusal.
            if !line.isEmpty, !isMailboxRefusal { replies = [String(line.prefix(500))] }
        } else if line.hasPrefix("HTTP/"), !isHeadWhole {
            head = TransferHead(status: Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0)
        } else if line.isEmpty {
            // What comes before the answer is none (RFC 9110, 15.2), and what follows the body is no head.
            guard head.status >= 200, !isHeadWhole else { return count }
            isHeadWhole = true
            transfer.begin(head)
        } else if !isHeadWhole, let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            head.headers[line[..<colon].lowercased(), default: []].append(value)
        }
        return count
    }

    /// Takes a line of a mail server's. One reply may have several (RFC 5321, 4.2.1): the code and a hyphen, but for
    /// the last.
    private func takeReply(_ line: String) {
        let isMore = replies.last?.dropFirst(3).hasPrefix("-") ?? false
        // The farewell after a refusal says nothing of it.
        if !isMore, line.hasPrefix("221"), replyCode >= 400 { return }
        if !isMore { replies = [] }
        if replies.count < 20 { replies.append(line) }
    }

    private var isMailboxRefusal: Bool {
        let word = replies.last?.split(separator: " ").dropFirst().first ?? ""
        return word == "NO" || word == "BAD"
    }

    private var replyCode: Int { replies.last.flatMap { Int($0.prefix(3)) } ?? 0 }

    private var outgoing: Data {
        switch transfer.request.exchange {
        case .http(_, let body): body ?? Data()
        case .mail(let mail): mail.message
        case .mailbox: Data()
        }
    }

    func give(_ place: UnsafeMutablePointer<CChar>?, _ room: Int) -> Int {
        let bytes = outgoing
        let count = min(room, bytes.count - sent)
        guard count > 0, let place else { return 0 }
        bytes.dropFirst(sent).prefix(count).copyBytes(
            to: UnsafeMutableRawBufferPointer(start: place, count: count), count: count)
        sent += count
        return count
    }

    func seek(_ offset: curl_off_t, _ origin: Int32) -> Int32 {
        guard origin == SEEK_SET, (0...outgoing.count).contains(Int(offset)) else { return CURL_SEEKFUNC_FAIL }
        sent = Int(offset)
        return CURL_SEEKFUNC_OK
    }

    func open(_ address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address else { return CURL_SOCKET_BAD }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard curl_address_text(address, &text, text.count) else { return CURL_SOCKET_BAD }
        if let failure = transfer.request.refusal(Self.text(text)) {
            refusal = failure
            return CURL_SOCKET_BAD
        }
        return curl_open_socket(address)
    }

    /// Before the request goes out, also on a connection that another has opened: that leads where it led then.
    func isReady(_ peer: UnsafeMutablePointer<CChar>?) -> Bool {
        guard let peer else { return false }
        (lastMove, common.isToLook) = (.now, true)
        refusal = transfer.request.refusal(String(cString: peer))
        return refusal == nil
    }

    func noteMove(_ down: curl_off_t, _ up: curl_off_t) {
        guard (down, up) != moved else { return }
        (moved, lastMove) = ((down, up), .now)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: - What the driver asks

    /// Whoever takes the answer has taken what was there.
    func goOn() {
        guard isPaused, !transfer.standing.isPaused else { return }
        (isPaused, lastMove, common.isToLook) = (false, .now, true)
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    /// Whether it has no connection yet: of several addresses the next is tried after a while.
    var isConnecting: Bool { lastMove == nil }

    /// When it has waited too long, and what that means.
    var due: (time: ContinuousClock.Instant, failure: OutboundHTTP.Failure) {
        let request = transfer.request
        var due = (time: start + request.timeout, failure: OutboundHTTP.Failure.unreachable)
        if let lastMove, !isPaused, lastMove + request.patience < due.time { due.time = lastMove + request.patience }
        if let deadline = transfer.standing.deadline, deadline < due.time { due = (deadline, .silent) }
        return due
    }

    /// Whether the address at the end of a kept connection was refused: a new one may lead elsewhere.
    func isToGoAnew(_ result: CURLcode) -> Bool {
        result == CURLE_ABORTED_BY_CALLBACK && refusal != nil && !isOnNewConnection
    }

    func end(_ result: CURLcode) {
        if case .mail = transfer.request.exchange, let end = mailEnd(result) {
            transfer.begin(TransferHead(status: replyCode, headers: ["reply": replies, "end": [end]]))
            return transfer.end(.success(()))
        }
        if case .mailbox = transfer.request.exchange, let end = mailboxEnd(result) {
            transfer.begin(TransferHead(status: 0, headers: ["reply": replies, "end": [end]]))
            return transfer.end(.success(()))
        }
        transfer.end(failure(result).map(Result.failure) ?? .success(()))
    }

    /// How a mail server ended the conversation; nil where it did not.
    private func mailEnd(_ result: CURLcode) -> String? {
        switch result {
        case CURLE_OK: return "accepted"
        case CURLE_LOGIN_DENIED: return "login"
        case CURLE_USE_SSL_FAILED: return "plain"
        default:
            guard replyCode >= 400 else { return nil }
            // Of the sender, the recipient or the message; else it takes nobody's.
            return result == CURLE_SEND_ERROR || sent > 0 ? "refused" : "unwilling"
        }
    }

    /// How a mailbox's server ended the conversation; nil where it did not.
    private func mailboxEnd(_ result: CURLcode) -> String? {
        switch result {
        case CURLE_OK: "accepted"
        case CURLE_LOGIN_DENIED: "login"
        case CURLE_USE_SSL_FAILED: "plain"
        case CURLE_REMOTE_ACCESS_DENIED, CURLE_REMOTE_FILE_NOT_FOUND, CURLE_QUOTE_ERROR: "refused"
        default: nil
        }
    }

    private func failure(_ result: CURLcode) -> OutboundHTTP.Failure? {
        switch result {
        case CURLE_OK: nil
        case CURLE_PEER_FAILED_VERIFICATION:
            .certificate(.init(verification: curl_info_number(easy, CURLINFO_SSL_VERIFYRESULT)))
        case CURLE_SSL_CACERT_BADFILE: .badPolicy("The authorities in the outbound rules cannot be read.")
        case CURLE_BAD_CONTENT_ENCODING: .packed("broken")
        default: refusal ?? .unreachable
        }
    }
}
