/// Short forms of given names.
enum Nicknames {
    /// Short forms by the whole name.
    static let short: [String: [String]] = [
        "alexander": ["alex", "xander", "sasha"], "alexandra": ["alex", "lexi", "sasha"], "andrew": ["andy", "drew"],
        "anthony": ["tony"], "barbara": ["barb", "barbie"], "benjamin": ["ben", "benny"],
        "catherine": ["cathy", "kate", "katie"],
        "charles": ["charlie", "chuck"], "christina": ["chris", "tina"], "christopher": ["chris", "topher"],
        "daniel": ["dan", "danny"], "david": ["dave", "davey"], "deborah": ["deb", "debbie"],
        "dorothy": ["dot", "dottie"],
        "edward": ["ed", "eddie", "ted"], "elizabeth": ["liz", "beth", "betsy", "eliza", "lizzie", "ellie"],
        "francisco": ["paco", "pancho"], "gabriel": ["gabe"], "gabriela": ["gabby"], "guadalupe": ["lupe"],
        "isabella": ["bella", "izzy"],
        "jacob": ["jake"], "james": ["jim", "jimmy", "jamie"], "jennifer": ["jen", "jenny"],
        "jessica": ["jess", "jessie"],
        "john": ["johnny", "jack"], "jonathan": ["jon", "jonny"], "jose": ["pepe"], "joseph": ["joe", "joey"],
        "joshua": ["josh"], "katherine": ["kate", "katie", "kathy", "kat"], "kathryn": ["kate", "katie", "kathy"],
        "kenneth": ["ken", "kenny"], "lawrence": ["larry"], "leonardo": ["leo"], "madeline": ["maddie"],
        "margaret": ["maggie", "meg", "peggy"],
        "matthew": ["matt", "matty"], "michael": ["mike", "mikey"], "nathaniel": ["nate"],
        "nicholas": ["nick", "nicky"],
        "olivia": ["liv", "livvy"], "patricia": ["pat", "patty", "trish"], "patrick": ["pat", "paddy"],
        "rebecca": ["becca", "becky"],
        "richard": ["rich", "rick", "dick"], "robert": ["bob", "bobby", "rob", "robbie"], "ronald": ["ron", "ronnie"],
        "samantha": ["sam", "sammy"], "samuel": ["sam", "sammy"], "santiago": ["santi"], "stephanie": ["steph"],
        "stephen": ["steve"],
        "steven": ["steve"], "susan": ["sue", "susie"], "theodore": ["ted", "teddy", "theo"],
        "thomas": ["tom", "tommy"],
        "timothy": ["tim", "timmy"], "victoria": ["vicky", "tori"], "vincent": ["vince", "vinny"],
        "william": ["bill", "billy", "will", "liam"],
        "zachary": ["zach", "zack"],
    ]
    /// Whole names by a short form that a roster holds, where there is one only.
    static let formal: [String: String] = {
        var formal: [String: [String]] = [:]
        for (whole, short) in short { for name in short { formal[name, default: []].append(whole) } }
        return formal.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }()
}
