import CCurl
import Foundation

/// What is asked of libcurl (curl_easy_setopt(3)).
extension RunningTransfer {
    private static let connectMilliseconds = 5000
    /// Mail servers let strangers wait for their greeting (RFC 5321, 4.5.3.2.1: five minutes); libcurl counts that, the
    /// encryption and the login as connecting.
    private static let mailConnectMilliseconds = 60_000
    private static let keptSeconds = 60

    private func set(_ option: CURLoption, _ value: Int) { _ = curl_set_number(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String?) { _ = curl_set_text(easy, option, value) }
    private func set(_ option: CURLoption, _ values: [String]) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values { list = curl_slist_append(list, value) ?? list }
        guard let list else { return }
        lists.append(list)
        _ = curl_set_list(easy, option, list)
    }

    func setConnection() {
        let request = transfer.request
        set(CURLOPT_URL, request.url)
        set(CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps,imap,imaps")
        set(CURLOPT_PATH_AS_IS, 1)
        // What answers is what an administrator named.
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_NOSIGNAL, 1)
        if case .http = request.exchange {
            set(CURLOPT_CONNECTTIMEOUT_MS, Self.connectMilliseconds)
        } else {
            set(CURLOPT_CONNECTTIMEOUT_MS, Self.mailConnectMilliseconds)
        }
        set(CURLOPT_MAXAGE_CONN, Self.keptSeconds)
        if isOnNewConnection { set(CURLOPT_FRESH_CONNECT, 1) }
        // Names are looked up before, and judged; libcurl looks nothing up.
        if let resolution = request.resolution { set(CURLOPT_RESOLVE, [resolution]) }
        // Empty, not absent: else the environment would name a proxy.
        set(
            CURLOPT_PROXY,
            request.proxy.map { "http://\($0.address.contains(":") ? "[\($0.address)]" : $0.address)" } ?? "")
        set(CURLOPT_NOPROXY, "")
        if let proxy = request.proxy {
            set(CURLOPT_PROXYPORT, proxy.port)
            set(CURLOPT_HTTPPROXYTUNNEL, 1)
            set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
            if let user = proxy.user {
                set(CURLOPT_PROXYAUTH, curl_basic_authentication)
                set(CURLOPT_PROXYUSERNAME, user)
                set(CURLOPT_PROXYPASSWORD, proxy.password ?? "")
            }
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [
            CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA, CURLOPT_PREREQDATA, CURLOPT_OPENSOCKETDATA,
            CURLOPT_READDATA, CURLOPT_SEEKDATA,
        ] { _ = curl_set_pointer(easy, option, context) }
        _ = curl_set_data(easy, CURLOPT_WRITEFUNCTION) { RunningTransfer.of($3)?.take($0, $1 * $2) ?? 0 }
        _ = curl_set_data(easy, CURLOPT_HEADERFUNCTION) { RunningTransfer.of($3)?.takeLine($0, $1 * $2) ?? 0 }
        _ = curl_set_data(easy, CURLOPT_READFUNCTION) { RunningTransfer.of($3)?.give($0, $1 * $2) ?? 0 }
        _ = curl_set_seek(easy) { RunningTransfer.of($0)?.seek($1, $2) ?? CURL_SEEKFUNC_FAIL }
        _ = curl_set_socket(easy) { RunningTransfer.of($0)?.open($2) ?? CURL_SOCKET_BAD }
        _ = curl_set_ready(easy) { context, peer, _, _, _ in
            RunningTransfer.of(context)?.isReady(peer) == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }
        set(CURLOPT_NOPROGRESS, 0)
        _ = curl_set_progress(easy) { context, _, down, _, up in
            RunningTransfer.of(context)?.noteMove(down, up)
            return 0
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> RunningTransfer? {
        context.map { Unmanaged<RunningTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    func setTLS() {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_CAPATH, String?.none)
        set(CURLOPT_CAINFO, common.authorities)
    }

    func setHTTP(_ headers: [String: String], _ body: Data?) {
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        // Gateways pack what nobody asked them to pack: the header says to send it plain, and what is packed all the
        // same is unpacked.
        set(CURLOPT_ACCEPT_ENCODING, "gzip, deflate")
        var lines = headers.map { $0.value.isEmpty ? "\($0.key);" : "\($0.key): \($0.value)" }
        let given = Set(headers.keys.map { $0.lowercased() })
        if !given.contains("accept-encoding") { lines.append("Accept-Encoding: identity") }
        // What libcurl would say of its own accord.
        for name in ["Accept", "Content-Type", "Expect"] where !given.contains(name.lowercased()) {
            lines.append("\(name):")
        }
        set(CURLOPT_HTTPHEADER, lines)
        guard let body else { return }
        // The callback hands it over, as it does mail: without a copy of the whole.
        set(CURLOPT_POST, 1)
        _ = curl_set_size(easy, CURLOPT_POSTFIELDSIZE_LARGE, Int64(body.count))
    }

    func setMail(_ mail: TransferRequest.MailExchange) {
        set(CURLOPT_MAIL_FROM, "<\(mail.sender)>")
        set(CURLOPT_MAIL_RCPT, mail.recipients.map { "<\($0)>" })
        set(CURLOPT_UPLOAD, 1)
        // Mail servers hang up on the idle, with a word that would be taken for an answer.
        set(CURLOPT_MAXAGE_CONN, 10)
        _ = curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, Int64(mail.message.count))
        set(CURLOPT_USE_SSL, Int(mail.mustSecure ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        if let user = mail.user {
            // What all servers take, over TLS; challenges wait for an answer that some never send.
            set(CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN")
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, mail.password ?? "")
        }
    }
    func setMailbox(_ mailbox: TransferRequest.MailboxExchange) {
        // A mailbox looks anew for what came since, and another's login is not gone on with.
        set(CURLOPT_MAXAGE_CONN, 10)
        if let command = mailbox.command { set(CURLOPT_CUSTOMREQUEST, command) }
        set(CURLOPT_USE_SSL, Int(mailbox.mustSecure ? CURLUSESSL_ALL.rawValue : CURLUSESSL_NONE.rawValue))
        if let user = mailbox.user {
            set(CURLOPT_USERNAME, user)
            set(CURLOPT_PASSWORD, mailbox.password ?? "")
        }
    }
}
