// SPDX-License-Identifier: AGPL-3.0-or-later
#include "CAssets.h"

#if !__has_embed("generated/encoder.bin")
#error "Sources/C/CAssets/generated is empty: run packaging/assets first"
#endif

static const unsigned char encoder[] = {
#embed "generated/encoder.bin"
};

const EmbeddedAsset asset_encoder = {"encoder.bin", encoder, sizeof encoder};

static const unsigned char english[] = {
#embed "generated/eng.traineddata"
};
static const unsigned char spanish[] = {
#embed "generated/spa.traineddata"
};

const EmbeddedAsset asset_english = {"eng", english, sizeof english};
const EmbeddedAsset asset_spanish = {"spa", spanish, sizeof spanish};

static const unsigned char licenses[] = {
#embed "generated/licenses.txt"
};
static const unsigned char source[] = {
#embed "generated/source.tar.xz"
};

const EmbeddedAsset asset_licenses = {"licenses.txt", licenses, sizeof licenses};
const EmbeddedAsset asset_source = {"source.tar.xz", source, sizeof source};

// packaging/assets writes the web files here, one array each, and the list `web_files` of them.
#include "generated/web.inc"

const EmbeddedAsset *const assets_web = web_files;
const size_t assets_web_count = sizeof web_files / sizeof web_files[0];
