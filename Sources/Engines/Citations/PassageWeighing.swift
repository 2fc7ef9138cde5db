import Foundation

/// Weighs what one passage offers to be quoted.
struct PassageWeighing {
    /// A choice with what it holds.
    struct Offer: Sendable {
        var choice: QuoteSelection.Choice
        var evidence: Evidence
        /// What is added to its evidence or taken from it.
        var tilt: Float = 0
        var traits: Traits
    }

    /// What choosing and confidence are made of, each 0 to 1.
    struct Traits: Sendable {
        /// Cosine of sentence and question, and of the passage's best window and the question.
        var similarity: Float, passageSimilarity: Float
        /// The share of the question's words that is held: by the piece itself, with its neighbours, by the whole passage.
        var own: Float, around: Float, whole: Float
        /// The passage's relevance as a share of the best one's.
        var passage: Float
    }

    /// What tips the scale.
    enum Weight {
        static let expectation: Float = 0.12
        static let held: Float = 0.15, rival: Float = -0.6
        static let opposite: Float = -0.6, denies: Float = -0.2, agrees: Float = 0.1
        static let asks: Float = -0.3, head: Float = -0.3
        static let label: Float = 0.3, earlierMessage: Float = -0.3, envelope: Float = -0.4, echo: Float = -0.5,
            mislabelled: Float = -0.3
        static let section: Float = 0.6, unpriced: Float = -0.3, unticked: Float = -0.4
    }

    /// An entry that holds no word of the question must mean so nearly the same.
    private static let leastSimilarity: Float = 0.55
    /// An entry or a list must hold so much of the question with what leads into it.
    private static let leastOfLead: Float = 0.35, leastOfAnswer: Float = 0.5
    /// How much of a name counts that the sentence before holds: who was named is meant on. And of what another line of
    /// a form holds.
    private static let beforeShare: Float = 0.7, formShare: Float = 0.5
    /// How much of a name counts that says above whom or what a form is about.
    private static let subjectShare: Float = 0.7
    /// How much of a name counts that stands elsewhere in the passage.
    private static let passageShare: Float = 0.34
    /// And where the piece holds the rest of the question.
    private static let saidShare: Float = 0.7, leastSaid: Float = 0.6
    /// Who asks with one of these asks for a mail's envelope.
    private static let ofMail: Set<String> = [
        "sent", "send", "sender", "wrote", "write", "subject", "attachment", "attachments", "attached", "addressed",
        "recipient", "recipients", "email", "mail", "message", "envio", "escribio", "asunto", "correo",
    ]
    /// A sentence that opens with one of these goes on about what the sentence before is about.
    private static let pointers: Set<String> = [
        "this", "these", "it", "they", "such", "he", "she", "esto", "este", "esta", "estos", "estas", "ellos", "ellas",
    ]
    private static let pointedShare: Float = 0.5
    /// So many short lines below a heading are a card at most.
    private static let longestCard = 5
    /// How much of a list's heading counts where the list is quoted without it.
    private static let headingShare: Float = 0.7, titleShare: Float = 0.4

    let selection: QuoteSelection
    let finder: EvidenceFinder
    let candidates: [QuoteSelection.Candidate]
    let readings: [EvidenceFinder.Reading]
    let range: Range<Int>
    let passage: QuoteSelection.Passage
    let best: Float

    func offers() -> [Offer] {
        let structure = PassageStructure(
            candidates[range].map {
                .init(text: $0.text, isHeading: $0.isHeading, opening: $0.opening)
            }, headings: passage.headings)
        let outer = passage.headings.map { finder.read($0) }
        let context = PassageContext(
            candidates[range].map(\.text), isHeading: candidates[range].map(\.isHeading),
            held: readings[range].map(\.held))
        let asksOfMail = selection.question.all.contains { Self.ofMail.contains($0.text) }
        let held = readings[range].reduce([Float](repeating: 0, count: selection.question.words.count)) {
            zip($0, $1.held).map { max($0, $1) }
        }
        let whole = selection.coverage(held)
        var offers: [Offer] = []
        for (place, part) in structure.parts.enumerated() where Self.isQuotable(part.kind) {
            let index = range.lowerBound + place
            if part.kind == .entry, structure.isOneWord(place) { continue }
            let lead = part.lead.map { range.lowerBound + $0 }
            let headings = [part.heading, part.line].compactMap { $0 }.map { readings[range.lowerBound + $0] }
            var evidence = finder.evidence(
                readings[index], text: candidates[index].text, kind: part.kind,
                lead: lead.map { (readings[$0], candidates[$0].text) }, above: outer + headings)
            if candidates[index].text.contains(": "), finder.names(candidates[index].text) {
                // A form's line belongs to whom another line of the form names.
                evidence.isLabelled = true
                for other in readings[range] { evidence.add(other.held, Self.formShare) }
            } else if part.kind == .statement, place > 0, candidates[index].opening == .sentence {
                evidence.add(readings[index - 1].held, Self.beforeShare, where: selection.question.isExact)
                if readings[index].words.first.map({ Self.pointers.contains($0.text) }) ?? false {
                    evidence.add(readings[index - 1].held, Self.pointedShare)
                }
            }
            evidence.add(
                held, saysWhat(evidence) ? Self.saidShare : Self.passageShare, where: selection.question.isExact)
            evidence.add(context.subjects[place], Self.subjectShare, where: selection.question.isExact)
            let isAsked = Expected(selection.question).isRuledIn(by: candidates[index].text)
            if isAsked || answersByLabel(candidates[index].text, evidence) { evidence.isLabelled = true }
            if part.kind != .statement, !isAsked, candidates[index].similarity < Self.leastSimilarity,
                !isWorthwhile(index, evidence, lead: lead, structure)
            {
                continue
            }
            var similarity = candidates[index].similarity
            // A row of figures is like no question; what it is about stands in its table's head.
            if let lead, part.kind == .entry, candidates[index].text.contains(" | "), isKeyed(evidence) {
                similarity = max(similarity, candidates[lead].similarity)
            }
            var offer = offer(index, index, lead: lead, similarity, evidence, whole)
            if part.kind == .rowHead { offer.tilt += Weight.head }
            // A box that is not ticked says nothing, but to who asks whether it is.
            if candidates[index].text.hasPrefix("☐"), !selection.question.isYesNo { offer.tilt += Weight.unticked }
            if context.earlier.contains(place) { offer.tilt += Weight.earlierMessage }
            if context.envelope.contains(place), !asksOfMail { offer.tilt += Weight.envelope }
            offers.append(offer)
        }
        for run in structure.runs where !isAnsweredByItem(run) {
            if let offer = self.offer(run, outer, whole) { offers.append(offer) }
        }
        return offers
    }

    private static func opens(_ text: String, with section: String) -> Bool {
        let text = text.drop { "§ ".contains($0) }
        guard text.hasPrefix(section) else { return false }
        let rest = text.dropFirst(section.count)
        return rest.first.map { !$0.isNumber } ?? false
            && !(rest.hasPrefix(".") && rest.dropFirst().first?.isNumber ?? false)
    }

    private static func isQuotable(_ kind: PassageStructure.Kind) -> Bool {
        kind == .statement || kind == .entry || kind == .rowHead
    }

    /// Whether a piece holds what is asked of the thing that the question names: its words but for the names.
    private func saysWhat(_ evidence: Evidence) -> Bool {
        let places = selection.question.words.indices.filter { !selection.question.isExact($0) }
        let asked = places.reduce(0) { $0 + selection.rarity[$1] }
        let said = places.reduce(0) { $0 + selection.rarity[$1] * evidence.own[$1] }
        return asked > 0 && said >= Self.leastSaid * asked
    }

    /// Whether a fact has the kind of value that is asked for, and a label with a word of the question: "Substitute
    /// requested: Maribel Stroud" for "Who is supposed to sub?".
    private func answersByLabel(_ text: String, _ evidence: Evidence) -> Bool {
        guard evidence.fits, text.utf8.count <= 160, let label = Statement.label(text) else { return false }
        let held = finder.read(label).held
        return selection.question.words.indices.contains {
            held[$0] > 0 && selection.question.weights[$0] >= 0.5 && !selection.question.isExact($0)
        }
    }

    /// Whether one item of a list is the step that is asked for: the others are not.
    private func isAnsweredByItem(_ run: PassageStructure.Run) -> Bool {
        selection.question.codes.contains { code in
            run.range.contains { code.relation(toItem: candidates[range.lowerBound + $0].text) == .held }
        }
    }

    /// Whether a row holds by itself the name, the code or the number that is asked for.
    private func isKeyed(_ evidence: Evidence) -> Bool {
        evidence.code == .held
            || selection.question.words.indices.contains { selection.question.isExact($0) && evidence.own[$0] >= 1 }
    }

    /// Whether an entry has to do with the question: it holds a word of it, or answers the question that leads into it.
    private func isWorthwhile(_ index: Int, _ evidence: Evidence, lead: Int?, _ structure: PassageStructure) -> Bool {
        let telling = selection.question.weights.indices.contains {
            evidence.own[$0] > 0 && selection.question.weights[$0] >= 0.5
        }
        if telling { return true }
        // "4 | 10:51" below "Period | Begins" holds what is asked for by its number alone; so does "6. Lock the cabinet".
        let text = candidates[index].text
        if evidence.code == .held, text.contains(" | ") || PassageStructure.isItem(text) { return true }
        // A ticked box answers what its list asks.
        if let lead, "☒☑☓✓✔".contains(candidates[index].text.first ?? " "),
            selection.coverage(readings[lead].held) > 0
        {
            return true
        }
        guard let lead,
            structure.parts[lead - range.lowerBound].kind == .question || candidates[lead].text.hasSuffix("?")
        else {
            return false
        }
        return selection.coverage(evidence.read) >= Self.leastOfAnswer
    }

    /// A list or table with what leads into it, quoted whole.
    private func offer(_ run: PassageStructure.Run, _ outer: [EvidenceFinder.Reading], _ whole: Float) -> Offer? {
        let lead = range.lowerBound + run.lead
        let first = range.lowerBound + run.range.lowerBound
        var last = first
        var characters = 0
        for index in first...range.lowerBound + run.range.upperBound {
            characters += candidates[index].text.utf8.count
            guard index == first || characters <= QuoteSelection.mostCharacters,
                index - first <= QuoteSelection.mostEntries
            else { break }
            last = index
        }
        guard last > first || lead != first else { return nil }
        // A card of a directory is one thing: what it holds is held by all of it.
        let isCard =
            last - first < Self.longestCard
            && candidates[first...last].allSatisfy { $0.text.utf8.count <= 60 && !$0.text.contains("|") }
        let entries = readings[max(first, lead + 1)...last]
        var evidence = finder.evidence(
            readings[lead], text: candidates[lead].text, kind: .entry, lead: nil, above: outer)
        let asked = selection.question.asked
        let isAsked = isCard && !asked.isEmpty && entries.contains { $0.words.map { Stem.of($0.text) } == asked }
        guard isAsked || selection.coverage(evidence.read) >= Self.leastOfLead else { return nil }
        if isAsked { evidence.isLabelled = true }
        // A heading is no part of what is quoted.
        if candidates[lead].isHeading, lead < first {
            let share = passage.headings.contains(candidates[lead].text) ? Self.titleShare : Self.headingShare
            evidence.read = evidence.read.map { $0 * share }
        }
        if entries.count(where: { $0.asks }) * 2 > entries.count { evidence.asks = true }
        // What its entries hold counts half: one that holds it is quoted by itself.
        for entry in entries {
            for place in evidence.read.indices {
                evidence.read[place] = max(evidence.read[place], (isCard ? 0.95 : 0.5) * entry.held[place])
            }
        }
        evidence.own = evidence.read
        evidence.fits = entries.contains { Expected(selection.question).isHeld(by: $0.words, "") } || evidence.fits
        let similarity = candidates[lead...last].map(\.similarity).max() ?? 0
        // The person whose card it is answers "Who is the registrar?": a name that is a heading is quoted with the card.
        if isCard, selection.question.expects == .person, candidates[lead].isHeading, lead == first - 1,
            Expected(selection.question).isHeld(by: readings[lead].words, candidates[lead].text)
        {
            return offer(lead, last, lead: nil, similarity, evidence, whole)
        }
        return offer(first, last, lead: lead < first ? lead : nil, similarity, evidence, whole)
    }

    private func offer(
        _ first: Int, _ last: Int, lead: Int?, _ similarity: Float, _ evidence: Evidence, _ whole: Float
    ) -> Offer {
        let own = selection.coverage(evidence.read)
        var near = evidence.read
        for other in [first - 2, first - 1, last + 1] where range.contains(other) {
            near = zip(near, readings[other].held).map { max($0, $1) }
        }
        let around = selection.coverage(near)
        var tilt = passage.tilt + (evidence.fits ? Weight.expectation : 0)
        switch evidence.code {
        case .held: tilt += Weight.held
        case .rival: tilt += Weight.rival
        case .absent: break
        }
        switch evidence.agreement {
        case .agrees: tilt += Weight.agrees
        case .opposite: tilt += Weight.opposite
        case .denies: tilt += Weight.denies
        case .unknown: break
        }
        if evidence.asks { tilt += Weight.asks }
        if evidence.isLabelled { tilt += Weight.label }
        if evidence.isEcho { tilt += Weight.echo }
        // "12.3.2 The teacher …" is that section; "13.2 Section 12.3.2 does not hold …" is another.
        if selection.question.sections.contains(where: { Self.opens(candidates[first].text, with: $0) }) {
            tilt += Weight.section
        }
        if !evidence.fits, selection.question.expects == .money { tilt += Weight.unpriced }
        if evidence.isMislabelled { tilt += Weight.mislabelled }
        // What somebody wrote before, quoted below a newer message.
        if candidates[first].text.hasPrefix("> ") { tilt += Weight.earlierMessage }
        if evidence.holdsPhrase { tilt += Weight.held }
        let traits = Traits(
            similarity: similarity, passageSimilarity: passage.similarity, own: own, around: around, whole: whole,
            passage: passage.score / max(best, .leastNormalMagnitude))
        return Offer(
            choice: .init(candidate: first, last: last, lead: lead, score: 0, confidence: 0), evidence: evidence,
            tilt: tilt, traits: traits)
    }
}
