/// The kind of thing that a question asks for.
struct Expected {
    private let question: QuestionTerms

    init(_ question: QuestionTerms) { self.question = question }

    /// Whether a text holds it.
    func isHeld(by words: [Word], _ text: String) -> Bool {
        switch question.expects {
        case .anything: return false
        case .number: return holdsNumber(words)
        case .money: return text.contains { "$¢€£".contains($0) } || has(words, Self.money)
        case .duration:
            return holdsNumber(words) && has(words, Self.spans) || has(words, ["until", "through", "forever", "hasta"])
        case .frequency: return has(words, Self.frequencies)
        case .time: return holdsTime(words) || has(words, Self.times)
        case .person: return holdsName(words)
        case .place: return holdsName(words) || holdsPlace(words)
        case .reason: return has(words, Self.reasons)
        }
    }

    private static let placeLabels: Set<String> = [
        "place", "where", "location", "room", "address", "venue", "lugar", "donde", "salon", "direccion",
    ]
    private static let timeLabels: Set<String> = [
        "date", "when", "time", "day", "deadline", "due", "hours", "fecha", "cuando", "hora", "dia", "horario",
    ]
    private static let personLabels: Set<String> = [
        "who", "contact", "teacher", "leader", "quien", "maestra", "maestro",
    ]

    /// The kind of thing that a text's label names: "Place: …", "Date: …", "Contact: …".
    private static func labelled(_ text: String) -> QuestionTerms.Expectation? {
        guard let label = Statement.label(text) else { return nil }
        if placeLabels.contains(label) { return .place }
        if timeLabels.contains(label) { return .time }
        return personLabels.contains(label) ? .person : nil
    }

    /// Whether a text begins with the label of a place, a time or a person: no heading, however large it is set.
    static func isLabelled(_ text: String) -> Bool { labelled(text) != nil }

    /// Whether a text's label names the kind of thing that the question asks for: "Date: …" for "When …?".
    func isRuledIn(by text: String) -> Bool { Self.labelled(text) == question.expects }

    /// Whether a text's label names another kind of thing than the question asks for.
    func isRuledOut(by text: String) -> Bool {
        guard [.time, .place, .person].contains(question.expects), let kind = Self.labelled(text) else { return false }
        return kind != question.expects
    }

    private func has(_ words: [Word], _ known: Set<String>) -> Bool { words.contains { known.contains($0.text) } }

    /// A name that the question did not give: a capital inside the sentence.
    private func holdsName(_ words: [Word]) -> Bool {
        words.contains {
            $0.isCapitalised && !$0.opensSentence && !question.words.contains($0.text)
                && !QuestionVocabulary.monthsAndDays.contains($0.text)
        }
    }

    /// "in the blue pail", "behind the annex".
    private func holdsPlace(_ words: [Word]) -> Bool {
        words.indices.dropLast(2).contains {
            Self.prepositions.contains(words[$0].text) && Self.articles.contains(words[$0 + 1].text)
                && !question.words.contains(words[$0 + 2].text)
        }
    }

    /// A figure that numbers no room, grade or form.
    private func holdsTime(_ words: [Word]) -> Bool {
        words.indices.contains { index in
            words[index].hasDigit && (index == 0 || !Self.numbered.contains(words[index - 1].text))
        }
    }

    private static let prepositions: Set<String> = [
        "in", "into", "at", "on", "behind", "beside", "near", "under", "below", "above", "inside", "outside", "between",
        "to", "by", "across", "along", "en", "detras", "junto", "cerca", "bajo", "sobre",
    ]
    private static let articles: Set<String> = [
        "the", "a", "an", "our", "your", "its", "their", "each", "any", "el", "la", "los", "las", "un", "una",
    ]
    private static let numbered: Set<String> = [
        "room", "grade", "form", "lot", "bus", "route", "policy", "ext", "extension", "building", "section", "page",
        "locker", "title", "unit", "chapter", "table", "salon", "grado", "formulario", "ruta", "no", "number",
    ]

    private func holdsNumber(_ words: [Word]) -> Bool {
        words.contains { $0.hasDigit || Self.numbers.contains($0.text) && !question.words.contains($0.text) }
    }

    private static let numbers: Set<String> = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
        "fourteen", "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "fifty", "sixty", "ninety",
        "hundred",
        "thousand", "million", "billion", "half", "third", "quarter", "dozen", "uno", "dos", "tres", "cuatro", "cinco",
        "seis", "siete", "ocho", "nueve", "diez", "doce", "veinte", "treinta",
    ]
    private static let spans: Set<String> = [
        "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
        "year", "years", "semester", "semesters", "quarter", "period", "periods", "decades", "centuries", "century",
        "minutos", "horas", "dias", "semanas", "meses", "anos",
    ]
    private static let frequencies: Set<String> = [
        "every", "once", "twice", "daily", "weekly", "monthly", "quarterly", "yearly", "annually", "each", "times",
        "biweekly", "always", "never", "per", "cada", "diario", "semanal",
    ]
    private static let times: Set<String> = QuestionVocabulary.monthsAndDays.subtracting(["may"]).union([
        "century", "decade", "year", "after", "before", "during", "until", "since", "when", "noon", "midnight",
        "morning",
        "afternoon", "evening", "antes", "despues", "durante", "noche", "manana", "tarde",
    ])
    private static let reasons: Set<String> = [
        "because", "since", "therefore", "so", "due", "reason", "cause", "caused", "causes", "order", "purpose", "thus",
        "porque", "para",
    ]
    private static let money: Set<String> = [
        "dollar", "dollars", "cent", "cents", "free", "cost", "costs", "fee", "dolares", "gratis",
    ]
}
