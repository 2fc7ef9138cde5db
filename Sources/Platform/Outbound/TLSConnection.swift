import CCurl
import Foundation

/// One connection over TLS to a server that speaks no HTTP: made and encrypted by libcurl, as all others are, to an
/// address that was judged, through the district's proxy where the server lies outside. Everything here blocks, each call
/// for a bounded time: for a thread of its own.
final class TLSConnection {
    private let easy: UnsafeMutableRawPointer
    private let refusal: (_ address: String) -> OutboundHTTP.Failure?
    private let host: String
    private var resolution: UnsafeMutablePointer<curl_slist>?
    /// Keeps the authorities where libcurl reads them.
    private let common: TransferCommon
    /// Milliseconds for the connection with its handshake, for each write and for the last acknowledgement.
    private static let patience = 4_000

    /// - Parameter authorities: certificates that are trusted beside the system's, as PEM.
    /// - Throws: `OutboundDelivery.Failure`.
    init(to host: String, _ port: Int, by route: OutboundRoute, authorities: String?) throws {
        Self.blockPipeSignal()
        guard TransferDriver.hasBegun, let easy = curl_easy_init() else { throw Self.failure("there is no memory") }
        (self.easy, self.host, refusal) = (easy, host, route.refusal)
        common = TransferCommon(authorities)
        set(route, port)
        let result = curl_easy_perform(easy)
        guard result == CURLE_OK else { throw failure(of: result, port) }
    }

    deinit {
        curl_easy_cleanup(easy)
        curl_slist_free_all(resolution)
    }

    /// A peer that hangs up is an error of the write, not the end of the process.
    private static func blockPipeSignal() {
        var ignored = sigset_t()
        sigemptyset(&ignored)
        sigaddset(&ignored, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &ignored, nil)
    }

    private func set(_ route: OutboundRoute, _ port: Int) {
        let literal = host.contains(":") ? "[\(host)]" : host
        // The scheme says that it is TLS; nothing of HTTP is said.
        _ = curl_set_text(easy, CURLOPT_URL, "https://\(literal):\(port)/")
        for (option, value) in [
            (CURLOPT_CONNECT_ONLY, 1), (CURLOPT_SSL_ENABLE_ALPN, 0), (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_CONNECTTIMEOUT_MS, Self.patience), (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
        ] { _ = curl_set_number(easy, option, value) }
        _ = curl_set_text(easy, CURLOPT_CAPATH, nil)
        _ = curl_set_text(easy, CURLOPT_CAINFO, common.authorities)
        if !route.addresses.isEmpty {
            let listed = route.addresses.map { $0.contains(":") ? "[\($0)]" : $0 }.joined(separator: ",")
            resolution = curl_slist_append(nil, "\(host):\(port):\(listed)")
            _ = curl_set_list(easy, CURLOPT_RESOLVE, resolution)
        }
        // Empty, not absent: else the environment would name a proxy.
        _ = curl_set_text(easy, CURLOPT_PROXY, "")
        _ = curl_set_text(easy, CURLOPT_NOPROXY, "")
        if let proxy = route.proxy {
            let address = proxy.address.contains(":") ? "[\(proxy.address)]" : proxy.address
            _ = curl_set_text(easy, CURLOPT_PROXY, "http://\(address)")
            _ = curl_set_number(easy, CURLOPT_PROXYPORT, proxy.port)
            _ = curl_set_number(easy, CURLOPT_HTTPPROXYTUNNEL, 1)
            if let user = proxy.user {
                _ = curl_set_number(easy, CURLOPT_PROXYAUTH, curl_basic_authentication)
                _ = curl_set_text(easy, CURLOPT_PROXYUSERNAME, user)
                _ = curl_set_text(easy, CURLOPT_PROXYPASSWORD, proxy.password ?? "")
            }
        }
        _ = curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque())
        _ = curl_set_socket(easy) { context, _, address in
            guard let context, let address else { return CURL_SOCKET_BAD }
            var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            guard curl_address_text(address, &text, text.count) else { return CURL_SOCKET_BAD }
            let figures = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let connection = Unmanaged<TLSConnection>.fromOpaque(context).takeUnretainedValue()
            return connection.refusal(figures) == nil ? curl_open_socket(address) : CURL_SOCKET_BAD
        }
    }

    /// Sends bytes, all of them.
    /// - Throws: `OutboundDelivery.Failure`.
    func send(_ bytes: Data) throws {
        try bytes.withUnsafeBytes { buffer in
            var sent = 0
            while sent < buffer.count {
                var count = 0
                let rest = buffer.count - sent
                let result = curl_easy_send(easy, buffer.baseAddress?.advanced(by: sent), rest, &count)
                sent += count
                if result == CURLE_AGAIN {
                    try wait(for: POLLOUT)
                } else if result != CURLE_OK {
                    throw Self.failure("the other side takes no more")
                }
            }
        }
    }

    /// Waits until the other machine has acknowledged every byte, and looks whether it hung up.
    /// - Throws: `OutboundDelivery.Failure`.
    func finish() throws {
        let socket = curl_active_socket(easy)
        let deadline = ContinuousClock.now + .milliseconds(Self.patience)
        while true {
            var unsent: Int32 = 0
            guard ioctl(socket, UInt(TIOCOUTQ), &unsent) == 0 else { throw Self.failure("the connection broke off") }
            try checkRefusal()
            if unsent <= 0 { return }
            guard ContinuousClock.now < deadline else {
                throw Self.failure("the other side did not acknowledge what was sent")
            }
            usleep(2000)
        }
    }

    /// Collectors of logs say nothing (RFC 5425, 4.3): what comes is an alert, or the end.
    private func checkRefusal() throws {
        var (byte, count) = (UInt8(0), 0)
        let result = curl_easy_recv(easy, &byte, 1, &count)
        guard result == CURLE_AGAIN || result == CURLE_OK && count > 0 else {
            throw Self.failure("the other side hung up; does it want a certificate of this machine?")
        }
    }

    private func wait(for event: Int32) throws {
        var look = pollfd(fd: curl_active_socket(easy), events: Int16(event), revents: 0)
        guard poll(&look, 1, Int32(Self.patience)) > 0 else { throw Self.failure("the other side takes no more") }
    }

    private func failure(of result: CURLcode, _ port: Int) -> OutboundDelivery.Failure {
        switch result {
        case CURLE_PEER_FAILED_VERIFICATION:
            let fault = CertificateFault(verification: curl_info_number(easy, CURLINFO_SSL_VERIFYRESULT))
            return Self.failure(fault.sentence(host))
        case CURLE_SSL_CONNECT_ERROR: return Self.failure("\(host) port \(port) does not speak TLS")
        case CURLE_SSL_CACERT_BADFILE: return Self.failure("the authorities in the outbound rules cannot be read")
        default: return Self.failure("\(host) port \(port) does not answer")
        }
    }

    private static func failure(_ text: String) -> OutboundDelivery.Failure { .init(description: text) }
}
