"""Tells lists from mechanism: how much recall the disclosure analysis keeps when its words are taken away.

    env/bin/python tools/disclosure/ablate.py FILE [--folds 2,3,4]

FILE holds labelled drafts in the shape of phi_dev.jsonl. Two things are taken away: the concept file of each specialty in
turn, and every word of care in the drafts themselves, each replaced by a word that nobody knows. Only the sentences' weights
count here, at the standard threshold; identifiers, names and requests for details are other rules.
"""

import argparse
import glob
import os

import numpy as np

from train import FILTERS, NARROW, ROOT, WIDE, Sentences, by_draft, is_learned, other_corpus

GENERAL = {"care", "clinical", "courtesy", "people", "time"}


class Model:
    """The shipped weights, read and weighed as the library does."""

    def __init__(self, path):
        data = open(path, "rb").read()
        at = 0

        def line():
            nonlocal at
            end = data.index(b"\n", at)
            text, at = data[at:end].decode(), end + 1
            return text

        line()
        self.bias = int(line().split()[1])
        self.threshold = int(line().split()[2])
        self.shift, self.heard_shift = map(int, line().split()[1:])
        self.words = [line() for _ in range(int(line().split()[1]))]
        self.classes = [line() for _ in range(int(line().split()[1]))]
        line()
        sizes = [int(line().split()[-1]) for _ in range(4)]
        row = (NARROW + WIDE) * FILTERS
        numbers = np.frombuffer(data, np.int8, sizes[0], at)
        self.linear = numbers.astype(np.int64)
        at += sizes[0]
        self.rows = np.frombuffer(data, np.int8, sizes[1] * row, at).reshape(-1, row).astype(np.int64)
        at += sizes[1] * row
        self.class_rows = np.frombuffer(data, np.int8, sizes[2] * row, at).reshape(-1, row).astype(np.int64)
        at += sizes[2] * row
        rest = np.frombuffer(data, "<i2", offset=at).astype(np.int64).reshape(-1, 2 * FILTERS)
        self.biases, self.outputs, self.heard, self.heard_alone = rest[0], rest[1], rest[2:-1], rest[-1]

    def scores(self, seen):
        place = {name: i for i, name in enumerate(self.classes)}
        class_row = [place.get(name) for name in seen.classes]
        linear = seen.features @ self.linear
        totals = []
        for said, heard in seen.pairs(range(len(seen.symbols))):
            heard = self.best(heard, class_row) if len(heard) else np.zeros(2 * FILTERS, dtype=np.int64)
            outputs = self.outputs + ((heard @ self.heard) >> self.heard_shift)
            alone = int(heard @ self.heard_alone) >> self.shift
            totals.append(int(((self.best(said, class_row) * outputs) >> self.shift).sum()) + alone)
        return linear + np.array(totals) + self.bias

    def best(self, symbols, class_row):
        """The greatest value of each filter."""
        edge = WIDE // 2
        rows = np.zeros((len(symbols) + 2 * edge, self.rows.shape[1]), dtype=np.int64)
        for at, (row, class_, echoed) in enumerate(symbols):
            rows[edge + at] = self.rows[row]
            if class_row[class_] is not None:
                rows[edge + at] += self.class_rows[class_row[class_]]
            if echoed:
                rows[edge + at] += self.class_rows[-1]
        values = np.tile(self.biases, (len(symbols), 1))
        for part in range(NARROW):
            shift = edge - NARROW // 2 + part
            values[:, :FILTERS] += rows[shift : shift + len(symbols), part * FILTERS : (part + 1) * FILTERS]
        for part in range(WIDE):
            start = (NARROW + part) * FILTERS
            values[:, FILTERS:] += rows[part : part + len(symbols), start : start + FILTERS]
        return np.maximum(values.max(0), 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    parser.add_argument("--folds", default="2,3,4")
    parser.add_argument("--model", default=os.path.join(ROOT, "rules", "language", "en.model"))
    options = parser.parse_args()
    model = Model(options.model)
    folds = {int(fold) for fold in options.folds.split(",")}
    cases = [case for case in other_corpus(options.file, folds) if is_learned(case)]
    labels = np.array([case["label"] for case in cases])

    def flagged(seen, cases):
        return by_draft(model.scores(seen), seen.numbers, len(cases)) >= model.threshold

    def row(name, flags):
        print(f"| {name} | {flags[labels == 'violation'].mean():.3f} | {flags[labels == 'ok'].mean():.3f} |", flush=True)

    print("| taken away | recall | false alarms |\n| --- | --- | --- |")
    whole = Sentences(cases, model.words)
    row("nothing", flagged(whole, cases))
    nonsense = []
    for number, case in enumerate(cases):
        text = case["draft"]
        for _, start, end in sorted((place for care in whole.care for place in care if place[0] == number), reverse=True):
            plural = "s" if text[start:end].endswith("s") else ""
            text = text[:start] + "glimbet" + plural + text[end:]
        nonsense.append({**case, "draft": text, "marks": []})
    row("every word of care, replaced by an unknown one", flagged(Sentences(nonsense, model.words), cases))
    for path in sorted(glob.glob(os.path.join(ROOT, "rules", "concepts", "*.toml"))):
        name = os.path.basename(path).removesuffix(".toml")
        if name not in GENERAL:
            without = Sentences(cases, model.words, without=[f"concepts/{name}.toml"])
            row(f"the words of {name}", flagged(without, cases))


if __name__ == "__main__":
    main()
