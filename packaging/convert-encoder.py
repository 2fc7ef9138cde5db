#!/usr/bin/python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Converts the published all-MiniLM-L6-v2 weights into the one file that is embedded in the binary.

usage: convert-encoder.py MODEL_DIR OUT

Layout, little-endian (read by Sources/Engines/TextEncoder/EncoderWeights.swift):
    8 bytes   magic "HRENC002"
    6 x u32   vocabulary, width, layers, heads, feed-forward width, positions
    f32       [vocabulary]           scale of each word vector
    i8        [vocabulary, width]    word vectors, one scale a row
    f16       [positions, width]     position vectors plus the type-0 vector
    f32       [width] x 2            embedding layer norm: gain, shift
    then for each layer:
    matrix    [3 width, width], f32 [3 width]    query, key, value
    matrix    [width, width], f32 [width]        attention output
    f32       [width] x 2                        layer norm
    matrix    [ff, width], f32 [ff]              feed-forward in
    matrix    [width, ff], f32 [width]           feed-forward out
    f32       [width] x 2                        layer norm
    then the vocabulary, UTF-8, one token a line, to the end of the file.

A matrix is f16 [outputs, inputs / 64], the scale of each run of 64 weights, then i8 [outputs, inputs]. Cosines to the
vectors of the unrounded weights stay above 0.999.
"""
import json
import os
import struct
import sys

import numpy as np


def read_safetensors(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        body = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        tensors[name.removeprefix("bert.")] = np.frombuffer(body[start:end], "<f4").reshape(entry["shape"])
    return tensors


def main(model, out):
    tensors = read_safetensors(os.path.join(model, "model.safetensors"))
    words = tensors["embeddings.word_embeddings.weight"]
    positions = tensors["embeddings.position_embeddings.weight"][:256] + tensors["embeddings.token_type_embeddings.weight"][0]
    layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
    wide = tensors["encoder.layer.0.intermediate.dense.weight"].shape[0]
    with open(out + ".part", "wb") as file:
        half = lambda array: file.write(np.ascontiguousarray(array, "<f2").tobytes())
        full = lambda array: file.write(np.ascontiguousarray(array, "<f4").tobytes())
        def matrix(array):
            runs = array.reshape(array.shape[0], -1, 64)
            scales = (np.abs(runs).max(2) / 127).astype("<f2")
            half(scales)
            file.write(np.rint(runs / np.maximum(scales.astype("<f4"), 1e-12)[:, :, None]).clip(-127, 127).astype(np.int8).tobytes())

        file.write(b"HRENC002")
        file.write(struct.pack("<6I", words.shape[0], words.shape[1], layers, 12, wide, positions.shape[0]))
        scales = np.abs(words).max(1, keepdims=True) / 127
        full(scales)
        file.write(np.rint(words / scales).astype(np.int8).tobytes())
        half(positions)
        full(tensors["embeddings.LayerNorm.weight"])
        full(tensors["embeddings.LayerNorm.bias"])
        for index in range(layers):
            part = lambda name: tensors[f"encoder.layer.{index}.{name}"]
            qkv = [f"attention.self.{name}" for name in ("query", "key", "value")]
            matrix(np.concatenate([part(name + ".weight") for name in qkv]))
            full(np.concatenate([part(name + ".bias") for name in qkv]))
            for name in ("attention.output", "intermediate", "output"):
                matrix(part(name + ".dense.weight"))
                full(part(name + ".dense.bias"))
                if name != "intermediate":
                    full(part(name + ".LayerNorm.weight"))
                    full(part(name + ".LayerNorm.bias"))
        with open(os.path.join(model, "vocab.txt"), "rb") as vocabulary:
            file.write(vocabulary.read())
    os.replace(out + ".part", out)


if __name__ == "__main__":
    main(*sys.argv[1:])
