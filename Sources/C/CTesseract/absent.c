// SPDX-License-Identifier: AGPL-3.0-or-later
// What Debian's libtesseract and liblept were compiled against and are never asked for here: pictures come as pixels and
// language data from memory, so nothing is inflated, fetched or decoded. Threads neither: the worker has one.
#include <stddef.h>

#define ABSENT(name)                                                   \
    __attribute__((visibility("hidden"))) void *name(void);            \
    __attribute__((visibility("hidden"))) void *name(void) { return NULL; }
#define HIDDEN __attribute__((visibility("hidden")))

// libarchive. (libcurl is there: the way out is made of it.)
ABSENT(archive_entry_pathname) ABSENT(archive_entry_size) ABSENT(archive_read_data) ABSENT(archive_read_free)
ABSENT(archive_read_new) ABSENT(archive_read_next_header) ABSENT(archive_read_open_filename)
ABSENT(archive_read_support_filter_all) ABSENT(archive_read_support_format_all)

// libtiff, libwebp, libgif
ABSENT(DGifCloseFile) ABSENT(DGifOpen) ABSENT(DGifSlurp) ABSENT(EGifCloseFile) ABSENT(EGifOpen)
ABSENT(EGifPutComment) ABSENT(EGifPutImageDesc) ABSENT(EGifPutLine) ABSENT(EGifPutScreenDesc)
ABSENT(GifFreeMapObject) ABSENT(GifMakeMapObject) ABSENT(TIFFCleanup) ABSENT(TIFFClientOpen) ABSENT(TIFFClose)
ABSENT(TIFFCurrentDirOffset) ABSENT(TIFFGetField) ABSENT(TIFFGetFieldDefaulted) ABSENT(TIFFGetVersion)
ABSENT(TIFFIsTiled) ABSENT(TIFFOpen) ABSENT(TIFFPrintDirectory) ABSENT(TIFFReadDirectory)
ABSENT(TIFFReadRGBAImageOriented) ABSENT(TIFFReadScanline) ABSENT(TIFFScanlineSize) ABSENT(TIFFSetDirectory)
ABSENT(TIFFSetErrorHandler) ABSENT(TIFFSetField) ABSENT(TIFFSetSubDirectory) ABSENT(TIFFSetWarningHandler)
ABSENT(TIFFWriteScanline) ABSENT(WebPAnimEncoderAdd) ABSENT(WebPAnimEncoderAssemble) ABSENT(WebPAnimEncoderDelete)
ABSENT(WebPAnimEncoderNewInternal) ABSENT(WebPAnimEncoderOptionsInitInternal) ABSENT(WebPConfigInitInternal)
ABSENT(WebPDecodeRGBAInto) ABSENT(WebPEncodeLosslessRGBA) ABSENT(WebPEncodeRGBA) ABSENT(WebPFree)
ABSENT(WebPGetEncoderVersion) ABSENT(WebPGetFeaturesInternal) ABSENT(WebPMuxAssemble)
ABSENT(WebPMuxCreateInternal) ABSENT(WebPMuxDelete) ABSENT(WebPMuxGetAnimationParams)
ABSENT(WebPMuxSetAnimationParams) ABSENT(WebPPictureFree) ABSENT(WebPPictureImportRGBA)
ABSENT(WebPPictureInitInternal)

// Leptonica's own side of JPEG 2000, not libopenjp2: MuPDF decodes with that and brings its own allocator, and a second
// one beside it does not link.
ABSENT(pixReadJp2k) ABSENT(pixReadMemJp2k) ABSENT(pixReadStreamJp2k) ABSENT(pixWriteJp2k) ABSENT(pixWriteMemJp2k)
ABSENT(pixWriteStreamJp2k)

// OpenMP: a team of one, in which loops run whole and sections one after the other.
static unsigned int next_section, last_section;

HIDDEN int omp_get_num_threads(void);
HIDDEN int omp_get_thread_num(void);
HIDDEN void GOMP_parallel(void (*body)(void *), void *data, unsigned int threads, unsigned int flags);
HIDDEN void GOMP_parallel_sections(void (*body)(void *), void *data, unsigned int threads, unsigned int count,
                                   unsigned int flags);
HIDDEN unsigned int GOMP_sections_next(void);
HIDDEN void GOMP_sections_end_nowait(void);

HIDDEN int omp_get_num_threads(void) { return 1; }
HIDDEN int omp_get_thread_num(void) { return 0; }

HIDDEN void GOMP_parallel(void (*body)(void *), void *data, unsigned int threads, unsigned int flags) {
    (void)threads, (void)flags;
    body(data);
}

HIDDEN void GOMP_parallel_sections(void (*body)(void *), void *data, unsigned int threads, unsigned int count,
                                   unsigned int flags) {
    (void)threads, (void)flags;
    next_section = 0, last_section = count;
    body(data);
}

HIDDEN unsigned int GOMP_sections_next(void) { return next_section < last_section ? ++next_section : 0; }
HIDDEN void GOMP_sections_end_nowait(void) {}
