// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CTesseract.h"

#include <leptonica/allheaders.h>
#include <tesseract/baseapi.h>
#include <tesseract/resultiterator.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <utility>

namespace {

struct PixDeleter {
    void operator()(Pix *pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<Pix, PixDeleter>;

/// Degrees by which a page stands askew, clockwise; 0 where that cannot be told.
float skew_of(Pix *grey) {
    const Picture black(pixThresholdToBinary(grey, 160));
    l_float32 angle = 0, confidence = 0;
    if (!black || pixFindSkew(black.get(), &angle, &confidence) != 0 || confidence < 3) return 0;
    return angle;
}

/// The page with its grain smoothed and its ground made white. On grey paper, or a copy of a copy, Tesseract takes the
/// ground for print: it reads nothing, and takes half a minute. The picture itself where that cannot be done.
Picture cleaned(Picture grey) {
    const Picture smooth(pixBlockconv(grey.get(), 1, 1));
    if (!smooth) return grey;
    const Picture level(pixBackgroundNormSimple(smooth.get(), nullptr, nullptr));
    if (!level) return grey;
    // The ground is made about 200: what is lighter is white, and ink is black from 60 down.
    Picture clear(pixGammaTRC(nullptr, level.get(), 1, 60, 200));
    return clear ? std::move(clear) : std::move(grey);
}

/// A place in a picture that was turned about its middle, in the picture as it was.
struct Turn {
    float sine, cosine, x, y;

    Turn(float degrees, int width, int height)
        : sine(std::sin(degrees * float(M_PI) / 180)), cosine(std::cos(degrees * float(M_PI) / 180)),
          x(float(width) / 2), y(float(height) / 2) {}

    void back(float &left, float &top, float &right, float &bottom) const {
        const float across = (left + right) / 2 - x, down = (top + bottom) / 2 - y;
        const float dx = across * cosine + down * sine + x - (left + right) / 2;
        const float dy = down * cosine - across * sine + y - (top + bottom) / 2;
        left += dx, right += dx, top += dy, bottom += dy;
    }
};

}  // namespace

TsStatus ts_recognise(const unsigned char *pixels, int width, int height, int dots_per_inch, TsLanguage language,
                      void *state, void (*visit)(void *state, const TsWord *word)) {
    if (width <= 0 || height <= 0) return TS_FAILED;
    setMsgSeverity(L_SEVERITY_NONE);
    Picture picture(pixCreate(width, height, 8));
    if (!picture) return TS_OUT_OF_MEMORY;
    for (int y = 0; y < height; y++) {
        l_uint32 *row = pixGetData(picture.get()) + size_t(y) * pixGetWpl(picture.get());
        for (int x = 0; x < width; x++) SET_DATA_BYTE(row, x, pixels[size_t(y) * width + x]);
    }
    picture = cleaned(std::move(picture));
    float degrees = skew_of(picture.get());
    if (std::fabs(degrees) > 0.2f) {
        const Picture turned(pixRotate(picture.get(), degrees * float(M_PI) / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE,
                                       width, height));
        if (!turned) return TS_OUT_OF_MEMORY;
        picture.reset(pixClone(turned.get()));
    } else {
        degrees = 0;
    }
    const Turn turn(degrees, width, height);
    tesseract::TessBaseAPI api;
    if (api.Init(reinterpret_cast<const char *>(language.bytes), int(language.count), language.name,
                 tesseract::OEM_LSTM_ONLY, nullptr, 0, nullptr, nullptr, false, nullptr) != 0)
        return TS_FAILED;
    api.SetPageSegMode(tesseract::PSM_AUTO);
    api.SetImage(picture.get());
    api.SetSourceResolution(dots_per_inch);
    if (api.Recognize(nullptr) != 0) return TS_FAILED;
    const std::unique_ptr<tesseract::ResultIterator> words(api.GetIterator());
    // A page without a word has no iterator.
    if (!words || words->Empty(tesseract::RIL_WORD)) return TS_OK;
    uint32_t line = 0, paragraph = 0;
    do {
        if (words->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) line++;
        if (words->IsAtBeginningOf(tesseract::RIL_PARA)) paragraph++;
        const std::unique_ptr<char[]> text(words->GetUTF8Text(tesseract::RIL_WORD));
        int left, top, right, bottom;
        if (!text || !words->BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom)) continue;
        TsWord word = {text.get(), float(left), float(top), float(right), float(bottom),
                       words->Confidence(tesseract::RIL_WORD) / 100, line, paragraph};
        turn.back(word.left, word.top, word.right, word.bottom);
        visit(state, &word);
    } while (words->Next(tesseract::RIL_WORD));
    return TS_OK;
}
