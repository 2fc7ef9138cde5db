/// Numbers as lists show them.
enum Numerals {
    enum Style {
        case decimal, decimalZero, lowerLetter, upperLetter, lowerRoman, upperRoman, lowerGreek, ordinal, cardinal
        case ordinalWord, none
    }

    /// - Parameter doubles: after "z" comes "aa", then "bb", as in Word; else "ab", as in HTML.
    static func text(_ number: Int, _ style: Style, doubles: Bool = false) -> String {
        switch style {
        case .none: ""
        case .decimal: String(number)
        case .decimalZero: (0...9).contains(number) ? "0\(number)" : String(number)
        case .lowerLetter: letters(number, doubles: doubles)
        case .upperLetter: letters(number, doubles: doubles).uppercased()
        case .lowerRoman: roman(number)
        case .upperRoman: roman(number).uppercased()
        case .lowerGreek: greek(number)
        case .ordinal: ordinal(number)
        case .cardinal: (1...cardinals.count).contains(number) ? cardinals[number - 1] : String(number)
        case .ordinalWord: (1...ordinals.count).contains(number) ? ordinals[number - 1] : ordinal(number)
        }
    }

    private static func letters(_ number: Int, doubles: Bool) -> String {
        guard (1...780).contains(number) else { return String(number) }
        func letter(_ index: Int) -> Character { Character(Unicode.Scalar(UInt8(97 + index % 26))) }
        if doubles { return String(repeating: letter(number - 1), count: (number - 1) / 26 + 1) }
        var result = ""
        var rest = number
        while rest > 0 {
            result = String(letter(rest - 1)) + result
            rest = (rest - 1) / 26
        }
        return result
    }

    private static func roman(_ number: Int) -> String {
        guard (1...3999).contains(number) else { return String(number) }
        let signs = [
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
            (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ]
        var (rest, result) = (number, "")
        for (value, sign) in signs {
            while rest >= value {
                result += sign
                rest -= value
            }
        }
        return result
    }

    private static func greek(_ number: Int) -> String {
        let letters = Array("αβγδεζηθικλμνξοπρστυφχψω")
        return (1...letters.count).contains(number) ? String(letters[number - 1]) : String(number)
    }

    private static func ordinal(_ number: Int) -> String {
        let (tens, ones) = (abs(number % 100), abs(number % 10))
        let ending = (11...13).contains(tens) ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th"
        return "\(number)\(ending)"
    }

    private static let cardinals = [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve", "Thirteen",
        "Fourteen", "Fifteen", "Sixteen", "Seventeen", "Eighteen", "Nineteen", "Twenty",
    ]
    private static let ordinals = [
        "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Eleventh",
        "Twelfth", "Thirteenth", "Fourteenth", "Fifteenth", "Sixteenth", "Seventeenth", "Eighteenth", "Nineteenth",
        "Twentieth",
    ]
}
