"""Articles a second: pullquote beside spaCy, on one core and on two, in turn, on the same text.

    python throughput.py PULLQUOTE CORPUS

CORPUS is JSON Lines with `text` (also .gz). spaCy's pipeline here has the parts and the size of its small English one
(tagger, parser, names over one network of width 96 and depth 4; no lemmas), but untrained weights, as the trained ones
are on no package index; how long a text takes does not depend on what the weights are. It finds no statements: what
pullquote does besides is not in its time. Needs the package spacy.
"""

import gzip
import json
import os
import statistics
import subprocess
import sys
import time

import spacy

ROUNDS = 3

# As many as the released pipeline has: the size of the last layers follows from them.
TAGS, ARCS, NAMES = 50, 45, 18


def pipeline():
    nlp = spacy.blank("en")
    tok2vec = {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
            "rows": [5000, 1000, 2500, 2500, 50, 50],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    transitions = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False,
                   "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None}
    nlp.add_pipe("tok2vec", config={"model": tok2vec})
    tagger = nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": listener}})
    parser = nlp.add_pipe("parser", config={"model": transitions | {"state_type": "parser", "tok2vec": listener}})
    names = nlp.add_pipe("ner", config={"model": transitions | {"state_type": "ner", "tok2vec": tok2vec}})
    for i in range(TAGS):
        tagger.add_label(f"T{i}")
    for i in range(ARCS):
        parser.add_label(f"arc{i}")
    for i in range(NAMES):
        names.add_label(f"N{i}")
    nlp.initialize()
    return nlp


def texts(path):
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt") as lines:
        return [json.loads(line)["text"] for line in lines]


def spacy_seconds(nlp, corpus, cores):
    begin = time.monotonic()
    for _ in nlp.pipe(corpus, n_process=cores, batch_size=64):
        pass
    return time.monotonic() - begin


def pullquote_seconds(program, path, cores):
    begin = time.monotonic()
    arguments = [program, "extract", path]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"RAYON_NUM_THREADS": str(cores)})
    return time.monotonic() - begin


def main():
    program, path = sys.argv[1:]
    corpus, nlp = texts(path), pipeline()
    characters = sum(map(len, corpus))
    print(f"{len(corpus)} articles, {characters / 1e6:.2f} million characters; median of {ROUNDS}; spaCy {spacy.__version__}")
    for cores in (1, 2):
        taken = {"spaCy": [], "pullquote": []}
        for _ in range(ROUNDS):
            taken["pullquote"].append(pullquote_seconds(program, path, cores))
            taken["spaCy"].append(spacy_seconds(nlp, corpus, cores))
        for name, seconds in taken.items():
            median = statistics.median(seconds)
            print(f"{cores} cores  {name:9}  {len(corpus) / median:8.1f} articles/s  {characters / 1e6 / median:6.3f} MB/s")


if __name__ == "__main__":
    main()
