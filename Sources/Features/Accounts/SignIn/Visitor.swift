import Foundation
import HTTPTypes
import Hummingbird
import Kernel
import Web

/// The browser that makes a request, before anybody is signed in.
struct Visitor: Sendable {
    let origin: RequestOrigin
    /// Such as `Firefox on Windows`: enough to know one's own device by.
    let device: String
    /// The token of the session it has had until now.
    let token: String?
    /// The address the page was served at, such as `https://homeroom.district.example`.
    let site: String
}

extension Visitor {
    init(_ request: Request, _ context: AppContext, publicURL: String?) {
        self.init(
            origin: context.origin, device: Self.name(request.headers[.userAgent] ?? ""),
            token: SessionCookie.token(in: request.headers), site: Self.site(context.site, publicURL))
    }

    /// The public address where the browser used it: a proxy in front may speak TLS where this server does not.
    static func site(_ site: String, _ publicURL: String?) -> String {
        guard let publicURL, URL(string: publicURL)?.authority == URL(string: site)?.authority else { return site }
        return publicURL
    }

    var party: WebAuthn.Party {
        WebAuthn.Party(origin: site, id: URL(string: site)?.host() ?? "localhost")
    }

    private static func name(_ agent: String) -> String {
        func first(_ pairs: [(mark: String, name: String)]) -> String? {
            pairs.first { agent.contains($0.mark) }?.name
        }
        let browser = first([
            ("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
        ])
        let system = first([
            ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("iPhone", "iPhone"), ("iPad", "iPad"),
            ("Android", "Android"),
            ("Mac OS", "Mac"), ("Linux", "Linux"),
        ])
        return [browser, system].compactMap { $0 }.joined(separator: ", ")
    }
}

extension URL {
    /// Host and, where it is given, port.
    fileprivate var authority: String? { host().map { host in port.map { "\(host):\($0)" } ?? host } }
}
