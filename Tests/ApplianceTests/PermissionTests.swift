import Accounts
import Kernel
import Persistence
import Testing
import Web

@testable import homeroom

@Suite("Permissions and what the trail notes") struct PermissionTests {
    @Test("no two features declare a permission or an action of the same name")
    func unique() {
        let permissions = (Permission.shared + Appliance.features.flatMap { $0.permissions }).map(\.rawValue)
        #expect(Set(permissions).count == permissions.count)
        #expect(Appliance.permissions.all.map(\.rawValue) == permissions)
        let actions = Appliance.auditActions.map(\.rawValue)
        #expect(Set(actions).count == actions.count)
    }

    /// What each standard role holds, by the names that are stored and sent. Beyond one's own account.
    private static let table: [StandardRole: Set<String>] = {
        let viewer: Set = ["shared:read"]
        let tutor = viewer.union([
            "questions:ask", "conversations:read:own", "feedback:write", "documents:read", "students:read",
        ])
        let educator = tutor.union(["conversations:share"])
        let coach = educator.union([
            "threads:answer", "documents:write", "collections:manage", "team-analytics:read", "team-analytics:export",
        ])
        let school = coach.union([
            "users:read", "users:manage:school", "places:manage", "school-analytics:read", "audit:read",
        ])
        return [
            .student: [], .guardian: [], .viewer: viewer, .tutor: tutor, .educator: educator, .coach: coach,
            .coachLead: coach.union(["users:read"]), .schoolAdministrator: school,
            .districtAdministrator: school.union([
                "roles:define", "rosters:import", "district-analytics:read", "audit:export", "health:read",
                "settings:write", "people:export",
            ]),
            .systemAdministrator: [
                "users:read", "users:manage:school", "places:manage", "rosters:import", "audit:read", "audit:export",
                "health:read", "settings:write", "backup:run",
            ],
            .auditor: ["audit:read", "audit:export", "audit:read:activity", "people:export"],
        ]
    }()

    @Test("each standard role holds what it is meant to, and nothing else", arguments: StandardRole.allCases)
    func standardRoles(role: StandardRole) {
        let held = Set(Appliance.permissions.permissions(of: role).map(\.rawValue))
        #expect(held == Self.table[role]?.union(["account:manage:own"]))
    }

    @Test("what governs others or the appliance wants proof; so does what nobody declared")
    func administrative() {
        let names = Set(Appliance.permissions.all.filter(\.isAdministrative).map(\.rawValue))
        #expect(
            names == [
                "users:manage:school", "places:manage", "roles:define", "rosters:import", "settings:write",
                "backup:run", "people:export",
            ])
        let unknown = Permission(rawValue: "of:another:release")
        #expect(unknown.isAdministrative && unknown.roles.isEmpty)
        #expect(Appliance.permissions[unknown.rawValue] == nil)
        #expect(
            Appliance.permissions.known(["of:another:release", "questions:ask"]).map(\.rawValue) == ["questions:ask"])
    }

    @Test("what staff do for themselves is activity; so is what nobody declared")
    func activity() {
        let names = Set(Appliance.auditActions.filter(\.isActivity).map(\.rawValue))
        #expect(names == ["question.asked", "document.read", "search.made", "shared.read"])
        #expect(AuditAction(rawValue: "of.another.release").isActivity)
    }
}
