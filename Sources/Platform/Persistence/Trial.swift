public import GRDB

extension DatabaseWriter {
    /// Writes in a transaction; for a trial, does all of it and takes it back, so that whatever would be refused is, and
    /// nothing changes. What is to follow a transaction follows none that was taken back.
    /// - Throws: what `updates` throws; database errors.
    public func write<Value: Sendable>(
        isTrial: Bool, _ updates: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        guard isTrial else { return try await write(updates) }
        do {
            return try await write { db in throw TakenBack(value: try updates(db)) }
        } catch let done as TakenBack<Value> { return done.value }
    }
}

/// Ends a trial's transaction.
private struct TakenBack<Value: Sendable>: Error {
    let value: Value
}
