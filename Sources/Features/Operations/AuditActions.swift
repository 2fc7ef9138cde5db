public import Persistence

extension AuditAction {
    public static let jobRetried = Self("job.retried", isActivity: false)
    public static let jobDropped = Self("job.dropped", isActivity: false)
    public static let scheduleRun = Self("schedule.run", isActivity: false)
}

extension Operations {
    public static var auditActions: [AuditAction] {
        [
            .jobRetried, .jobDropped, .scheduleRun,
        ]
    }
}
