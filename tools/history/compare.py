"""Compares replylint's history with datasketch and rensa on a seeded history of replies.

    pip install replylint datasketch rensa numpy
    python tools/history/compare.py [REPLIES]

Prints a table in Markdown. Every engine runs in a process of its own, on the same replies and queries, on one thread;
times are wall time and include the cutting of texts into words and shingles, memory is what the process grew by while
it built. A query is flagged where the engine knows an earlier reply that is alike enough: for replylint where its rule
`generic/reused-reply` says so (asked apart, the time is that of the query), for the others at a Jaccard similarity of
word 3-shingles of at least the given threshold. Right is what was made from a template that the history holds.
"""

from __future__ import annotations

import json
import random
import re
import resource
import subprocess
import sys
import time

SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bre cla dri flo gru pla sti tro ster".split()
NAMES = "Ana Bo Cleo Dov Eve Fay Gus Hal Ivy Jon Kim Lea".split()
COURTESIES = """\
Thank you so much for taking the time to leave us a review.
Thank you for taking the time to share your feedback with us.
We really appreciate you taking the time to write to us.
Thank you for your kind words and for the five stars.
We are so glad to hear that you had a great experience with us.
We are sorry to hear about your experience and would like to learn more.
We apologize for any inconvenience this may have caused.
Thank you for bringing this to our attention.
Your feedback is very important to us and helps us improve.
Please accept our sincere apologies for the inconvenience.
Thank you for your patience and understanding.
We're so happy to hear you had a wonderful experience.""".splitlines()
ENGINES = ["replylint", "datasketch 0.5", "datasketch 0.8", "rensa 0.5", "rensa 0.8"]
QUERIES = 2_000
PERMUTATIONS = 128


class World:
    """What replies are made of: a vocabulary, courtesies, and templates that share sentences."""

    def __init__(self, templates: int) -> None:
        self.random = random.Random(1)
        self.words = ["".join(self.random.choices(SYLLABLES, k=1 + (rank > 40) + (rank > 1_000))) for rank in range(20_000)]
        pool = [self.sentence() for _ in range(templates * 4)]
        self.templates = [
            [self.random.choice(COURTESIES), *self.random.sample(pool, 3 + self.random.randrange(3))]
            for _ in range(templates)
        ]

    def zipf(self, limit: int) -> int:
        return int(limit ** (1 - self.random.random()) - 1)

    def sentence(self) -> str:
        words = [self.words[self.zipf(len(self.words))] for _ in range(6 + self.random.randrange(10))]
        return " ".join(words).capitalize() + "."

    def reply(self) -> tuple[str, bool]:
        """A reply, and whether it is made from a template: six of ten are."""
        chance = self.random.random
        if chance() < 0.6:
            sentences = list(self.templates[self.zipf(len(self.templates))])
            if chance() < 0.3:
                at = self.random.randrange(len(sentences))
                words = sentences[at].split(" ")
                words[self.random.randrange(len(words))] = self.words[self.zipf(len(self.words))]
                sentences[at] = " ".join(words)
            if chance() < 0.1:
                sentences.pop(self.random.randrange(len(sentences)))
            if chance() < 0.2:
                sentences.insert(self.random.randrange(len(sentences) + 1), self.sentence())
            if chance() < 0.2:
                self.random.shuffle(sentences)
            made = True
        else:
            sentences = [self.sentence() for _ in range(3 + self.random.randrange(3))]
            if chance() < 0.5:
                sentences.insert(0, self.random.choice(COURTESIES))
            made = False
        return f"Hi {self.random.choice(NAMES)}, " + " ".join(sentences), made


def shingles(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))}


def replylint(replies: list[str]):
    from replylint import History, Linter

    history = History.build(replies, key=b"a key of a comparison")
    linter = Linter(regime="none", history=history)

    def judged(text: str) -> bool:
        return any(finding.rule == "generic/reused-reply" for finding in linter.lint(text).findings)

    return history.query, judged


def datasketch(replies: list[str], threshold: float):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    sketches = []

    def sketch(text: str) -> MinHash:
        made = MinHash(num_perm=PERMUTATIONS)
        made.update_batch([shingle.encode() for shingle in shingles(text)])
        return made

    for number, text in enumerate(replies):
        sketches.append(sketch(text))
        index.insert(number, sketches[-1])

    def flagged(text: str) -> bool:
        own = sketch(text)
        return any(own.jaccard(sketches[number]) >= threshold for number in index.query(own))

    return flagged, None


def rensa(replies: list[str], threshold: float):
    from rensa import RMinHash, RMinHashLSH

    bands = 32 if threshold < 0.7 else 16
    index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands)
    sketches = []

    def sketch(text: str) -> RMinHash:
        made = RMinHash(num_perm=PERMUTATIONS, seed=1)
        made.update(list(shingles(text)))
        return made

    for number, text in enumerate(replies):
        sketches.append(sketch(text))
        index.insert(number, sketches[-1])

    def flagged(text: str) -> bool:
        own = sketch(text)
        return any(own.jaccard(sketches[number]) >= threshold for number in index.query(own))

    return flagged, None


def measure(engine: str, number: int) -> None:
    world = World(number // 1_000 + 20)
    replies = [world.reply()[0] for _ in range(number)]
    queries = [world.reply() for _ in range(QUERIES)]
    name, _, threshold = engine.partition(" ")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.perf_counter()
    made = {"replylint": replylint, "datasketch": datasketch, "rensa": rensa}[name]
    flagged, judged = made(replies, float(threshold)) if threshold else made(replies)
    build = time.perf_counter() - begin
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    times, right, wrong = [], 0, 0
    for text, is_made in queries:
        begin = time.perf_counter()
        found = flagged(text)
        times.append(time.perf_counter() - begin)
        found = judged(text) if judged else found
        right += found and is_made
        wrong += found and not is_made
    times.sort()
    made_of = sum(is_made for _, is_made in queries)
    row = {
        "build": build,
        "memory": memory,
        "p50": times[len(times) // 2] * 1e6,
        "p99": times[len(times) * 99 // 100] * 1e6,
        "recall": right / made_of,
        "alarms": wrong / (QUERIES - made_of),
    }
    print(json.dumps(row))


def main() -> None:
    if len(sys.argv) == 4 and sys.argv[1] == "--engine":
        measure(sys.argv[2], int(sys.argv[3]))
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(f"{number:,} replies, {QUERIES:,} queries\n")
    print("| engine | recall | false alarms | query p50 | p99 | build | memory at its peak |")
    print("|---|---|---|---|---|---|---|")
    for engine in ENGINES:
        done = subprocess.run(
            [sys.executable, __file__, "--engine", engine, str(number)], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            print(f"| {engine} | failed: {done.stderr.strip().splitlines()[-1]} | | | | | |")
            continue
        row = json.loads(done.stdout)
        print(
            f"| {engine} | {row['recall']:.1%} | {row['alarms']:.1%} | {row['p50']:.0f} us | {row['p99']:.0f} us "
            f"| {row['build']:.1f} s | {row['memory']:.0f} MB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
