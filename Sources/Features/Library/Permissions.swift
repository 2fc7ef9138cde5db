public import Kernel

extension Permission {
    public static let writeDocuments = Self("documents:write", isAdministrative: false, scope: .place, roles: .coaching)
    public static let manageCollections = Self(
        "collections:manage", isAdministrative: false, scope: .place, roles: .coaching)
}

extension Library {
    public static var permissions: [Permission] { [.writeDocuments, .manageCollections] }
}
