"""Which of our locations sends which kind of faulty reply? A table, and a picture.

Run it as a script, `python examples/python/portfolio.py`, or cell by cell in an editor that knows `# %%`. It needs
replylint alone; with matplotlib it writes `findings.png` into the working folder, without it draws bars of text.
`replies.csv` holds sixty made-up replies of five practices; put an export of your own in its place.
"""

# %% Read the replies: the columns are fields of a reply record, an empty cell is a field that is not known.
from __future__ import annotations

import csv
import os
import secrets
from collections import Counter
from pathlib import Path

import replylint

FOLDER = Path(__file__).parent if "__file__" in globals() else Path("examples/python")

with open(FOLDER / "replies.csv", encoding="utf-8", newline="") as file:
    replies = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
for reply in replies:
    reply["rating"] = float(reply["rating"]) if reply["rating"] else None

# %% Lint them. The history lets each reply be compared with all others; the key never leaves this process.
history = replylint.History.build(replies, key=secrets.token_bytes(32))
linter = replylint.Linter(regime="hipaa", history=history)
reports = linter.lint_many(replies)

# %% Count, by location.
LEVELS = ("block", "revise", "note")
locations = sorted({reply["location"] for reply in replies})
verdicts = Counter()
levels = Counter()
rules = {location: Counter() for location in locations}
for reply, report in zip(replies, reports, strict=True):
    location = reply["location"]
    verdicts[location, report.verdict] += 1
    for finding in report.findings:
        levels[location, finding.level] += 1
        if finding.level != "note":
            rules[location][finding.rule] += 1

# %% The table. Notes do not keep a reply from being sent, so they do not count for "most often".
columns = ("pass", "revise", "escalate", "block")
print(f"{'location':<16}{'replies':>8}" + "".join(f"{name:>10}" for name in columns) + "  most often")
for location in locations:
    counts = [verdicts[location, name] for name in columns]
    often = ", ".join(f"{rule} ({count})" for rule, count in rules[location].most_common(2)) or "-"
    total = sum(count for (place, _), count in verdicts.items() if place == location)
    print(f"{location:<16}{total:>8}" + "".join(f"{count:>10}" for count in counts) + f"  {often}")

# %% The picture.
COLORS = {"block": "#b3262e", "revise": "#e08a1e", "note": "#9db4c0"}
try:
    os.environ.setdefault("MPLBACKEND", "agg")
    from matplotlib import pyplot
except ImportError:
    pyplot = None

if pyplot is not None:
    figure, axes = pyplot.subplots(figsize=(8, 3.2), layout="constrained")
    left = [0] * len(locations)
    for level in LEVELS:
        widths = [levels[location, level] for location in locations]
        axes.barh(locations, widths, left=left, color=COLORS[level], label=level)
        left = [sum(pair) for pair in zip(left, widths, strict=True)]
    axes.invert_yaxis()
    axes.set_xlabel("findings")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(title="level", frameon=False)
    figure.savefig("findings.png", dpi=150)
    pyplot.close(figure)
    print("\nwrote findings.png")
else:
    print(f"\nfindings by location ({', '.join(f'{level[0]}: {level}' for level in LEVELS)})")
    for location in locations:
        print(f"{location:<16}" + "".join(level[0] * levels[location, level] for level in LEVELS))
