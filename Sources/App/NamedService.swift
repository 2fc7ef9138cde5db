import ServiceLifecycle

/// A service that is called by its type in the log: the group that runs it prints it whole otherwise, with all that it holds.
struct NamedService: Service, CustomStringConvertible {
    let service: any Service

    var description: String { "\(type(of: service))" }

    func run() async throws { try await service.run() }
}
