public import Foundation
import HTTPTypes
public import Hummingbird

extension RequestContext {
    /// An identifier in the request's path.
    /// - Parameter name: as the route writes it, such as `document` for `documents/:document`.
    /// - Throws: an error of status 400 that names the part, for what is no UUID.
    public func id(_ name: String) throws -> UUID {
        guard let id = parameters.get(name, as: UUID.self) else {
            throw unusable(name, "an identifier such as 0190d1a4-3c1e-7a52-9f0e-2f6f0f5d8c11")
        }
        return id
    }

    /// A whole number in the request's path.
    /// - Parameter name: as the route writes it.
    /// - Throws: an error of status 400 that names the part, for what is none.
    public func number(_ name: String) throws -> Int {
        guard let number = parameters.get(name, as: Int.self) else { throw unusable(name, "a whole number") }
        return number
    }

    private func unusable(_ name: String, _ form: String) -> HTTPError {
        HTTPError(.badRequest, message: "The \(name) in the request's address must be \(form).")
    }
}
