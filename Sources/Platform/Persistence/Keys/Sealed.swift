public import Foundation
public import GRDB
public import Vault

/// A value as it lies in a column: sealed, and of no use to whoever has the database without the key.
///
/// It is made and opened by its `SealedColumn`, which binds it to table, column and row.
public struct Sealed<Value: Sealable>: Hashable, Sendable {
    /// Nonce, ciphertext and tag, as `Sealer` makes them: 40 bytes more than the value.
    public let bytes: Data

    public init(bytes: Data) { self.bytes = bytes }
}

extension Sealed: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { bytes.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Sealed? {
        Data.fromDatabaseValue(value).map(Sealed.init(bytes:))
    }
}

/// Coded as its bytes, so that records with sealed columns are coded as others are.
extension Sealed: Codable {
    public init(from decoder: any Decoder) throws { bytes = try decoder.singleValueContainer().decode(Data.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}

/// A column whose values are sealed. A value that was moved to another row, column or table does not open.
public struct SealedColumn<Value: Sealable>: Sendable {
    /// Table and column, such as `person.email`. Part of what is sealed: it never changes, whatever the column's name
    /// becomes.
    public let name: String

    public init(_ name: String) { self.name = name }

    /// - Parameter row: the row's identifier, which never changes either.
    public func seal(_ value: Value, row: UUID, with sealer: Sealer) -> Sealed<Value> {
        seal(value, row: row.uuidString, with: sealer)
    }

    /// - Parameter row: what names the row where that is no UUID, such as its number.
    public func seal(_ value: Value, row: String, with sealer: Sealer) -> Sealed<Value> {
        Sealed(bytes: Data(sealer.seal(value.sealableBytes, for: place(row))))
    }

    /// - Throws: `Sealer.Forged` where it was sealed with another key or for another place, or is damaged.
    public func open(_ sealed: Sealed<Value>, row: UUID, with sealer: Sealer) throws(Sealer.Forged) -> Value {
        try open(sealed, row: row.uuidString, with: sealer)
    }

    /// - Throws: `Sealer.Forged` where it was sealed with another key or for another place, or is damaged.
    public func open(_ sealed: Sealed<Value>, row: String, with sealer: Sealer) throws(Sealer.Forged) -> Value {
        guard let value = Value(sealableBytes: try sealer.open(sealed.bytes, for: place(row))) else {
            throw Sealer.Forged()
        }
        return value
    }

    private func place(_ row: String) -> String { "\(name).\(row)" }
}

/// What can be sealed in a column.
public protocol Sealable: Sendable {
    var sealableBytes: [UInt8] { get }
    /// - Returns: nil for bytes that no value has.
    init?(sealableBytes: [UInt8])
}

extension String: Sealable {
    public var sealableBytes: [UInt8] { Array(utf8) }

    public init?(sealableBytes bytes: [UInt8]) { self.init(validating: bytes, as: UTF8.self) }
}

extension Data: Sealable {
    public var sealableBytes: [UInt8] { Array(self) }

    public init?(sealableBytes bytes: [UInt8]) { self.init(bytes) }
}
