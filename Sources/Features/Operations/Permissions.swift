public import Kernel

extension Permission {
    public static let readHealth = Self("health:read", isAdministrative: false, scope: .appliance, roles: .running)
}

extension Operations {
    public static var permissions: [Permission] { [.readHealth] }
}
