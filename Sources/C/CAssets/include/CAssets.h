// SPDX-License-Identifier: AGPL-3.0-or-later
// Files made at build time by packaging/assets and embedded in the binary.
#ifndef CASSETS_H
#define CASSETS_H

#include <stddef.h>

/// One embedded file.
typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} EmbeddedAsset;

/// The encoder's weights and vocabulary, as packaging/convert-encoder.py writes them.
extern const EmbeddedAsset asset_encoder;

/// What the recognition of text knows of English and Spanish: Debian's trained data of Tesseract.
extern const EmbeddedAsset asset_english, asset_spanish;

/// The licences of all that is in the binary, and the source that it is built from (a tar archive, xz).
extern const EmbeddedAsset asset_licenses, asset_source;

/// The web application: index.html, its script and style (plain, .gz and .br), fonts, and the OpenAPI document.
extern const EmbeddedAsset *const assets_web;
extern const size_t assets_web_count;

#endif
