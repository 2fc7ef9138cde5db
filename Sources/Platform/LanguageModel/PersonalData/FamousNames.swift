/// People, books and places of lessons whose names hold one that somebody on a roster may have: nobody's data, unless the
/// roster has just that name.
enum FamousNames {
    private static let table = """
        abigail adams; abraham lincoln; ada lovelace; adam smith; agatha christie; albert einstein; alexander fleming;
        alexander graham bell; alexander hamilton; alexander the great; alice walker; amelia earhart; amy tan; andrew
        jackson; andrew johnson; anna karenina; anne frank; anne of green gables; anton chekhov; barack obama; benjamin
        banneker; benjamin franklin; bessie coleman; betsy ross; booker t washington; bruno mars; catherine the great;
        cesar chavez; charles darwin; charles dickens; charlie brown; charlotte bronte; charlotte's web; chien-shiung wu;
        chimamanda ngozi adichie; christopher columbus; clara barton; coretta scott king; daniel boone; david walker;
        dolores huerta; dorothy johnson vaughan; edgar allan poe; eleanor roosevelt; elizabeth bishop; elizabeth cady
        stanton; elizabeth warren; ella baker; ella enchanted; ella fitzgerald; emily bronte; emily dickinson; emma by jane
        austen; emmett till; ernest hemingway; eugene field; florence nightingale; frederick douglass; frida kahlo;
        gabriel garcia marquez; gary paulsen; george bush; george orwell; george washington; george washington carver;
        green day; gordon parks; grace hopper; guadalupe hidalgo; gwendolyn brooks; harper lee; harriet tubman; harry
        potter; henry ford; henry david thoreau; henry james; huckleberry finn; ida b wells; isaac newton; jackie
        robinson; jackson pollock; jacqueline woodson; james baldwin; james brown; james joyce; james madison; james
        monroe; jane austen; jane eyre; jane goodall; jean piaget; jesse owens; jim crow; joan of arc; john adams; john
        brown; john dewey; john green; john f kennedy; john hancock; john locke; john lewis; john smith; john steinbeck;
        john tyler; john wesley powell; jordan river; jorge luis borges; josef stalin; julia alvarez; julius caesar;
        katherine johnson; katherine paterson; kate chopin; king arthur; langston hughes; leonardo da vinci; lewis and
        clark; lewis carroll; lois lowry; louisa may alcott; ludwig van beethoven; lyndon b johnson; lyndon johnson;
        malcolm x; marco polo; marcus aurelius; marcus garvey; margaret thatcher; maria montessori; marie curie; mark
        twain; martin luther; martin luther king; mary shelley; mary ann evans; mary mcleod bethune; maya angelou;
        michael jackson; michael jordan; michelle obama; miles davis; nancy drew; naomi shihab nye; nathaniel hawthorne;
        neil armstrong; nelson mandela; old macdonald; oliver twist; omar khayyam; oscar wilde; pablo neruda; pablo
        picasso; pam munoz ryan; patrick henry; peter pan; phillis wheatley; ponce de leon; queen elizabeth; queen
        victoria; rachel carson; ralph ellison; ray bradbury; richard wright; robert frost; robert louis stevenson;
        robinson crusoe; romeo and juliet; ronald reagan; rosa parks; ruby bridges; rudyard kipling; ruth bader ginsburg;
        sally ride; sam houston; samuel adams; sandra cisneros; sandra day o'connor; scott o'dell; sherlock holmes;
        shirley jackson; sigmund freud; simon bolivar; sojourner truth; sonia sotomayor; stephen crane; stephen hawking;
        stephen king; steve jobs; susan b anthony; susan anthony; taras shevchenko; taylor swift; theodore roosevelt;
        thomas edison; thomas jefferson; thomas paine; tim burton; tom sawyer; toni morrison; viet thanh nguyen; vincent
        van gogh; virginia woolf; walt disney; walt whitman; wilbur wright; william blake; william bradford; william
        penn; william shakespeare; winston churchill; woodrow wilson; zachary taylor; zora neale hurston
        """
    /// By the first word, the rest; the longest first.
    private static let phrases: [String: [[String]]] = {
        var phrases: [String: [[String]]] = [:]
        for entry in table.split(separator: ";") {
            let keys = TextWord.split(Array(entry.unicodeScalars)).map(\.key)
            guard let first = keys.first else { continue }
            phrases[first, default: []].append(Array(keys.dropFirst()))
        }
        return phrases.mapValues { $0.sorted { $0.count > $1.count } }
    }()

    private static let states: Set<String> = [
        "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida",
        "georgia", "hawaii", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine",
        "maryland", "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska",
        "nevada",
        "ohio", "oklahoma", "oregon", "pennsylvania", "tennessee", "texas", "utah", "vermont", "virginia", "washington",
        "wisconsin", "wyoming",
    ]
    private static let twoWordStates: Set<String> = ["new", "north", "south", "west", "rhode"]
    /// Behind a name that a building bears, with one word between or none: "Johnson Space Center".
    private static let houses: Set<String> = [
        "center", "centre", "museum", "institute", "memorial", "observatory", "foundation",
    ]
    private static let saints: Set<String> = ["santa", "san", "fort", "mount"]

    /// How many words from an index on are such a name.
    static func count(_ words: [TextWord], _ index: Int, _ names: RosterNames) -> Int {
        guard words[index].isCapital else { return 0 }
        if let rests = phrases[words[index].key] {
            for rest in rests where index + rest.count < words.count {
                let isIt = rest.indices.allSatisfy { place in
                    let word = words[index + 1 + place]
                    return word.key == rest[place] && word.before == .blank
                        && (word.isCapital || rest[place].utf8.count < 4)
                }
                if isIt { return rest.count + 1 }
            }
        }
        guard words[index].style == .capital, !words[index].isPossessive, index + 1 < words.count else { return 0 }
        let next = words[index + 1]
        // "Santa Cruz", "Fort Worth": with a small word or a sign behind them.
        if saints.contains(words[index].key), next.before == .blank, next.style == .capital,
            names.token(words[index]) == nil
        {
            return 2
        }
        // "Tyler, Texas", "Charlotte, North Carolina".
        if next.before == .comma, next.style == .capital {
            let isTwo =
                twoWordStates.contains(next.key) && index + 2 < words.count && words[index + 2].style == .capital
                && words[index + 2].before == .blank
            if states.contains(next.key) || isTwo, names.token(next) == nil { return 1 }
        }
        if next.before == .blank, next.style == .capital, index + 2 < words.count, words[index + 2].before == .blank,
            words[index + 2].style == .capital, houses.contains(words[index + 2].key), names.token(next) == nil
        {
            return 1
        }
        return 0
    }
}
