import Foundation
import Logging
import Web

/// Reads anew what may change while the server runs, when it gets SIGHUP: the certificate and its key, and the level of
/// the log. A terminal that closes sends the same signal, and ends nothing.
struct Reloading {
    private let source: any DispatchSourceSignal

    /// - Parameters:
    ///   - folder: the data folder, in which `log.level` may name a level.
    ///   - started: the level that the configuration names.
    init(_ network: NetworkSettings, renewals: CertificateRenewals, folder: String, level started: Logger.Level) {
        signal(SIGHUP, SIG_IGN)
        let files = network.files
        let level = folder + "/log.level"
        if FileManager.default.fileExists(atPath: level) { _ = JSONLog.readLevel(level, otherwise: started) }
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: DispatchQueue(label: "homeroom.reloading"))
        source.setEventHandler {
            let logger = Logger(label: "homeroom")
            if let files {
                do {
                    let fault = try renewals.read(files)
                    logger.notice("the certificate was read again")
                    if let fault { logger.warning("\(fault)") }
                } catch let error as CertificateUnusable {
                    logger.error("the certificate before serves on", metadata: ["reason": "\(error.message)"])
                } catch { logger.error("the certificate before serves on", metadata: ["reason": "\(error)"]) }
            }
            if let found = JSONLog.readLevel(level, otherwise: started) {
                logger.notice("the level of the log was read again", metadata: ["from": "\(found)"])
            } else {
                logger.error("log.level names no level; nothing changes")
            }
        }
        source.resume()
    }

    func end() { source.cancel() }
}
