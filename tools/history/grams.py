"""Gathers the phrases that stand in the replies of many, which prove no copying: `rules/language/en.grams`.

    python3 tools/history/grams.py

The replies are those that were written to train the other models of this project, in `tools/genericness/corpus` and
`tools/disclosure/corpus`; a file's name tells its writer. A masked 4-gram is common where several replies of several
writers have it; replies that differ in one thing only, to train on the difference, count once. The hashes come from the
library itself (`examples/history_grams.rs`). The file holds them sorted, 32 bits each, little-endian.
"""

import argparse
import array
import collections
import glob
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MARK = re.compile(r"\{\{\??[a-z-]+\|(.*?)\}\}", re.S)
# In how many replies, of how many writers, a gram must stand.
LEAST_REPLIES, LEAST_WRITERS = 12, 6


def replies():
    """The writer, what tells the reply from others but for its variants, its text and its author's name."""
    for tool in ("genericness", "disclosure"):
        for path in sorted(glob.glob(os.path.join(ROOT, "tools", tool, "corpus", "*.jsonl"))):
            writer = os.path.basename(path).rsplit("-", 1)[0]
            for number, line in enumerate(open(path, encoding="utf8")):
                row = json.loads(line)
                variants = row.get("pr") or f"{path}:{number}"
                yield writer, variants, MARK.sub(r"\1", row["d"]), row.get("au")


def grams(texts):
    rows = "".join(json.dumps({"draft": text, "author": author}) + "\n" for *_, text, author in texts)
    command = ["cargo", "run", "--quiet", "--release", "--features", "internals", "--example", "history_grams"]
    done = subprocess.run(command, input=rows, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("the example failed")
    return [json.loads(line) for line in done.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--replies", type=int, default=LEAST_REPLIES)
    parser.add_argument("--writers", type=int, default=LEAST_WRITERS)
    parser.add_argument("--out", default=os.path.join(ROOT, "rules", "language", "en.grams"))
    options = parser.parse_args()
    texts = list(replies())
    found = grams(texts)
    if len(found) != len(texts):
        sys.exit("a reply was not answered")
    holders = collections.defaultdict(set)
    for (writer, variants, *_), own in zip(texts, found):
        for gram in set(own):
            holders[gram].add((writer, variants))
    common = sorted(
        gram
        for gram, who in holders.items()
        if len(who) >= options.replies and len({writer for writer, _ in who}) >= options.writers
    )
    table = array.array("I", common)
    if sys.byteorder == "big":
        table.byteswap()
    with open(options.out, "wb") as file:
        table.tofile(file)
    writers = len({writer for writer, *_ in texts})
    print(f"{len(texts)} replies of {writers} writers, {len(holders)} grams, {len(common)} of them common")


if __name__ == "__main__":
    main()
