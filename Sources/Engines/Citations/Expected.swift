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
        case .time: return words.contains { $0.hasDigit } || has(words, Self.times)
        case .person, .place:
            // A name that the question did not give: a capital inside the sentence.
            return words.contains { $0.isCapitalised && !$0.opensSentence && !question.words.contains($0.text) }
        case .reason: return has(words, Self.reasons)
        }
    }

    private func has(_ words: [Word], _ known: Set<String>) -> Bool { words.contains { known.contains($0.text) } }

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
