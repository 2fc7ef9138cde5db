/// How often a provider may be asked, for all that ask it.
public protocol RequestPace: Sendable {
    /// Waits until a request of about so many tokens may go out, and takes its place.
    /// - Returns: nil once it may; or the seconds after which it might, where that is longer than `patience`, and nothing is
    ///   taken.
    /// - Throws: `CancellationError`; nothing is taken then either.
    func take(tokens: Int, within patience: Duration) async throws -> Int?

    /// Gives back, or takes more, where a request used other than the tokens that were taken for it.
    func settle(taken: Int, used: Int) async

    /// The provider asks to be left alone for so many seconds.
    func rest(for seconds: Double) async
}
