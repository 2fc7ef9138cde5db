/// Words that questions are made of.
enum QuestionVocabulary {
    /// English words that carry no content in a question.
    static let english: Set<String> = [
        "a", "an", "the", "of", "to", "in", "on", "at", "is", "are", "was", "were", "be", "been", "being", "am", "did",
        "do", "does", "done", "what", "which", "who", "whom", "whose", "when", "where", "why", "how", "for", "and",
        "or", "but", "by", "with", "from", "that", "this", "these", "those", "it", "its", "as", "has", "have", "had",
        "not", "can", "could", "would", "should", "will", "may", "might", "must", "i", "we", "you", "they", "he", "she",
        "our", "your", "their", "his", "her", "my", "us", "them", "me", "if", "then", "than", "so", "about", "into",
        "there", "any", "some", "s", "t", "also",
    ]
    /// Spanish ones, without accents.
    static let spanish: Set<String> = [
        "el", "la", "los", "las", "un", "una", "unos", "unas", "lo", "de", "del", "al", "en", "con", "por", "para", "y",
        "o", "e", "u", "que", "quien", "quienes", "cual", "cuales", "cuando", "cuanto", "cuanta", "cuantos", "cuantas",
        "donde", "adonde", "como", "es", "son", "era", "fue", "sera", "seran", "esta", "estan", "ser", "estar", "hay",
        "a", "se", "me", "te", "le", "les", "nos", "mi", "mis", "tu", "tus", "su", "sus", "nuestro", "nuestra", "si",
        "no", "ha", "han", "he", "este", "estos", "estas", "eso", "esa", "ese", "mas", "muy", "ya", "puede", "pueden",
        "puedo", "debe", "deben", "debo", "hace", "yo", "usted", "ustedes", "sobre", "entre", "tambien",
    ]
    /// Chinese and Japanese characters that mostly ask or bind.
    static let ideographs: Set<String> = Set("的了在是哪里什么何时吗呢和与或有我你他她们这那个几多少谁怎样为会の は が を に で と か も へ".map { String($0) })
    /// Words that ask and that an answer seldom repeats; they count, but little.
    static let faint: Set<String> = [
        "happen", "happens", "happened", "mean", "means", "tell", "describe", "explain", "said", "say", "says", "know",
        "find", "thing", "things", "kind", "kinds", "type", "types", "sort", "sorts", "term", "located", "way", "ways",
        "need", "needs", "please", "many",
        "much", "long", "often", "old", "far", "large", "big", "high", "fast", "soon", "early", "late", "time", "times",
        "date", "day", "year", "month", "number", "amount", "name", "called", "get", "gets", "latest", "newest",
        "current", "currently", "now", "today", "somebody", "someone", "anyone", "kids",
    ]
    /// A person is found without them: "Tran | 207" for "What room is Ms. Tran in?".
    static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta", "senor", "senora",
    ]
    /// Behind one of these a single letter names something: "Room A", "Title I".
    static let named: Set<String> = [
        "room", "group", "building", "section", "plan", "form", "lot", "wing", "team", "vitamin", "hepatitis",
        "schedule",
        "day", "block", "period", "lane", "gate", "door", "bus", "track", "level", "type", "class", "unit", "part",
        "option", "shift", "cohort", "title", "algebra", "phase", "tier", "chapter", "division", "stage", "volume",
        "article", "category", "grade", "step", "week", "lesson", "module", "route", "policy", "rule", "page",
        "appendix",
        "table", "figure", "exhibit", "zone", "hall", "floor", "locker", "session", "list", "kit", "station",
        "calculus",
        "grupo", "salon", "sala", "grado", "puerta", "ruta", "paso", "formulario", "edificio", "seccion",
    ]
    /// What may follow a word that looks like a filler but names something.
    static let followers: [String: Set<String>] = [
        "it": [
            "department", "staff", "team", "support", "desk", "office", "help", "ticket", "tickets", "director",
            "coordinator", "policy", "technician", "specialist", "manager",
        ],
        "us": [
            "history", "government", "mail", "flag", "citizen", "citizens", "citizenship", "census", "constitution",
            "geography", "congress", "department", "dollars",
        ],
        "who": ["growth", "guidelines", "chart", "charts", "standards"],
        "pe": [],
    ]
    /// Words before the name of a month that is a word too.
    static let beforeMonths: Set<String> = [
        "in", "of", "during", "until", "since", "late", "early", "next", "last", "every", "through", "mid", "till",
    ]
    /// Capitals for stress, not for a name.
    static let stressed: Set<String> = [
        "not", "and", "or", "must", "is", "are", "do", "does", "can", "if", "a", "i", "the", "only", "should", "will",
        "may", "has", "have", "any", "all", "to", "be",
    ]
    static let monthsAndDays: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "enero", "febrero",
        "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        "lunes",
        "martes", "miercoles", "jueves", "viernes", "sabado", "domingo",
    ]
}
