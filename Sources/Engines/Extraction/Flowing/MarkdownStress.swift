/// Marks of stress: `*` and `_`, by the rule of CommonMark 6.2 on what may open and what may close.
enum MarkdownStress {
    private struct Run {
        var sign: Character
        var start: Int
        var count: Int
        var canOpen: Bool
        var canClose: Bool
    }

    /// The places of all marks that pair.
    static func pairs(_ text: [Character]) -> Set<Int> {
        var dropped: Set<Int> = []
        var open: [Run] = []
        var index = 0
        while index < text.count {
            let sign = text[index]
            if sign == "\\" { index += 2; continue }
            if sign == "`" {
                index = afterCode(text, index)
                continue
            }
            guard sign == "*" || sign == "_" else { index += 1; continue }
            var run = Run(sign: sign, start: index, count: 0, canOpen: false, canClose: false)
            while index < text.count, text[index] == sign {
                run.count += 1
                index += 1
            }
            judge(
                &run, before: run.start > 0 ? text[run.start - 1] : " ", after: index < text.count ? text[index] : " ")
            if run.canClose {
                while run.count > 0, let place = open.lastIndex(where: { $0.sign == sign }) {
                    let used = min(run.count, open[place].count, 2)
                    let end = open[place].start + open[place].count
                    for offset in 0..<used {
                        dropped.insert(end - 1 - offset)
                        dropped.insert(run.start + offset)
                    }
                    open[place].count -= used
                    run.start += used
                    run.count -= used
                    open.removeSubrange((open[place].count == 0 ? place : place + 1)...)
                }
            }
            if run.canOpen, run.count > 0 {
                open.append(run)
                if open.count > 500 { open.removeFirst() }
            }
        }
        return dropped
    }

    private static func afterCode(_ text: [Character], _ start: Int) -> Int {
        var index = start
        while index < text.count, text[index] == "`" { index += 1 }
        let run = index - start
        var place = index
        while place < min(text.count, index + 2000) {
            guard text[place] == "`" else { place += 1; continue }
            var end = place
            while end < text.count, text[end] == "`" { end += 1 }
            if end - place == run { return end }
            place = end
        }
        return index
    }

    private static func judge(_ run: inout Run, before: Character, after: Character) {
        let isLeft = !after.isWhitespace && (!isMark(after) || before.isWhitespace || isMark(before))
        let isRight = !before.isWhitespace && (!isMark(before) || after.isWhitespace || isMark(after))
        if run.sign == "_" {
            run.canOpen = isLeft && (!isRight || isMark(before))
            run.canClose = isRight && (!isLeft || isMark(after))
        } else {
            // "5*3*2" is arithmetic, whatever the rule says.
            let isTimes = before.isNumber && after.isNumber
            run.canOpen = isLeft && !isTimes
            run.canClose = isRight && !isTimes
        }
    }

    private static func isMark(_ character: Character) -> Bool { character.isPunctuation || character.isSymbol }
}
