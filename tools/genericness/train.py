"""Learns what the sentences of a reply do, from the labelled replies in `corpus/`.

    python3 -m venv env && env/bin/pip install numpy scipy scikit-learn
    env/bin/python tools/genericness/train.py            # cross-validates, then writes rules/language/en.moves
    env/bin/python tools/genericness/train.py --check F  # also scores a file of labelled replies that it never learns from

The corpus was written for this project (see README.md beside this file). Each line is a draft with marks such as
`{{own|text}}` and `{{stock|text}}`; a sentence makes a move if a mark of that move overlaps it. What the model sees comes
from the library itself (`examples/move_features.rs`). One logistic regression a move; weights are rounded to whole numbers.
Whether a draft answers a question of the inbound is learned after that, from what the moves say of it
(`examples/answer_features.rs`); they come from a model that has not read the writer's replies.
"""

import argparse
import collections
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MARK = re.compile(r"\{\{(\??)([a-z-]+)\|(.*?)\}\}", re.S)
WORD = re.compile(r"[a-z]+")
BITS = 13
# Whole numbers to one unit of log-odds.
SCALE = 24
# In how many drafts, of how many writers, a word must stand to be known by itself, and a sequence of words to be common.
LEAST_DRAFTS, LEAST_WRITERS, LEAST_SEQUENCE = 8, 4, (3, 2)
# The moves in the order of the file, and the marks that are each.
MOVES = {
    "own": {"own", "move"},
    # Sending somebody away without a reason fits any message, too.
    "stock": {"stock", "salute", "deflect"},
    "deflect": {"deflect"},
    "echo": {"echo"},
    "again": {"again"},
    "question": {"question"},
}
# What a sentence must overlap a mark by, in characters.
LEAST_OVERLAP = 4


def unmarked(marked):
    """The draft without its marks, and the marks as (start, end, kind) in characters."""
    text, marks, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        start = len(text)
        text += mark.group(3)
        marks.append((start, len(text), mark.group(2)))
        at = mark.end()
    return text + marked[at:], marks


def own_corpus_rows():
    """The lines of the corpus, each with its writer, its draft without marks (`text`) and the marks."""
    rows = []
    for path in sorted(glob.glob(os.path.join(HERE, "corpus", "*.jsonl"))):
        writer = os.path.basename(path).rsplit("-", 1)[0]
        for line in open(path, encoding="utf8"):
            row = json.loads(line)
            text, marks = unmarked(row["d"])
            rows.append(dict(row, writer=writer, text=text, marks=marks))
    return rows


def own_corpus():
    cases = []
    for row in own_corpus_rows():
        asked = [(question, True) for question in row.get("qa", [])] + [(question, False) for question in row.get("qo", [])]
        case = dict(draft=row["text"], inbound=row.get("in"), marks=row["marks"], writer=row["writer"])
        cases.append(dict(case, label=row["l"], asked=asked))
    return cases


def background():
    """Drafts that were written for another purpose: they only count words and sequences."""
    for path in sorted(glob.glob(os.path.join(ROOT, "tools", "disclosure", "corpus", "*.jsonl"))):
        writer = os.path.basename(path).rsplit("-", 1)[0]
        for line in open(path, encoding="utf8"):
            yield dict(draft=unmarked(json.loads(line)["d"])[0], inbound=None, writer=writer)


def other_corpus(path, folds):
    labels = {"generic": "g", "specific": "s", "mixed": "m"}
    rows = [json.loads(line) for line in open(path, encoding="utf8")]
    return [
        dict(draft=row["draft"], inbound=row["inbound"], marks=[], writer="other", label=labels[row["label"]], asked=[])
        for row in rows
        if row["fold"] in folds
    ]


def known_words(cases):
    drafts, writers = collections.Counter(), collections.defaultdict(set)
    for case in cases:
        for word in set(WORD.findall(case["draft"].lower())):
            drafts[word] += 1
            writers[word].add(case["writer"])
    known = [word for word, n in drafts.items() if n >= LEAST_DRAFTS and len(writers[word]) >= LEAST_WRITERS]
    return sorted(known, key=lambda word: (-drafts[word], word))


def seen(cases, words, sequences=()):
    """What the library sees of each case: its sentences as (start, end, features, sequences), in bytes."""
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("words", "sequences")]
        for file, lines in zip(files, (words, map(str, sequences))):
            with open(file, "w", encoding="utf8") as out:
                out.write("\n".join(lines))
        rows = "".join(json.dumps({"draft": case["draft"], "inbound": case["inbound"]}) + "\n" for case in cases)
        command = ["cargo", "run", "--quiet", "--release", "--features", "internals", "--example", "move_features", "--", *files]
        done = subprocess.run(command, input=rows, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def common_sequences(cases, sentences):
    drafts, writers = collections.Counter(), collections.defaultdict(set)
    for case, found in zip(cases, sentences):
        for sequence in {sequence for *_, sequences in found for sequence in sequences}:
            drafts[sequence] += 1
            writers[sequence].add(case["writer"])
    return sorted(s for s, n in drafts.items() if n >= LEAST_SEQUENCE[0] and len(writers[s]) >= LEAST_SEQUENCE[1])


class Sentences:
    """All sentences of some cases: features, labels of the moves (NaN where nobody said), and case."""

    def __init__(self, cases, sentences):
        columns, ends, labels, self.numbers = [], [0], [], []
        for number, (case, found) in enumerate(zip(cases, sentences)):
            encoded = case["draft"].encode()
            for start, end, features, _ in found:
                start, end = len(encoded[:start].decode()), len(encoded[:end].decode())
                columns.extend(features)
                ends.append(len(columns))
                overlap = collections.Counter()
                for from_, to, kind in case["marks"]:
                    overlap[kind] += max(0, min(end, to) - max(start, from_))
                told = case.get("told", set(MOVES) - {"question"})
                labels.append([
                    float(max(overlap[kind] for kind in kinds) >= LEAST_OVERLAP) if move in told else np.nan
                    for move, kinds in MOVES.items()
                ])  # fmt: skip
                self.numbers.append(number)
        self.features = sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(ends) - 1, 1 << BITS))
        self.labels, self.numbers = np.array(labels), np.array(self.numbers)


def inbounds(cases):
    """The inbound messages as texts whose questions are marked."""
    asked = collections.defaultdict(set)
    writer = {}
    for case in cases:
        if case["inbound"]:
            asked[case["inbound"]] |= {question for question, _ in case["asked"]}
            writer[case["inbound"]] = case["writer"]
    for text, questions in asked.items():
        places = [(text.find(question), question) for question in questions]
        marks = [(at, at + len(question), "question") for at, question in places if at >= 0]
        yield dict(draft=text, inbound=None, marks=marks, writer=writer[text], label=None, told={"question"})


def answer_features(cases, model):
    """The features of each question of the cases, and whether it is answered."""
    rows, labels = [], []
    for case in cases:
        for question, answered in case["asked"]:
            at = case["inbound"].find(question)
            if at >= 0:
                start = len(case["inbound"][:at].encode())
                place = [start, start + len(question.encode())]
                rows.append(json.dumps({"draft": case["draft"], "inbound": case["inbound"], "question": place}))
                labels.append(answered)
    command = ["cargo", "run", "--quiet", "--release", "--features", "internals", "--example", "answer_features", "--", model]
    done = subprocess.run(command, input="\n".join(rows), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    ends = np.cumsum([0] + [len(row) for row in found])
    columns = np.concatenate([np.array(row, dtype=np.int64) for row in found])
    return sp.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), 1 << BITS)), np.array(labels)


def whole(numbers):
    return np.clip(np.rint(numbers * SCALE), -127, 127).astype(np.int8)


def write(path, words, sequences, weights, biases, answers=None):
    """Writes a file of moves; `answers` is a classifier or nothing."""
    head = ["replylint moves 1", "moves " + " ".join(MOVES), "biases " + " ".join(str(int(np.rint(b * SCALE))) for b in biases)]
    head += [f"words {len(words)}", *words, f"sequences {len(sequences)}", f"rows {1 << BITS}", ""]
    bias = int(np.rint(answers.intercept_[0] * SCALE)) if answers else 0
    with open(path, "wb") as file:
        file.write("\n".join(head).encode())
        file.write(np.array(sequences, dtype="<u4").tobytes())
        file.write(whole(weights.T).tobytes())
        file.write(f"answers {1 << BITS} {bias}\n".encode())
        file.write((whole(answers.coef_[0]) if answers else np.zeros(1 << BITS, dtype=np.int8)).tobytes())
        return file.tell()


def auc(positive, negative):
    order = np.argsort(np.concatenate([positive, negative]), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    return (ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def worth(scores, numbers, count, floor):
    """How much of its own a draft says: what its sentences weigh as `own` above a floor, added up."""
    sums = np.zeros(count)
    np.add.at(sums, numbers, np.maximum(scores - floor, 0))
    return sums


def show(name, cases, sums):
    labels = np.array([case["label"] for case in cases])
    own, stock = sums[labels == "s"], sums[labels == "g"]
    both = np.concatenate([own, stock])
    f1 = max(
        (2 * (stock < t).sum() / ((stock < t).sum() * 2 + (own < t).sum() + (stock >= t).sum()), t) for t in np.unique(both)
    )
    print(f"{name}: {len(own)} specific, {len(stock)} generic, AUC {auc(own, stock):.3f}, best F1 {f1[0]:.3f} at {f1[1]:.0f}", flush=True)
    for t in (20, 30, 40, 50, 60, 70, 80, 90, 100):
        print(f"    below {t}: generic {(stock < t).mean():.3f}, mixed {(sums[labels == 'm'] < t).mean():.3f}, specific {(own < t).mean():.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", help="labelled replies in the shape of generic_dev.jsonl, scored and not learned from")
    parser.add_argument("--folds", default="2,3,4", help="the folds of that file that are scored")
    parser.add_argument("--strength", type=float, default=0.2, help="inverse of the regularisation")
    parser.add_argument("--out", default=os.path.join(ROOT, "rules", "language", "en.moves"))
    options = parser.parse_args()

    cases = own_corpus()
    counted = cases + list(background())
    words = known_words(counted)
    sentences = seen(counted, words)
    sequences = common_sequences(counted, sentences)
    learned = cases + list(inbounds(cases))
    table = Sentences(learned, sentences[: len(cases)] + seen(learned[len(cases) :], words))
    writers = np.array([learned[number]["writer"] for number in table.numbers])
    print(f"{len(cases)} drafts, {len(table.numbers)} sentences, {len(words)} words, {len(sequences)} common sequences", flush=True)

    weights, biases = np.zeros((len(MOVES), 1 << BITS)), np.zeros(len(MOVES))
    held_out = np.zeros((len(MOVES), len(table.numbers)))
    # For each writer, weights that were learned from the others.
    without = {writer: (np.zeros_like(weights), np.zeros_like(biases)) for writer in set(writers)}
    for at, move in enumerate(MOVES):
        told = ~np.isnan(table.labels[:, at])
        fit = lambda part: LogisticRegression(C=options.strength, solver="liblinear").fit(table.features[part], table.labels[part, at])
        for writer in sorted(set(writers)):
            model = fit(told & (writers != writer))
            without[writer][0][at], without[writer][1][at] = model.coef_[0], model.intercept_[0]
            held_out[at, writers == writer] = model.decision_function(table.features[writers == writer])
        y = table.labels[told, at] == 1
        scores = held_out[at, told]
        flagged = scores > 0
        print(f"{move}: {y.sum()} of {told.sum()} sentences; writers held out AUC {auc(scores[y], scores[~y]):.3f}, "
              f"precision {y[flagged].mean():.3f}, recall {flagged[y].mean():.3f}", flush=True)  # fmt: skip
        model = fit(told)
        weights[at], biases[at] = model.coef_[0], model.intercept_[0]

    drafts = table.numbers < len(cases)
    for floor in (-1.5,):
        sums = worth(held_out[0, drafts] * SCALE, table.numbers[drafts], len(cases), floor * SCALE)
        show(f"writers held out, floor {floor}", cases, sums)

    fit = lambda x, y: LogisticRegression(C=options.strength, solver="liblinear").fit(x, y)
    parts = []
    for writer in sorted(set(writers)):
        with tempfile.NamedTemporaryFile(suffix=".moves") as file:
            write(file.name, words, sequences, *without[writer])
            parts.append(answer_features([case for case in cases if case["writer"] == writer], file.name))
    scores = []
    for i, (x, y) in enumerate(parts):
        rest = [part for j, part in enumerate(parts) if j != i]
        model = fit(sp.vstack([part[0] for part in rest]), np.concatenate([part[1] for part in rest]))
        scores.append(model.decision_function(x))
    scores, answered = np.concatenate(scores), np.concatenate([part[1] for part in parts])
    print(f"answers: {len(answered)} questions, {answered.sum()} answered; writers held out AUC {auc(scores[answered], scores[~answered]):.3f}")
    for t in (-2, -1.5, -1, -0.5, 0):
        low = scores < t
        print(f"    below {t}: unanswered {low[~answered].mean():.3f}, answered {low[answered].mean():.3f}")
    answers = fit(sp.vstack([part[0] for part in parts]), answered)
    size = write(options.out, words, sequences, weights, biases, answers)
    print(f"wrote {options.out}: {size} bytes", flush=True)
    if options.check:
        others = other_corpus(options.check, {int(fold) for fold in options.folds.split(",")})
        other = Sentences(others, seen(others, words))
        scores = other.features @ whole(weights[0]).astype(float) + np.rint(biases[0] * SCALE)
        for floor in (-1.5,):
            show(f"other, floor {floor}", others, worth(scores, other.numbers, len(others), floor * SCALE))


if __name__ == "__main__":
    main()
