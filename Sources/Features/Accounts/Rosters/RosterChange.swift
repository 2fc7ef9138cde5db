import Foundation
import GRDB
import Kernel

/// Works out, inside one transaction, what a delivery changes, and changes it.
struct RosterChange {
    var roster: OneRoster
    let store: PersonStore
    private let permissions: PermissionList
    let db: Database
    let today = Day.today
    var report = RosterReport()

    var placeIDs: [String: UUID] = [:]
    var endedPlaces: Set<UUID> = []
    /// People of the roster by their identifiers there.
    var people: [String: PersonRecord] = [:]
    /// Holders of an administrator's rights: a roster never matches, renames or suspends them.
    var administrators: Set<UUID> = []
    /// Holders of a role that no roster gave: a roster does not change by what address they come in.
    var handMade: Set<UUID> = []
    var district = UUID()
    /// People who left, or whose address is another: their sessions end.
    var suspended: [UUID] = []
    var readdressed: [UUID] = []
    /// What there was before, and how much of it goes.
    var alarm = RosterAlarm()

    private struct PlaceKey: Hashable { let kind: PlaceRecord.Kind, parent: UUID, name: String }
    struct RoleKey: Hashable { let person: UUID, place: UUID, role: String }

    /// - Parameter permissions: all there are.
    init(_ roster: OneRoster, _ store: PersonStore, _ permissions: PermissionList, _ db: Database) {
        (self.roster, self.store, self.permissions, self.db) = (roster, store, permissions, db)
    }

    /// - Throws: `AccountsFailure.roster`, `.lastAdministrator`, database errors.
    mutating func run() throws {
        report.version = roster.version
        guard let own = try UUID.fetchOne(db, sql: "SELECT id FROM place WHERE kind = 'district'") else {
            throw AccountsFailure.roster("Set Homeroom up first: there is no district to put the roster in.")
        }
        district = own
        report.notes = roster.notes
        administrators = try holdersOfPowers()
        handMade = try holdersByHand()
        try People.keepingAdministrator(db) {
            try changePlaces()
            try changePeople()
            try changeRoles()
            try changeGuardians()
        }
        report.problems = roster.problems.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
        report.problemCount = roster.problemCount
    }

    /// Who holds a role with an administrator's rights now, or will.
    private func holdersOfPowers() throws -> Set<UUID> {
        let roles = try Roles(db, permissions)
        var holders: Set<UUID> = []
        let rows = try Row.fetchCursor(
            db, sql: "SELECT personID, role FROM membership WHERE source <> 'roster' AND coalesce(endsOn, ?) >= ?",
            arguments: [today, today])
        while let row = try rows.next() {
            let role: String = row[1]
            if roles.isAdministrator(role) { holders.insert(row[0]) }
        }
        return holders
    }

    /// Who was entered, or given a role, by hand or by a provider's word.
    private func holdersByHand() throws -> Set<UUID> {
        try UUID.fetchSet(
            db, sql: "SELECT personID FROM membership WHERE source <> 'roster' AND coalesce(endsOn, ?) >= ?",
            arguments: [today, today])
    }

    // MARK: Places

    mutating func changePlaces() throws {
        let all = try PlaceRecord.filter(Column("rosterID") != nil).fetchAll(db)
        var known = Dictionary(all.map { ($0.rosterID ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        alarm.places.before = known.values.count { $0.endedAt == nil }
        alarm.empty += [("orgs", PlaceRecord.Kind.school), ("classes", .class)].compactMap { table, kind in
            roster.isEmptied(table) && known.values.contains { $0.kind == kind && $0.endedAt == nil } ? table : nil
        }
        placeIDs = known.mapValues(\.id)
        let delivered = Set(roster.orgs.map(\.id)).union(roster.unread["orgs"] ?? [])
        let classes = Set(roster.classes.map(\.id)).union(roster.unread["classes"] ?? [])
        // Places that a whole delivery does not name any more: perhaps it has them under new identifiers.
        var vacant: [PlaceKey: [String]] = [:]
        for (id, place) in known {
            let (table, seen) = place.kind == .school ? ("orgs", delivered) : ("classes", classes)
            guard roster.bulk.contains(table), !seen.contains(id), let parent = place.parentID else { continue }
            vacant[PlaceKey(kind: place.kind, parent: parent, name: place.name), default: []].append(id)
        }
        for org in roster.orgs {
            if org.type == "district" {
                // Ours is the district; its name was chosen here.
                placeIDs[org.id] = district
                continue
            }
            guard org.type == "school" else { continue }
            try put(org.id, .school, org.name, in: district, isActive: org.isActive, &known, vacant)
        }
        placeOtherOrgs()
        for one in roster.classes {
            guard let school = placeIDs[one.school] else {
                if one.isActive { roster.add("classes", one.line, "There is no school \(one.school.prefix(60)).") }
                continue
            }
            let title = one.title.isEmpty ? "Class" : one.title
            try put(one.id, .class, title, in: school, isActive: one.isActive, &known, vacant)
        }
        for (kind, table, seen) in [(PlaceRecord.Kind.school, "orgs", delivered), (.class, "classes", classes)]
        where roster.bulk.contains(table) {
            for (id, place) in known where place.kind == kind && place.endedAt == nil && !seen.contains(id) {
                known[id] = try end(place)
                if kind == .school {
                    report.notes.append("The school “\(place.name)” is not in the delivery any more.")
                }
            }
        }
        endedPlaces = Set(known.values.filter { $0.endedAt != nil }.map(\.id))
    }

    private mutating func put(
        _ id: String, _ kind: PlaceRecord.Kind, _ name: String, in parent: UUID, isActive: Bool,
        _ known: inout [String: PlaceRecord], _ vacant: [PlaceKey: [String]]
    ) throws {
        let name = String(name.prefix(120))
        let vacated = vacant[PlaceKey(kind: kind, parent: parent, name: name)] ?? []
        if known[id] == nil, isActive, vacated.count == 1, let old = vacated.first, let place = known[old] {
            // The same place under a new identifier: agreements and roles given by hand hang on it.
            (known[old], placeIDs[old]) = (nil, nil)
            known[id] = place
            placeIDs[id] = place.id
        }
        if var place = known[id] {
            guard isActive else {
                if place.endedAt == nil { known[id] = try end(place) }
                return
            }
            let old = place
            (place.name, place.parentID, place.endedAt, place.rosterID) = (name, parent, nil, id)
            guard place != old else { return }
            try place.update(db)
            known[id] = place
            report.places.changed += 1
        } else if isActive {
            let place = PlaceRecord(id: .timeOrdered(), kind: kind, parentID: parent, name: name, rosterID: id)
            try place.insert(db)
            known[id] = place
            placeIDs[id] = place.id
            report.places.added += 1
        }
    }

    private mutating func end(_ place: PlaceRecord) throws -> PlaceRecord {
        var place = place
        place.endedAt = Date()
        try place.update(db)
        report.places.left += 1
        alarm.places.lost += 1
        return place
    }
}
