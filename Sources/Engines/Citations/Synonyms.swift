/// Words of school that mean the same to whoever asks.
enum Synonyms {
    private static let groups: [[String]] = [
        ["kid", "kids", "child", "children", "student", "students", "pupil", "learner"],
        ["parent", "family", "families", "guardian", "mother", "father", "mom", "dad"],
        ["cost", "price", "fee", "charge", "pay", "dollar", "dollars"],
        ["phone", "cellphone", "telephone", "cell"],
        ["begin", "start", "open", "opens"], ["end", "finish", "close", "over", "dismiss", "dismissal"],
        ["teacher", "instructor"], ["sick", "ill"], ["bathroom", "restroom", "toilet"],
        ["cafeteria", "lunchroom", "canteen"], ["trash", "garbage"], ["clean", "wipe", "wash"], ["buy", "purchase"],
        ["fix", "repair"], ["prohibited", "forbidden", "banned"], ["allow", "permit", "may"],
        ["gym", "gymnasium"], ["bike", "bicycle"], ["exam", "test"], ["picture", "photo", "photograph"],
        ["keep", "kept", "store", "stored", "held"], ["bring", "brought", "carry"],
        ["call", "phone", "telephone", "contact"], ["meeting", "conference"], ["vacation", "holiday", "break"],
        ["doctor", "physician"], ["medicine", "medication"], ["drop", "leave"], ["talk", "speak", "discuss"],
        ["extension", "ext"], ["sub", "substitute"], ["cancel", "close"],
        ["snow", "weather"], ["against", "oppose"], ["vote", "motion"], ["bus", "transportation"],
        ["go", "goes", "belong"], ["principal", "director"],
    ]
    private static let byStem: [String: Set<String>] = groups.reduce(into: [:]) { known, group in
        let stems = Set(group.map(Stem.of))
        for stem in stems { known[stem, default: []].formUnion(stems.subtracting([stem])) }
    }

    /// Stems of words that mean the same.
    static func of(_ stem: String) -> Set<String> { byStem[stem] ?? [] }
}
