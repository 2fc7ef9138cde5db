import CMuPDF

/// The pictures of a page that may hold text which the file does not: a scanned letter below a typed head, a figure made
/// of words, a flyer's dates.
struct PagePictures {
    /// Where they stand, in points; the strips of one picture are one.
    private(set) var boxes: [PageInk.Box] = []
    /// There are too many to look at.
    private(set) var areTooMany = false
    /// What the file says in letters, also unseen: it is no part of a picture.
    fileprivate var letters: [PageInk.Box] = []

    /// A smaller share of the page is a logo, a seal, a signature.
    private static let leastShare: Float = 0.02
    /// A page with more pictures is one of them, drawn in pieces, or decoration.
    private static let most = 400

    /// Each costs a drawing of the page.
    private static let mostLookedAt = 12

    init(_ page: MuPage) {
        let pictures = UnsafeBufferPointer(start: page.pictures, count: page.picture_count)
        areTooMany = pictures.count >= Self.most
        guard !pictures.isEmpty, !areTooMany, page.width * page.height > 0 else { return }
        for picture in pictures where picture.x1 - picture.x0 > 2 && picture.y1 - picture.y0 > 2 {
            boxes.append(PageInk.Box(left: picture.x0, top: picture.y0, right: picture.x1, bottom: picture.y1))
        }
        join()
        boxes.removeAll { box in
            box.area < Self.leastShare * page.width * page.height || box.right - box.left < 60
                || box.bottom - box.top < 20
        }
        boxes = Array(boxes.sorted { $0.area > $1.area }.prefix(Self.mostLookedAt))
        guard !boxes.isEmpty else { return }
        for item in UnsafeBufferPointer(start: page.characters, count: page.count) where item.scalar != 32 {
            let height = item.y1 - item.y0
            letters.append(
                PageInk.Box(
                    left: item.x0 - 0.1 * height, top: item.y0, right: item.x1 + 0.1 * height, bottom: item.y1))
        }
    }

    /// Puts together what touches and is of one width or height, or lies over one another.
    private mutating func join() {
        var isDone = false
        while !isDone {
            isDone = true
            var result: [PageInk.Box] = []
            for box in boxes.sorted(by: { ($0.top, $0.left) < ($1.top, $1.left) }) {
                if let place = result.firstIndex(where: { Self.areOne($0, box) }) {
                    let other = result[place]
                    result[place] = PageInk.Box(
                        left: min(box.left, other.left), top: min(box.top, other.top),
                        right: max(box.right, other.right), bottom: max(box.bottom, other.bottom))
                    isDone = false
                } else {
                    result.append(box)
                }
            }
            boxes = result
        }
    }

    private static func areOne(_ a: PageInk.Box, _ b: PageInk.Box) -> Bool {
        let across = min(a.right, b.right) - max(a.left, b.left), down = min(a.bottom, b.bottom) - max(a.top, b.top)
        guard across > -1.5, down > -1.5 else { return false }
        let isColumn = abs(a.left - b.left) < 2 && abs(a.right - b.right) < 2
        let isRow = abs(a.top - b.top) < 2 && abs(a.bottom - b.bottom) < 2
        return isColumn || isRow || across > 0 && down > 0 && across * down > 0.5 * min(a.area, b.area)
    }

    /// Dots per inch at which a picture is looked at: a letter of 7 points still has its shape.
    private static let resolution: Float = 120
    private static let mostPixels: Float = 1_500_000
    /// What a drawing costs however small it is, in pixels.
    private static let leastCost = 500_000

    /// Those of them that hold text.
    /// - Parameter budget: pixels that may still be looked at in the file; what comes after is taken for a photograph.
    func holdingText(_ number: Int, of document: PDFFile, budget: inout Int) -> [PageInk.Box] {
        boxes.filter { box in
            guard budget > 0 else { return false }
            let scale = min(Self.resolution / 72, (Self.mostPixels / max(box.area, 1)).squareRoot())
            let part = MuPicture(x0: box.left, y0: box.top, x1: box.right, y1: box.bottom)
            guard let drawn = try? document.grey(number, part: part, scale: scale, limit: Int(Self.mostPixels) * 2)
            else {
                return false
            }
            defer { drawn.free() }
            budget -= max(drawn.width * drawn.height, Self.leastCost)
            var ink = PictureInk(drawn.pixels, width: drawn.width, height: drawn.height)
            for letter in letters {
                ink.clear(
                    left: (letter.left - box.left) * scale, top: (letter.top - box.top) * scale,
                    right: (letter.right - box.left) * scale, bottom: (letter.bottom - box.top) * scale)
            }
            return ink.holdsText
        }
    }
}

extension PagePictures {
    /// Paints over the letters that the file itself says: they are read already.
    func paintOutLetters(of raster: Raster, in box: PageInk.Box, scale: Float) {
        let ground = raster.pixels.first ?? 255
        for letter in letters {
            let columns = Raster.pixels(letter.left - box.left, letter.right - box.left, scale, raster.width)
            let rows = Raster.pixels(letter.top - box.top, letter.bottom - box.top, scale, raster.height)
            for row in rows {
                for column in columns { raster.raster.pixels[row * raster.width + column] = ground }
            }
        }
    }
}

extension PDFFile {
    /// A part of a page as grey pixels.
    func grey(_ number: Int, part: MuPicture, scale: Float, limit: Int) throws(ExtractionFailure) -> Raster {
        var raster = MuRaster()
        try reader.check(mu_page_grey_part(reader.handle, handle, Int32(number), scale, part, limit, &raster))
        return Raster(raster: raster)
    }
}

/// A page, or a part of one, drawn in grey.
struct Raster {
    let raster: MuRaster

    var width: Int { Int(raster.width) }
    var height: Int { Int(raster.height) }
    /// `width * height` of them, row by row, 0 for black; until `free`.
    var pixels: UnsafeBufferPointer<UInt8> { .init(start: raster.pixels, count: width * height) }

    func free() { mu_free(raster.pixels) }

    /// The pixels of a stretch, of so many that there are.
    static func pixels(_ from: Float, _ to: Float, _ scale: Float, _ count: Int) -> Range<Int> {
        guard from * scale < Float(count), to > 0, from < to else { return 0..<0 }
        // Bounded before they are made whole: a file may hold any number.
        let start = Int(max(0, from * scale))
        return start..<max(start, Int(min(Float(count), to * scale + 1)))
    }
}
