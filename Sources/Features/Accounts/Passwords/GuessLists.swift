import Assets
import Foundation
import Web

/// What guessers try first, with the power of ten of the guesses until they come to it.
struct GuessLists: Sendable {
    /// Words and passwords in small letters.
    let words: [String: Double]
    /// Sentences that many took for theirs, letters only.
    let phrases: [[UInt32]]

    static let longestWord = 24

    /// - Parameters:
    ///   - passwords: those that are guessed first, in no order.
    ///   - words: in the order of how often they are used.
    init(passwords: [String], words: [String], phrases: [String]) {
        var ranks: [String: Double] = [:]
        for (number, word) in words.enumerated() where word.utf8.count <= Self.longestWord {
            ranks[word] = log10(Double(number + 10))
        }
        let rank = log10(Double(max(passwords.count, 10)))
        for password in passwords where password.utf8.count <= Self.longestWord {
            ranks[password] = min(ranks[password] ?? rank, rank)
        }
        self.words = ranks
        self.phrases = phrases.map { $0.lowercased().unicodeScalars.filter(\.properties.isAlphabetic).map(\.value) }
    }

    /// John the Ripper's list of passwords and the words of the encoder's vocabulary, embedded at build time.
    static let embedded: GuessLists = {
        func lines(_ name: String) -> [String] {
            EmbeddedFiles.text(name).split(separator: "\n").map(String.init)
        }
        return GuessLists(passwords: lines("passwords.txt"), words: lines("words.txt"), phrases: commonPhrases)
    }()

    /// Rows of keys, and keys beside each other.
    static let rows: [[UInt32]] = [
        "1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiopü", "azertyuiop", "!@#$%^&*()_+",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmikolp", "789456123", "147258369",
        "abcdefghijklmnopqrstuvwxyz", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p",
    ].map { $0.unicodeScalars.map(\.value) }

    /// Of songs, films, prayers and of advice about passwords.
    private static let commonPhrases = [
        "correct horse battery staple", "the quick brown fox", "jumps over the lazy dog", "to be or not to be",
        "that is the question", "may the force be with you", "i love you", "i love my", "let me in", "letmein please",
        "open sesame", "my password is", "this is my password", "this is a password", "i forgot my password",
        "change me", "please change me", "trust no one", "once upon a time", "in the beginning", "god bless america",
        "in god we trust", "our father who art in heaven", "hail mary full of grace", "jesus loves me",
        "the lord is my shepherd", "we the people", "four score and seven years ago", "i have a dream",
        "one nation under god", "home sweet home", "live laugh love", "never give up", "never gonna give you up",
        "never gonna let you down", "hello world", "hello kitty", "good morning", "happy birthday to you",
        "happy new year",
        "merry christmas", "winter is coming", "you shall not pass", "one ring to rule them all",
        "luke i am your father",
        "i am your father", "houston we have a problem", "life is like a box of chocolates", "just do it", "i am groot",
        "to infinity and beyond", "hakuna matata", "let it go", "we will rock you", "we are the champions",
        "welcome to the jungle", "stairway to heaven", "hotel california", "don't stop believing", "let it be",
        "hey jude",
        "all you need is love", "twinkle twinkle little star", "mary had a little lamb", "row row row your boat",
        "the cat in the hat", "where the wild things are", "harry potter and the", "star wars", "game of thrones",
        "back to school", "go team go", "reading is fun", "teachers change the world", "number one teacher",
        "best teacher ever", "i love teaching", "no child left behind", "every student succeeds", "the rain in spain",
        "a journey of a thousand miles", "knowledge is power", "carpe diem", "lorem ipsum dolor sit amet",
        "te quiero mucho", "te amo mucho", "hola mundo", "dios es amor", "viva mexico", "feliz navidad",
        "contraseña segura", "mi contraseña es", "tell me and i forget", "the only thing we have to fear",
        "ask not what your country", "early to bed and early to rise", "an apple a day keeps the doctor away",
    ]
}
