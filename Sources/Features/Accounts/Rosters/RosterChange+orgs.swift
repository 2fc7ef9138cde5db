/// Orgs that are no places here, and what is above whom.
extension RosterChange {
    /// Departments and whatever else is neither school nor district: who belongs to them belongs to the nearest school or
    /// district above. Comes after the schools and districts have their places.
    mutating func placeOtherOrgs() {
        let orgs = Dictionary(roster.orgs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for org in roster.orgs where org.isActive {
            let above = way(up: org, orgs)
            let isSchool = org.type == "school"
            if isSchool || org.type == "district" {
                if isSchool, let fault = above.fault {
                    roster.add("orgs", org.line, "\(fault) The school was put right below the district.")
                }
                continue
            }
            placeIDs[org.id] = above.place.flatMap { placeIDs[$0] }
            guard placeIDs[org.id] == nil else { continue }
            let fault = above.fault ?? "No school and no district is above it."
            roster.add("orgs", org.line, "\(fault) Those who belong to it get no role by it.")
        }
    }

    /// The nearest school or district above an org, and what is wrong on the way there.
    private func way(up org: OneRoster.Org, _ orgs: [String: OneRoster.Org]) -> (place: String?, fault: String?) {
        var (seen, next): (Set<String>, String) = ([org.id], org.parent)
        while !next.isEmpty {
            guard seen.insert(next).inserted else {
                let isOwn = next == org.id
                return (nil, "The orgs above it lead \(isOwn ? "back to itself" : "round in a circle").")
            }
            guard let found = orgs[next] else {
                // Changes name what is new only: what is above may have come before.
                if placeIDs[next] != nil { return (next, nil) }
                let isTold = roster.bulk.contains("orgs") && roster.unread["orgs"]?.contains(next) != true
                return (nil, isTold ? "There is no org \(next.prefix(60)) above it." : nil)
            }
            if found.type == "district" { return (next, nil) }
            // Schools may be above a school in a circle; for all others the first school is the one.
            if found.type == "school", org.type != "school" { return (next, nil) }
            next = found.parent
        }
        return (nil, nil)
    }
}
