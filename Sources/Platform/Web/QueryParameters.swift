public import Foundation
public import Hummingbird

extension Parameters {
    /// A number of the query; nil where it is absent.
    /// - Throws: `RequestFailure.invalid` for what is none, or is out of range.
    public func integer(_ name: Substring, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw RequestFailure.invalid("`\(name)` must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// An identifier of the query; nil where it is absent.
    /// - Throws: `RequestFailure.invalid` for what is none.
    public func identifier(_ name: Substring) throws -> UUID? {
        guard let text = self[name] else { return nil }
        guard let value = UUID(uuidString: String(text)) else {
            throw RequestFailure.invalid("`\(name)` must be an identifier.")
        }
        return value
    }
}
