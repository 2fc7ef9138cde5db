public import GRDB
public import Kernel
public import Persistence
import Synchronization

/// What a district says of its own data, beside its roster.
public struct PersonalDataRules: Codable, Sendable, Equatable {
    /// A regular expression of student numbers, such as `S[0-9]{6}`.
    public var studentNumbers: String?
    /// Whether what names a student is data about students although the name and number are hidden before it leaves.
    public var namedStudentsNeedPromises = false

    public static let setting = Setting("personal-data", standard: PersonalDataRules(), notes: .everyField) {
        guard $0.isSound else { throw StudentNumbersUnusable() }
    }
    public init() {}

    /// Whether the pattern can be used.
    public var isSound: Bool {
        guard let studentNumbers else { return true }
        // Characters, classes of them, and how often: nothing that could take long on some text.
        guard studentNumbers.utf8.count <= 200,
            studentNumbers.wholeMatch(
                of:
                    /(?:(?:[A-Za-z0-9 _#:\-]|\\d|\\-|\\\.|\[[A-Za-z0-9 _\-]{1,40}\])(?:\{\d{1,2}(?:,\d{1,2})?\}|\?)?){1,40}/
            ) != nil,
            let pattern = try? Regex(studentNumbers)
        else { return false }
        // One that fits the empty text would hide everything.
        return "".firstMatch(of: pattern) == nil
    }
}

/// The form of student numbers cannot be looked for.
public struct StudentNumbersUnusable: UserFacingError {
    public var status: Int { 400 }
    public var code: String { "request.invalid" }
    public var message: String {
        "The form of student numbers must be a regular expression that does not fit the empty text, such as S[0-9]{6}."
    }
}

/// What finds personal data with the names of everybody in the district, made again when people have changed.
public final class PeopleNames: Sendable {
    /// What is known of a district's people.
    public struct Known: Sendable {
        public let rules: PersonalDataRules
        public let finder: PersonalData
        public let students: StudentNames
    }

    private let database: any DatabaseReader
    private let directory: any DistrictDirectory
    private let offload = Offload("homeroom.people", width: 1)
    private let kept = Mutex<(version: Int, known: Known)?>(nil)

    public init(database: any DatabaseReader, directory: any DistrictDirectory) {
        (self.database, self.directory) = (database, directory)
    }

    /// - Throws: database errors.
    public func finder() async throws -> PersonalData { try await known().finder }

    /// - Throws: database errors.
    public func known() async throws -> Known {
        let version = directory.version
        let rules = try await database.read { db in try PersonalDataRules.setting.value(db) }
        if let known = current(version, rules) { return known }
        let (names, students) = try await database.read { [directory] db in
            (try directory.allNames(db), try directory.studentNames(db))
        }
        // A second for 100,000 people: not on a thread that serves requests, and once for all who wait for it.
        return try await offload { [self] in
            if let known = current(version, rules) { return known }
            let finder = PersonalData(
                names: RosterNames(names.map { .init(given: $0.given, family: $0.family) }),
                studentID: rules.studentNumbers)
            let known = Known(rules: rules, finder: finder, students: StudentNames(students))
            kept.withLock { $0 = (version, known) }
            return known
        }
    }

    private func current(_ version: Int, _ rules: PersonalDataRules) -> Known? {
        kept.withLock { $0 }.flatMap { $0.version == version && $0.known.rules == rules ? $0.known : nil }
    }
}
