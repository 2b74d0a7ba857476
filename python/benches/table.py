"""What tables cost, in one run, as ratios: `python python/benches/table.py`.

Compare figures of one run only: machines differ, and so do their neighbours (the load is printed). Three questions:

1. What does `lint(str)` cost over the call of the core? `--rust` runs `cargo bench` for the same text; without it the
   call is bounded from above by what a row of `lint_table` costs, which makes the same call and writes columns.
2. How much faster are two threads than one on a million replies from an Arrow column?
3. How do other detectors do on the same column? Those that are installed are run, each in a process of its own, which
   says its peak of memory; slow ones get fewer rows.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CLEAN = (
    "Thank you for telling us about the parking. The lot behind the bakery is ours after four, and a new sign goes up "
    "this week. If it is full, there is a ramp around the corner with two wide spots by the side door. Rosa, our "
    "office manager, would like to hear more and is at her desk until five. We hope this makes mornings a little "
    "easier."
)
PARTS = [
    "Thank you for taking the time to write, {name}.",
    "We are sorry that the wait was {n} minutes on {day}.",
    "Please call our office at (412) 555-01{n:02} and ask for {other}.",
    "So glad your crown is holding up after the visit in {month}!",
    "Our lot behind the bakery is free after {n}, and a new sign goes up in {month}.",
    "We shared your kind words with {other} and the whole team.",
    "Parking by the side door is open again since {day}.",
    "You can also write to desk{n}@office.example at any time.",
]
NAMES = ["Ann", "Bob", "Carla", "Dev", "Ema", "Farid", "Gus", "Hana"]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
MONTHS = ["March", "April", "May", "June", "July"]


def replies(count: int) -> Iterable[str]:
    """Replies of four sentences, about 220 characters, hardly two of them the same."""
    state = 1
    for _ in range(count):
        parts = []
        for _ in range(4):
            state = state * 6364136223846793005 + 1442695040888963407 & (1 << 64) - 1
            pick = state >> 33
            part = PARTS[pick % len(PARTS)]
            names = {"name": NAMES[pick // 8 % 8], "other": NAMES[pick // 64 % 8]}
            parts.append(part.format(n=pick // 512 % 90 + 1, day=DAYS[pick % 5], month=MONTHS[pick % 5], **names))
        yield " ".join(parts)


def best(work: Callable[[], object], times: int = 7) -> float:
    """Seconds of the fastest of several runs."""
    fastest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - began)
    return fastest


def load() -> str:
    """How busy the machine is."""
    try:
        return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    except OSError:
        return "load unknown"


def overhead(rust: bool) -> None:
    """The cost of one call. Runs are short and many, so that some are not interrupted."""
    import pyarrow

    import replylint

    print(f"\n1. One call, {load()}")
    linter, rounds = replylint.Linter(), 50
    for name, text in (("2 words", "ok then"), ("340 bytes, clean", CLEAN)):
        column = pyarrow.array([text] * rounds)

        def calls(text: str = text) -> None:
            for _ in range(rounds):
                linter.lint(text)

        def table(column: Any = column) -> None:
            linter.lint_table(column, threads=1, explain=False)

        one, row = best(calls, 500) / rounds * 1e6, best(table, 500) / rounds * 1e6
        print(f"   {name}: lint(str) {one:.2f} us, a row of lint_table {row:.2f} us, difference {one - row:+.2f} us")
    if rust:
        command = ["cargo", "bench", "--bench", "lint", "--", "draft/340 bytes, clean"]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = re.search(r"time:\s+\[\S+ \S+ (\S+) (\S+)", said)
        print(f"   340 bytes, clean: the call in Rust takes {found[1]} {found[2]}" if found else said)


def threads(rows: int) -> None:
    """Two threads against one.

    Where neighbours want the cores as well, that ratio says little. The share of the caller's own thread, which reads
    the input while the others wait, does not depend on them, and bounds the ratio.
    """
    import pyarrow

    import replylint

    print(f"\n2. {rows:,} replies from an Arrow column")
    linter = replylint.Linter()
    some = pyarrow.array(list(replies(min(rows, 100_000))), pyarrow.string())
    column = pyarrow.chunked_array([some] * max(1, rows // len(some)))
    took: dict[int, float] = {}
    for count in (1, 2, 1, 2):
        began = time.perf_counter()
        for _ in linter.lint_batches(column, threads=count, explain=False):
            pass
        took[count] = min(took.get(count, float("inf")), time.perf_counter() - began)
        print(f"   threads={count}: {len(column) / took[count]:,.0f} replies a second, {load()}")
    print(f"   two threads are {took[1] / took[2]:.2f} times as fast as one")
    own, all_threads = time.thread_time(), time.process_time()
    for _ in linter.lint_batches(column[: min(len(column), 100_000)], threads=2, explain=False):
        pass
    share = (time.thread_time() - own) / (time.process_time() - all_threads)
    bound = 1 / (share + (1 - share) / 2)
    print(f"   {share:.2%} of the work is the caller's own thread's: two threads can be {bound:.2f} times as fast")


def run_replylint(texts: Any) -> int:
    """How many replies have findings."""
    import replylint

    verdicts = replylint.Linter().lint_table(texts, threads=1, explain=False).verdicts
    return len(texts) - int(verdicts.get("pass", 0))


def run_presidio(texts: Any) -> int:
    """Presidio with the model of spaCy that is installed."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    installed = spacy.util.get_installed_models()
    if not installed:
        raise SystemExit("no model of spaCy is installed")
    # Its reader of addresses would ask the network for a list; the one that it brings along will do.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
    models = [{"lang_code": "en", "model_name": installed[0]}]
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    engine = AnalyzerEngine(nlp_engine=nlp, supported_languages=["en"])
    return sum(bool(engine.analyze(text.as_py(), language="en")) for text in texts)


def run_scrubadub(texts: Any) -> int:
    """Scrubadub with its default detectors."""
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return sum(any(True for _ in scrubber.iter_filth(text.as_py())) for text in texts)


def run_datafog(texts: Any) -> int:
    """DataFog with its regexes, its fastest engine."""
    from datafog.services.text_service import TextService

    service = TextService(engine="regex")
    return sum(any(service.annotate_text_sync(text.as_py()).values()) for text in texts)


RIVALS: dict[str, tuple[Callable[[Any], int], int]] = {
    "replylint": (run_replylint, 1),
    "presidio": (run_presidio, 50),
    "scrubadub": (run_scrubadub, 20),
    "datafog": (run_datafog, 1),
}


def one(name: str, rows: int) -> None:
    """Runs one detector and says what it took, as JSON. A short run first loads what it loads.

    Seconds are those of the processor, so that neighbours do not count.
    """
    import resource

    import pyarrow

    work, fewer = RIVALS[name]
    texts = pyarrow.array(list(replies(max(100, rows // fewer))), pyarrow.string())
    work(texts[:20])
    began = time.process_time()
    found = work(texts)
    took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"rows": len(texts), "seconds": took, "found": found, "peak": peak}))


def others(rows: int) -> None:
    """The detectors that are installed, one after the other."""
    print(f"\n3. The same column, one thread, seconds of the processor, {load()}")
    first = None
    for name in RIVALS:
        command = [sys.executable, "-W", "ignore", __file__, "--one", name, "--rows", str(rows)]
        alone = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=alone)
        if done.returncode:
            why = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            print(f"   {name}: not run: {why[0]}")
            continue
        it = json.loads(done.stdout.strip().splitlines()[-1])
        rate = it["rows"] / it["seconds"]
        first = first or rate
        share = it["found"] / it["rows"]
        print(
            f"   {name}: {rate:,.0f} replies a second over {it['rows']:,} rows (replylint is {first / rate:.1f} times "
            f"as fast), peak {it['peak']:,.0f} MB, something found in {share:.0%}"
        )


def main() -> None:
    """Reads the arguments and runs the three parts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the Arrow column")
    parser.add_argument("--rust", action="store_true", help="run cargo bench for the call in Rust")
    parser.add_argument("--one", choices=RIVALS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.one, given.rows)
        return
    overhead(given.rust)
    threads(given.rows)
    others(min(given.rows, 20_000))


if __name__ == "__main__":
    main()
