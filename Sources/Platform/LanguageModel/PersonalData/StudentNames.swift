/// What a district's students are called, to tell whether something that was hidden names one.
public struct StudentNames: Sendable {
    private let keys: Set<String>

    /// - Parameter names: each is known in full, and by the first given and each family name: "María Elena López Ruiz" also
    ///   as "María López". A given name alone is many people's.
    public init(_ names: some Sequence<(given: String, family: String)>) {
        var keys: Set<String> = []
        for name in names {
            let families = name.family.split(separator: " ").map(String.init) + [name.family]
            let givens = [name.given, name.given.split(separator: " ").first.map(String.init) ?? name.given]
            for given in givens where !given.isEmpty {
                for family in families where !family.isEmpty {
                    keys.insert(Mask.key(.person, "\(given) \(family)"))
                }
            }
        }
        self.keys = keys
    }

    func contains(_ name: String) -> Bool { keys.contains(Mask.key(.person, name)) }
}
