public import Kernel

/// What can go wrong with what searches lean on.
public enum SearchFailure: UserFacingError, Equatable {
    case domainsUnusable

    public var status: Int { 400 }
    /// Begins as it did when the library kept the domains: programs know it.
    public var code: String { "library.domainsUnusable" }
    public var message: String {
        "Give 1 to 20 domains, each with an identifier of its own in small letters, a name, and a description or examples."
    }
}
