/// Words near a number that tell whose or what it is.
struct NumberCues {
    private let text: [Unicode.Scalar]
    private let words: [TextWord]

    init(text: [Unicode.Scalar], words: [TextWord]) { (self.text, self.words) = (text, words) }

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
    private static let phones = words(
        """
        phone phones cell cellphone mobile call calls called calling recall callback text texts texted texting tel telephone
        telephoned fax dial dialed dialled reach reached reachable ring rang whatsapp contact contacts ph phoned sms
        hotline voicemail pager landline number numbers no telefono telefonos celular movil llamar llame llama llamo
        llamen llamada llamenos llamame llamarme marcar marque tfno telf cel numero numeros contacto contactar emergency
        llameme llamale llamarle llamarla llamarlo txt txts txted handy telefon msg message messages imessage facetime home work
        """)
    private static let social = words("ssn ssns soc social itin tin seguro ss nss")
    private static let weakSocial = words(
        "sec security number no num is ends ending in last four digits numero termina en es are the of his her their on file"
    )
    /// What a number counts when it stands before it.
    private static let places = words(
        "page pages pp p pg lines line verse verses chapter section paragraph rows row bars items item questions problems pagina paginas room rooms standard standards version isbn issn doi"
    )

    private static let identities = words(
        """
        id ids identification matricula matriculas expediente pin sasid ssid suid lasid uid sid studentid badge license
        licence passport pasaporte licencia medicaid curp dni nie cedula carnet carne nif permit identificacion student
        estudiante alumno alumna pupil lunch account acct cuenta routing iban case library gym stu
        studentnumber studentno stuid stunum permid lunchpin employee empleado empleada staff powerschool skyward aeries
        synergy campus payroll
        """)
    /// Those of which a number must be spoken, too: "student number".
    private static let weakIdentities = words(
        "student estudiante alumno alumna pupil lunch account acct cuenta routing case permit contact library gym employee empleado empleada staff powerschool skyward aeries synergy campus payroll"
    )
    private static let students: Set<String> = ["student", "estudiante", "alumno", "alumna", "pupil", "stu"]
    private static let links = words(
        "is was number num no nr numero es del de la el card code student his her their for local state district s school estudiante alumno with as to and carne driver drivers lunch pin i think its it maybe like or"
    )

    /// Index of the last word that ends at or before a place.
    private func last(before place: Int) -> Int? {
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if words[middle].range.upperBound <= place { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    private func isNear(_ word: TextWord, before place: Int, within: Int) -> Bool {
        guard place - word.range.upperBound <= within else { return false }
        // A sentence's end parts them, but for "Tel." and a line.
        var between = text.part(word.range.upperBound, place)
        if between.first == "." { between = between.dropFirst() }
        var (lines, letters) = (0, 0)
        var previous: Unicode.Scalar = " "
        for scalar in between {
            if scalar == "\n" { lines += 1 }
            // "ID no. 4711": a short word's dot ends nothing.
            if previous == "?" || previous == "!" || previous == "." && letters > 4, scalar == " " {
                return false
            }
            if scalar == " " { letters = 0 } else { letters += 1 }
            previous = scalar
        }
        return lines < 3
    }

    /// A word for telephones at most eight words before, or three after.
    func phone(_ start: Int, end: Int) -> Bool {
        if let last = last(before: start) {
            for index in stride(from: last, through: max(0, last - 7), by: -1) {
                guard isNear(words[index], before: start, within: 60) else { break }
                if Self.places.contains(words[index].key) { return false }
                if index == last, NameCues.callers.contains(words[index].key) { return true }
                if Self.phones.contains(words[index].key) { return true }
            }
        }
        return words(after: end, 5).contains {
            Self.phones.contains($0.key) && $0.key != "no" && $0.key != "work"
        }
    }

    private func words(after end: Int, _ count: Int) -> ArraySlice<TextWord> {
        let first = last(before: end).map { $0 + 1 } ?? 0
        guard first < words.count else { return [] }
        let near = words[first..<min(words.count, first + count)]
        return near.prefix {
            $0.range.lowerBound - end < 40
                && (!$0.opens
                    || $0.range.lowerBound == near.first?.range.lowerBound && end + 3 > $0.range.lowerBound)
        }
    }

    func socialSecurity(_ start: Int) -> Bool {
        guard let last = last(before: start) else { return false }
        for index in stride(from: last, through: max(0, last - 7), by: -1) {
            guard isNear(words[index], before: start, within: 60) else { break }
            let key = words[index].key
            if Self.social.contains(key) {
                return !["social", "seguro", "soc"].contains(key) || isSecurity(index)
                    || start - words[index].range.upperBound < 20
            }
            guard Self.weakSocial.contains(key) else { break }
        }
        return false
    }

    private func isSecurity(_ index: Int) -> Bool {
        index + 1 < words.count
            && ["security", "sec", "social", "number", "no", "num"].contains(words[index + 1].key)
    }

    func socialSecurity(after end: Int) -> Bool {
        words(after: end, 5).contains { Self.social.contains($0.key) }
    }

    /// A word for the numbers of people, with nothing but small words between.
    func identity(_ start: Int, digits: Int) -> Bool {
        guard let last = last(before: start) else { return false }
        var (hasNumber, names, isWhose) = (false, 0, false)
        // "Look up LR0049213."
        let isLookedUp =
            words[last].key == "lookup"
            || last > 0 && words[last].key == "up" && ["look", "pull", "looked"].contains(words[last - 1].key)
        if isLookedUp, digits > 5 || digits > 4 && text[start].properties.isAlphabetic,
            start - words[last].range.upperBound == 1
        {
            return true
        }
        for index in stride(from: last, through: max(0, last - 6), by: -1) {
            let word = words[index]
            guard isNear(word, before: start, within: 40) else { return false }
            let key = word.key
            // "Student 774512", yet not "student 2026".
            if index == last, digits > 4, Self.students.contains(key) { return true }
            if index == last, digits > 6, ["account", "acct", "cuenta", "routing"].contains(key) {
                return true
            }
            // "Student #4711".
            if last - index < 2, text.part(word.range.upperBound, start).contains("#") { hasNumber = true }
            if Self.identities.contains(key), !Self.weakIdentities.contains(key) || hasNumber || isWhose {
                // "Lunch PIN for Joy is 60417", yet not "Student Discipline code 0502".
                return names == 0 || isWhose
            }
            // "Lunch PIN for Joy is 60417."
            if words[index].isCapital, digits > 3, names < 3, !Self.links.contains(key),
                !Self.weakIdentities.contains(key)
            {
                guard index < last || text[word.range.upperBound] == ":" || word.isPossessive else { return false }
                names += 1
                isWhose = word.isPossessive || isWhose
                continue
            }
            guard Self.links.contains(key) || Self.weakIdentities.contains(key) else { return false }
            if names > 0, ["for", "of", "de"].contains(key) { isWhose = true }
            if ["number", "num", "no", "nr", "numero", "code", "card"].contains(key) { hasNumber = true }
        }
        return false
    }

    /// "tel5551234567", "SSN219099999": a cue without a blank.
    func isGlued(_ start: Int) -> Bool {
        guard let last = last(before: start), words[last].range.upperBound == start else {
            return false
        }
        return Self.phones.contains(words[last].key) || Self.social.contains(words[last].key)
    }

    /// "Pages 120-1250", "ISBN".
    func isPlace(_ start: Int) -> Bool {
        guard let last = last(before: start), start - words[last].range.upperBound < 3 else {
            return false
        }
        return Self.places.contains(words[last].key)
    }
}
