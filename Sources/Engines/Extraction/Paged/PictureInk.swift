/// What stands out from its ground in a picture, and whether it looks like lines of letters: shapes of like height side
/// by side, several times. Photographs have no plain ground; rules, frames and seals no such rows.
struct PictureInk {
    private let width: Int
    private let height: Int
    /// Whether each pixel is ink.
    private var ink: [Bool]

    /// Ground and ink differ by so many greys at least.
    private static let contrast = 56
    /// The ground is looked for in squares of so many pixels.
    private static let tile = 64

    init(_ pixels: UnsafeBufferPointer<UInt8>, width: Int, height: Int) {
        (self.width, self.height) = (width, height)
        ink = [Bool](repeating: false, count: width * height)
        for top in stride(from: 0, to: height, by: Self.tile) {
            for left in stride(from: 0, to: width, by: Self.tile) {
                let (bottom, right) = (min(top + Self.tile, height), min(left + Self.tile, width))
                var counts = [Int](repeating: 0, count: 33)
                for y in top..<bottom { for x in left..<right { counts[Int(pixels[y * width + x]) / 8] += 1 } }
                // The grey that most pixels are near.
                var (ground, share) = (31, -1)
                for middle in 1..<32 {
                    let near: Int = counts[middle - 1] + counts[middle] + counts[middle + 1]
                    if near > share { (ground, share) = (middle, near) }
                }
                guard share * 2 > (bottom - top) * (right - left) else { continue }
                let grey = ground * 8 + 4
                for y in top..<bottom {
                    for x in left..<right {
                        ink[y * width + x] = abs(Int(pixels[y * width + x]) - grey) > Self.contrast
                    }
                }
            }
        }
    }

    /// Takes the ink of a box away.
    mutating func clear(left: Float, top: Float, right: Float, bottom: Float) {
        guard left < Float(width), top < Float(height), right >= max(0, left), bottom >= max(0, top) else { return }
        // Bounded before they are made whole: a file may hold any number.
        let columns = Int(max(0, left))..<Int(min(Float(width), right + 1)),
            rows = Int(max(0, top))..<Int(min(Float(height), bottom + 1))
        for y in rows { for x in columns { ink[y * width + x] = false } }
    }

    /// A shape of ink.
    struct Shape {
        var left, top, right, bottom: Int
        /// Pixels of ink.
        var area = 0

        var height: Int { bottom - top + 1 }
        var width: Int { right - left + 1 }
        /// Windows, bars and bricks are filled to their corners; of letters only an l is.
        var isBlock: Bool { area * 10 > width * height * 9 && width * 5 > height * 2 }
    }

    private static let mostShapes = 30_000

    /// The connected shapes that may be letters; none where there are too many for a text.
    private func shapes() -> [Shape] {
        var found: [Shape] = []
        var parents: [Int] = []
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        var above: [(from: Int, to: Int, shape: Int)] = []
        for y in 0..<height {
            var runs: [(from: Int, to: Int, shape: Int)] = []
            var x = 0, next = 0
            while x < width {
                guard ink[y * width + x] else { x += 1; continue }
                let from = x
                while x < width, ink[y * width + x] { x += 1 }
                var shape: Int?
                while next < above.count, above[next].to < from - 1 { next += 1 }
                var touching = next
                while touching < above.count, above[touching].from <= x {
                    let other = root(above[touching].shape)
                    if let own = shape, own != other {
                        let (keep, drop) = (min(own, other), max(own, other))
                        parents[drop] = keep
                        let (a, b) = (found[keep], found[drop])
                        found[keep] = Shape(
                            left: min(a.left, b.left), top: min(a.top, b.top), right: max(a.right, b.right),
                            bottom: max(a.bottom, b.bottom), area: a.area + b.area)
                        shape = keep
                    } else {
                        shape = other
                    }
                    touching += 1
                }
                let own = shape ?? found.count
                if shape == nil {
                    found.append(Shape(left: from, top: y, right: x - 1, bottom: y))
                    parents.append(own)
                } else {
                    found[own].left = min(found[own].left, from)
                    found[own].right = max(found[own].right, x - 1)
                    found[own].bottom = y
                }
                found[own].area += x - from
                runs.append((from, x - 1, own))
            }
            above = runs
            if found.count > Self.mostShapes * 4 { return [] }
        }
        let letters = found.indices.filter { index in
            let shape = found[index]
            return parents[index] == index && (5...120).contains(shape.height) && shape.width >= 1
                && shape.width <= 4 * shape.height && !shape.isBlock
        }.map { found[$0] }
        return letters.count > Self.mostShapes ? [] : letters
    }

    /// A line of letters needs so many, and a text so many lines or letters in one.
    private static let leastInLine = 6, leastLetters = 28

    /// How many shapes stand in rows as letters do, and in how many rows.
    var letters: (count: Int, lines: Int) {
        var open: [(last: Shape, count: Int, height: Int)] = []
        var (count, lines) = (0, 0)
        func close(_ line: (last: Shape, count: Int, height: Int)) {
            guard line.count >= Self.leastInLine else { return }
            count += line.count
            lines += 1
        }
        for shape in shapes().sorted(by: { $0.left < $1.left }) {
            var best: Int?
            var index = 0
            while index < open.count {
                let line = open[index]
                if shape.left - line.last.right > 3 * line.height {
                    close(line)
                    open.remove(at: index)
                    continue
                }
                let overlap = min(shape.bottom, line.last.bottom) - max(shape.top, line.last.top) + 1
                let (small, large) = (min(shape.height, line.last.height), max(shape.height, line.last.height))
                let isBeside = shape.left > line.last.left + line.last.width / 2
                let sitsAlike = abs(shape.bottom - line.last.bottom) * 10 <= 4 * large
                if isBeside, sitsAlike, overlap * 10 >= 6 * small, large * 10 <= 24 * small,
                    shape.left - line.last.right <= 2 * max(line.height, shape.height),
                    best.map({ open[$0].last.right < line.last.right }) ?? true
                {
                    best = index
                }
                index += 1
            }
            if let best {
                open[best] = (shape, open[best].count + 1, max(open[best].height, shape.height))
            } else if open.count < 400 {
                open.append((shape, 1, shape.height))
            }
        }
        open.forEach(close)
        return (count, lines)
    }

    var holdsText: Bool {
        let (count, lines) = letters
        return count >= Self.leastLetters && (lines > 1 || count >= 40)
    }
}
